import { expect, test } from "vitest";
import { sortStably } from "../../src/discrete/stable-order.js";
import { Random } from "../random-trees.js";

test("orders as a comparison of keys does, and keeps those with equal keys as they were", () => {
  const special = [
    0,
    -0,
    1,
    -1,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    5e-324,
    -5e-324,
    1e308,
    -1e308,
    0.1,
    2 ** 32,
  ];
  for (let seed = 1; seed <= 50; seed++) {
    const random = new Random(seed);
    const count = random.integer(0, 400);
    const draw = [() => random.pick(special), () => random.next() - 0.5, () => random.integer(-3, 3), () => 7];
    const key = random.pick(draw);
    const keys = Float64Array.from({ length: count }, key);
    const nodes = random.permutation(count);
    const compared = Array.from(nodes).sort((a, b) => (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : 0));
    const sorted = Int32Array.from(nodes);
    sortStably(sorted, keys);
    expect(Array.from(sorted), `seed ${seed}`).toEqual(compared);
  }
});
