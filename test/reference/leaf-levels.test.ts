import { describe, expect, test } from "vitest";
import { dispatches, leaf, node, UNLIMITED } from "./posed.js";

const share = (root: Parameters<typeof dispatches>[0]) => dispatches(root, "leaves");

describe("fairness among leaves", () => {
  test("every leaf with every other, whoever it hangs below", () => {
    const root = node(
      -UNLIMITED,
      10,
      node(-UNLIMITED, UNLIMITED, leaf(0, 1), leaf(0, 100)),
      node(-UNLIMITED, UNLIMITED, leaf(0, 100)),
    );
    expect(share(root)).toEqual([1, 4.5, 4.5]);
  });

  test("a limit that binds below another that binds", () => {
    const root = node(-UNLIMITED, 9, node(-UNLIMITED, 2, leaf(0, 9), leaf(0, 9)), leaf(0, 9), leaf(0, 3));
    expect(share(root)).toEqual([1, 1, 4, 3]);
  });

  test("a limit that binds only until one above binds harder", () => {
    const root = node(-UNLIMITED, 3, node(-UNLIMITED, 4, leaf(0, 9), leaf(0, 9)), leaf(0, 9));
    expect(share(root)).toEqual([1, 1, 1]);
  });

  test("a lower limit pulls its leaves above the others", () => {
    expect(share(node(-UNLIMITED, 4, node(3, 9, leaf(0, 9)), leaf(0, 9), leaf(0, 9)))).toEqual([3, 0.5, 0.5]);
  });

  test("a leaf's own lower limit does the same", () => {
    expect(share(node(-UNLIMITED, 4, leaf(3, 9), leaf(0, 9), leaf(0, 9)))).toEqual([3, 0.5, 0.5]);
  });

  test("equal limits fix a subtree's flow, and split it evenly", () => {
    expect(share(node(-UNLIMITED, 10, node(4, 4, leaf(0, 1), leaf(0, 9)), leaf(0, 9)))).toEqual([1, 3, 6]);
  });

  test("equal limits that leave a subtree no choice", () => {
    expect(share(node(3, 3, node(0, 5, leaf(1, 1), leaf(0, 9)), leaf(1, 1), leaf(-1, -1)))).toEqual([1, 2, 1, -1]);
  });

  test("weights are shares", () => {
    expect(share(node(-UNLIMITED, 8, leaf(0, 9, { weight: 3 }), leaf(0, 9)))).toEqual([6, 2]);
  });

  test("shifts take from the limit, not from the level", () => {
    expect(share(node(-UNLIMITED, 8, leaf(0, 9, { shift: 4 }), leaf(0, 9, { shift: -2 })))).toEqual([3, 3]);
  });

  test("all export: who must export least sets the level", () => {
    expect(share(node(-UNLIMITED, -6, leaf(-9, -1), leaf(-9, -4)))).toEqual([-2, -4]);
  });

  test("export is called on only as far as a limit forces it", () => {
    expect(share(node(-UNLIMITED, -1, leaf(-5, 0), leaf(-5, 0, { shift: 2 }), leaf(0, 4)))).toEqual([-1.5, -1.5, 0]);
  });

  test("leaves without any limit of their own", () => {
    const free = leaf(-UNLIMITED, UNLIMITED);
    expect(share(node(-UNLIMITED, -6, free, free, node(-1, UNLIMITED, free)))).toEqual([-2.5, -2.5, -1]);
  });

  test("a lower limit under leaves that may fall without end", () => {
    const free = leaf(-UNLIMITED, 1);
    expect(share(node(-UNLIMITED, -10, node(-4, UNLIMITED, free, free), free))).toEqual([-2, -2, -6]);
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

  test("a limit reached exactly leaves upper limits exact", () => {
    expect(share(node(-UNLIMITED, 0.1 + 0.2, leaf(0, 0.1, { weight: 3 }), leaf(0, 0.2, { weight: 7 })))).toEqual([
      0.1, 0.2,
    ]);
  });

  test("a light leaf among heavy ones that have filled up still gets what is left, to the last digits", () => {
    const heavy = Array.from({ length: 50 }, (_, k) => leaf(0, 1, { weight: 1e9 / (3 + k) }));
    const [light] = share(node(-UNLIMITED, 50.7, leaf(0, 1, { weight: 1e-9 }), ...heavy));
    expect(light).toBeCloseTo(0.7, 12);
  });

  test("a light leaf that a lower limit raises past heavy ones that their feeders hold back", () => {
    const feeder = (k: number) =>
      node(-UNLIMITED, 1, ...[3, 7, 11].map((part) => leaf(0, 1, { weight: 1e9 / (part + k) })));
    const feeders = Array.from({ length: 50 }, (_, k) => feeder(k));
    const district = node(50.7, UNLIMITED, leaf(0, 1, { weight: 1e-9 }), ...feeders);
    expect(share(node(-UNLIMITED, 50.8, district, leaf(0, 9)))[0]).toBeCloseTo(0.7, 11);
  });

  test("a light leaf that a lower limit raises past heavy ones that could fall without end", () => {
    const feeder = (k: number) =>
      node(
        -UNLIMITED,
        UNLIMITED,
        ...[1e9 / 3, 1e4 / 7, 1 / 11].map((weight) => leaf(-UNLIMITED, 1, { weight: weight / k })),
      );
    const feeders = Array.from({ length: 20 }, (_, k) => feeder(k + 1));
    const district = node(60.7, UNLIMITED, leaf(0, 1, { weight: 1e-9 }), ...feeders);
    expect(share(node(-UNLIMITED, 60.8, district, leaf(0, 9)))[0]).toBeCloseTo(0.7, 11);
  });

  test("great shifts that cancel across feeders leave nothing behind", () => {
    const feeder = (...shifts: number[]) =>
      node(-UNLIMITED, UNLIMITED, ...shifts.map((shift) => leaf(0, 9, { shift })));
    const [third, seventh, eleventh] = [1e9 / 3, 1 / 7, 1e4 / 11];
    const feeders = [feeder(third, seventh), feeder(-third, eleventh), feeder(-seventh, -eleventh)];
    expect(share(node(-UNLIMITED, 4.5, ...feeders))).toEqual(Array(6).fill(0.75));
  });

  test("a leaf at its lower limit is there to the bit", () => {
    // 3 * (3.1 / 3) is not 3.1.
    expect(share(node(-UNLIMITED, 6.2, leaf(3.1, 9, { weight: 3 }), leaf(3.1, 9, { weight: 3 })))).toEqual([3.1, 3.1]);
  });

  test("a range of one ulp, whose two ends come at the same price", () => {
    const narrow = leaf(-1.75 - 2 ** -52, -1.75, { weight: 0.8 });
    const [first, second] = share(node(-UNLIMITED, -2.25, narrow, leaf(-9, 9, { weight: 0.1 })));
    expect(first).toBe(-1.75 - 2 ** -52);
    expect(second).toBeCloseTo(-0.5, 15);
  });
});
