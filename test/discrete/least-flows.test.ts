import { expect, test } from "vitest";
import { LeastFlows } from "../../src/discrete/least-flows.js";
import { Topology } from "../../src/tree/topology.js";
import { Random } from "../random-trees.js";

/** Parents of `count` inner nodes, each with one leaf: in a row, or each below a random one of the last few before it. */
function parents(random: Random, count: number, reach: number): number[] {
  const parent = Array.from({ length: count }, (_, v) =>
    v === 0 ? -1 : random.integer(Math.max(0, v - reach), v - 1),
  );
  return [...parent, ...Array.from({ length: count }, (_, v) => v)];
}

/** The same by walking up from the leaf, node by node. Whole numbers, so that nothing is rounded. */
class PlainFlows {
  readonly #parent: readonly number[];
  readonly #floor: Float64Array;
  readonly #ceiling: Float64Array;
  readonly sum: Float64Array;

  constructor(parent: readonly number[], floor: Float64Array, ceiling: Float64Array, now: Float64Array) {
    this.#parent = parent;
    this.#floor = floor;
    this.#ceiling = ceiling;
    this.sum = now.slice();
    for (let v = parent.length - 1; v > 0; v--) this.sum[parent[v]] += this.#carried(v, this.sum[v]);
  }

  #carried(v: number, sum: number): number {
    return Math.max(sum, this.#floor[v]);
  }

  /** The first node on the way up whose ceiling a change passes; -1 where there is none. */
  blockedAt(leaf: number, by: number): number {
    let change = by;
    for (let v = this.#parent[leaf]; v >= 0 && change !== 0; v = this.#parent[v]) {
      const after = this.sum[v] + change;
      if (after > this.#ceiling[v]) return v;
      change = this.#carried(v, after) - this.#carried(v, this.sum[v]);
    }
    return -1;
  }

  change(leaf: number, by: number): void {
    let change = by;
    for (let v = this.#parent[leaf]; v >= 0 && change !== 0; v = this.#parent[v]) {
      const before = this.sum[v];
      this.sum[v] += change;
      change = this.#carried(v, this.sum[v]) - this.#carried(v, before);
    }
  }
}

test.each([
  ["a chain of 17 nodes", 17, 1],
  ["a chain of 300 nodes", 300, 1],
  ["a chain of 5000 nodes", 5000, 1],
  ["a deep tree", 2000, 3],
  ["a shallow tree", 2000, 2000],
])("%s: what blocks a change, and what is left, is what a plain walk finds", (_, count, reach) => {
  let blocked = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const random = new Random(seed);
    const parent = parents(random, count, reach);
    const nodeCount = 2 * count;
    const isLeaf = (v: number) => v >= count;
    const now = Float64Array.from(parent, (_, v) => (isLeaf(v) ? random.integer(0, 3) : 0));
    const from = now.map((value) => value - 5);
    const to = now.map((value) => value + 5);
    const none = new Float64Array(nodeCount);
    const open = new PlainFlows(
      parent,
      none.map(() => Number.NEGATIVE_INFINITY),
      none,
      now,
    );
    // Near what is carried, so that both play a part; many nodes have neither.
    const near = (v: number, spread: number) => open.sum[v] + random.integer(-spread, spread);
    const floor = none.map((_, v) => (!isLeaf(v) && random.chance(0.3) ? near(v, 6) : Number.NEGATIVE_INFINITY));
    const plain = new PlainFlows(parent, floor, none, now);
    const ceiling = none.map((_, v) =>
      !isLeaf(v) && random.chance(0.4)
        ? Math.max(plain.sum[v], floor[v]) + random.integer(0, 12)
        : Number.POSITIVE_INFINITY,
    );
    const walked = new PlainFlows(parent, floor, ceiling, now);
    const topology = new Topology(parent);
    const flows = new LeastFlows({ topology, floor, ceiling, slack: none, now, from, to });
    expect(flows.isBroken).toBe(false);
    const at = now.slice();
    for (let k = 0; k < 3000; k++) {
      const leaf = random.integer(count, nodeCount - 1);
      const by = random.integer(0, to[leaf] - at[leaf]);
      if (by > 0) {
        const expected = walked.blockedAt(leaf, by);
        const found = flows.blockedAt(leaf, by);
        if (found !== expected) expect.fail(`seed ${seed}, change ${k}: blocked at ${found}, expected ${expected}`);
        if (expected >= 0) {
          blocked++;
          expect(flows.leastAtFound).toBe(Math.max(walked.sum[expected], floor[expected]));
        }
        if (expected < 0) {
          flows.change(leaf, by);
          walked.change(leaf, by);
          at[leaf] += by;
        }
      }
      const less = -random.integer(0, at[leaf] - from[leaf]);
      if (random.chance(0.4) && less < 0) {
        flows.change(leaf, less);
        walked.change(leaf, less);
        at[leaf] += less;
      }
    }
  }
  expect(blocked).toBeGreaterThan(100);
});
