import { describe, expect, test } from "vitest";
import { dispatches, leaf, node, UNLIMITED } from "./posed.js";

const share = (root: Parameters<typeof dispatches>[0]) => dispatches(root, "siblings");

describe("fairness among siblings", () => {
  test("what a leaf cannot take goes to its sibling, not to its cousin", () => {
    const root = node(
      -UNLIMITED,
      10,
      node(-UNLIMITED, UNLIMITED, leaf(0, 1), leaf(0, 100)),
      node(-UNLIMITED, UNLIMITED, leaf(0, 100)),
    );
    const [first, second, third] = share(root);
    expect(first).toBe(1);
    expect(second).toBeCloseTo(17 / 3, 14);
    expect(third).toBeCloseTo(10 / 3, 14);
  });

  test("a child is offered its share by the leaves below it, and takes no more than it can carry", () => {
    const root = node(-UNLIMITED, 9, node(-UNLIMITED, 2, leaf(0, 9), leaf(0, 9)), leaf(0, 9), leaf(0, 3));
    expect(share(root)).toEqual([1, 1, 4, 3]);
  });

  test("what a grandchild can carry limits the child", () => {
    const narrow = node(-UNLIMITED, UNLIMITED, node(-UNLIMITED, 1, leaf(0, 9)), node(-UNLIMITED, 1, leaf(0, 9)));
    expect(share(node(-UNLIMITED, 10, narrow, leaf(0, 9)))).toEqual([1, 1, 8]);
  });

  test("a lower limit below is kept", () => {
    const needy = node(-UNLIMITED, UNLIMITED, node(4, 9, leaf(0, 9)), leaf(0, 9));
    expect(share(node(-UNLIMITED, 6, needy, leaf(0, 9)))).toEqual([4, 0, 2]);
  });

  test("equal limits fix a child's flow", () => {
    expect(share(node(-UNLIMITED, 10, node(4, 4, leaf(0, 1), leaf(0, 9)), leaf(0, 9)))).toEqual([1, 3, 6]);
  });

  test("weights below add up to a child's share", () => {
    const heavy = node(-UNLIMITED, UNLIMITED, leaf(0, 9, { weight: 3 }), leaf(0, 9));
    expect(share(node(-UNLIMITED, 10, heavy, leaf(0, 9)))).toEqual([6, 2, 2]);
  });

  test("shifts take from the limit, not from the share", () => {
    const shifted = node(-UNLIMITED, UNLIMITED, leaf(0, 9, { shift: 4 }));
    expect(share(node(-UNLIMITED, 8, shifted, leaf(0, 9, { shift: -2 })))).toEqual([3, 3]);
  });

  test("all export", () => {
    expect(share(node(-UNLIMITED, -6, node(-9, -1, leaf(-9, 0)), leaf(-9, -4)))).toEqual([-2, -4]);
  });

  test("leaves without any limit of their own", () => {
    const free = leaf(-UNLIMITED, UNLIMITED);
    expect(share(node(-UNLIMITED, -6, free, free, node(-1, UNLIMITED, free)))).toEqual([-2.5, -2.5, -1]);
  });

  test("nothing may flow", () => {
    expect(share(node(0, 0, leaf(0, 5), leaf(0, 5)))).toEqual([0, 0]);
  });

  test("nothing binds: everyone at their upper limit", () => {
    expect(share(node(-UNLIMITED, UNLIMITED, node(0, 50, leaf(0, 1)), leaf(-3, -2)))).toEqual([1, -2]);
  });

  test("a root that is a leaf takes its upper limit", () => {
    expect(share(leaf(-1, 7, { shift: 2, weight: 3 }))).toEqual([7]);
  });

  test("a light leaf beside heavy ones that have filled up still gets what is left, to the last digits", () => {
    const heavy = Array.from({ length: 50 }, (_, k) => leaf(0, 1, { weight: 1e9 / (3 + k) }));
    const [light] = share(node(-UNLIMITED, 50.7, leaf(0, 1, { weight: 1e-9 }), ...heavy));
    expect(light).toBeCloseTo(0.7, 12);
  });

  test("great shifts that cancel across feeders leave nothing behind", () => {
    const feeder = (...shifts: number[]) =>
      node(-UNLIMITED, UNLIMITED, ...shifts.map((shift) => leaf(0, 9, { shift })));
    const [third, seventh, eleventh] = [1e9 / 3, 1 / 7, 1e4 / 11];
    const feeders = [feeder(third, seventh), feeder(-third, eleventh), feeder(-seventh, -eleventh)];
    expect(share(node(-UNLIMITED, 4.5, ...feeders))).toEqual(Array(6).fill(0.75));
  });
});
