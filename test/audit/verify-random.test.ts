import { describe, expect, it } from "vitest";
import { carryingRange } from "../../src/audit/carrying-range.js";
import { flowScale } from "../../src/audit/flow-scale.js";
import { verify } from "../../src/audit/verify.js";
import type { Violation } from "../../src/audit/violation.js";
import type { Fairness } from "../../src/model/options.js";
import { checkOptions } from "../../src/model/options.js";
import { poseProblem } from "../../src/problem/posed-problem.js";
import type { FlatTree } from "../../src/tree/flat-tree.js";
import { bisectedBalance, bisectedExport, childrenOf, mirrored } from "./bisected-balance.js";
import { pick, type Random, randomTree, seeded } from "./random-tree.js";

const treesPerCase = 400;
const scales = [1e-9, 1, 1e9];
const cases = scales.flatMap((scale) => (["leaves", "siblings"] as const).map((fairness) => ({ scale, fairness })));

interface Balanced {
  tree: FlatTree;
  flows: Float64Array;
  /** What `verify` takes for small, in units of flow, by default. */
  tolerance: number;
}

function* balancedTrees(scale: number, fairness: Fairness, random: Random): Generator<Balanced> {
  for (let k = 0; k < treesPerCase; k++) {
    const tree = randomTree(random, scale);
    const problem = poseProblem(tree, checkOptions({}));
    const unit = flowScale(problem, carryingRange(problem));
    yield { tree, flows: bisectedBalance(tree, fairness), tolerance: 1e-9 * unit };
  }
}

function leavesOf(tree: FlatTree): number[] {
  return [...tree.parent.keys()].filter((v) => tree.isLeaf(v));
}

/** The node itself first, the root last. */
function pathUp(tree: FlatTree, node: number): number[] {
  return node < 0 ? [] : [node, ...pathUp(tree, tree.parent[node])];
}

/** How far the node's flow may rise within its own limits. */
function roomUp({ upper, shift }: FlatTree, flows: Float64Array, node: number): number {
  return upper[node] + shift[node] - flows[node];
}

function roomDown({ lower, shift }: FlatTree, flows: Float64Array, node: number): number {
  return flows[node] - lower[node] - shift[node];
}

/** A copy with `amount` more on every node of the path. */
function moved(flows: Float64Array, path: number[], amount: number): Float64Array {
  const changed = flows.slice();
  for (const v of path) changed[v] += amount;
  return changed;
}

/** Between five tolerances and all the room there is, mostly near the least; undefined where there is less. */
function amountWithin(room: number, tolerance: number, random: Random): number | undefined {
  const most = Math.min(room, 1e9 * tolerance);
  return most < 5 * tolerance ? undefined : 5 * tolerance * (most / (5 * tolerance)) ** (random() ** 2);
}

function messages(violations: Violation[]): string[] {
  return violations.map(({ message }) => message);
}

describe.each(cases)("random trees, limits around $scale, fairness among $fairness", ({ scale, fairness }) => {
  const options = { fairness };

  it("pass when balanced", () => {
    for (const { tree, flows } of balancedTrees(scale, fairness, seeded(1))) {
      expect(messages(verify(tree, flows, options))).toEqual([]);
    }
  });

  it("pass when balanced to a target", () => {
    const random = seeded(2);
    for (const { tree, flows } of balancedTrees(scale, fairness, random)) {
      const least = 0 - bisectedBalance(mirrored(tree), fairness)[tree.root];
      if (!Number.isFinite(least) || tree.isLeaf(tree.root)) continue;
      const target = least + (flows[tree.root] - least) * random();
      const lower = tree.lower.slice();
      const upper = tree.upper.slice();
      lower[tree.root] = target;
      upper[tree.root] = target;
      const targeted = bisectedBalance(tree.withNumbers({ lower, upper }), fairness);
      expect(messages(verify(tree, targeted, { fairness, target }))).toEqual([]);
    }
  });

  it("pass when balanced for export, mirrored", () => {
    for (const { tree } of balancedTrees(scale, fairness, seeded(3))) {
      const flows = bisectedExport(mirrored(tree), fairness);
      expect(messages(verify(mirrored(tree), flows, { fairness, maximise: "export" }))).toEqual([]);
    }
  });

  it("are told the same mirrored: the same nodes, with signs and sides exchanged", () => {
    const random = seeded(4);
    const opposite = { lower: "upper", upper: "lower" } as const;
    for (const { tree, flows } of balancedTrees(scale, fairness, random)) {
      const wrong = flows.map((flow) => flow + pick(random, [0, 1, -1]) * scale * random());
      const mirroredWrong = wrong.map((flow) => 0 - flow);
      const told = verify(tree, wrong, options).map((violation) => {
        if (violation.kind === "trade") return [violation.node, violation.from.node, violation.to.node];
        if (violation.kind === "limit") return [violation.node, violation.limit, violation.flow];
        return [violation.node, violation.kind];
      });
      const toldMirrored = verify(mirrored(tree), mirroredWrong, { fairness, maximise: "export" }).map((violation) => {
        if (violation.kind === "trade") return [violation.node, violation.to.node, violation.from.node];
        if (violation.kind === "limit") return [violation.node, opposite[violation.limit], 0 - violation.flow];
        return [violation.node, violation.kind];
      });
      expect(toldMirrored).toEqual(told);
    }
  });

  it("are accused of no trade and no rise when every flow is within the tolerance of the optimum", () => {
    const random = seeded(5);
    const tolerance = 1e-4;
    for (const { tree, flows, tolerance: unit } of balancedTrees(scale, fairness, random)) {
      const leaves = leavesOf(tree);
      const most = (0.99 * tolerance * unit) / 1e-9;
      const near = flows.slice();
      for (let tries = 0; tries < 20; tries++) {
        const leaf = pick(random, leaves);
        const amount = (random() < 0.5 ? -1 : 1) * pick(random, [1, 2, random()]) * most;
        const changed = moved(near, pathUp(tree, leaf), amount);
        if (changed.every((flow, v) => Math.abs(flow - flows[v]) <= 1.001 * most)) near.set(changed);
      }
      const accused = verify(tree, near, { fairness, tolerance }).filter(
        ({ kind }) => kind === "trade" || kind === "rise",
      );
      expect(messages(accused)).toEqual([]);
    }
  });

  it("are caught when one leaf gives flow to another, every limit kept", () => {
    const random = seeded(6);
    let caught = 0;
    for (const { tree, flows, tolerance } of balancedTrees(scale, fairness, random)) {
      const leaves = leavesOf(tree);
      const from = pick(random, leaves);
      const to = pick(random, leaves);
      if (from === to) continue;
      const toRoot = pathUp(tree, to);
      const meeting = pathUp(tree, from).find((v) => toRoot.includes(v)) as number;
      const down = pathUp(tree, from).filter((v) => !toRoot.includes(v));
      const up = toRoot.slice(0, toRoot.indexOf(meeting));
      const room = Math.min(...down.map((v) => roomDown(tree, flows, v)), ...up.map((v) => roomUp(tree, flows, v)));
      const amount = amountWithin(room * 0.999, tolerance, random);
      if (amount === undefined) continue;
      const uneven = moved(moved(flows, down, -amount), up, amount);
      const violations = verify(tree, uneven, options);
      expect(violations.every(({ kind }) => kind === "trade")).toBe(true);
      expect(violations.map(({ node }) => node)).toContain(meeting);
      caught++;
    }
    expect(caught).toBeGreaterThan(treesPerCase / 10);
  });

  it("are caught when one leaf takes less, every limit kept", () => {
    const random = seeded(7);
    let caught = 0;
    for (const { tree, flows, tolerance } of balancedTrees(scale, fairness, random)) {
      const path = pathUp(tree, pick(random, leavesOf(tree)));
      const room = Math.min(...path.map((v) => roomDown(tree, flows, v)));
      const amount = amountWithin(room * 0.999, tolerance, random);
      if (amount === undefined) continue;
      const violations = verify(tree, moved(flows, path, -amount), options);
      const rises = violations.filter((violation) => violation.kind === "rise");
      expect(rises).toHaveLength(1);
      expect(Math.abs(rises[0].by - amount)).toBeLessThan(tolerance);
      expect(Math.min(...pathUp(tree, rises[0].node).map((v) => roomUp(tree, flows, v)))).toBeGreaterThan(-tolerance);
      caught++;
    }
    expect(caught).toBeGreaterThan(treesPerCase / 10);
  });

  it("are caught when a node or leaf is pushed past a limit", () => {
    const random = seeded(8);
    for (const { tree, flows, tolerance } of balancedTrees(scale, fairness, random)) {
      const node = pick(random, [...tree.parent.keys()]);
      const limit = pick(random, ["lower", "upper"] as const);
      const room = limit === "upper" ? roomUp(tree, flows, node) : roomDown(tree, flows, node);
      if (!Number.isFinite(room)) continue;
      const past = Math.max(room, 0) + 5 * tolerance;
      let leaf = node;
      while (!tree.isLeaf(leaf)) leaf = pick(random, childrenOf(tree, leaf));
      const violations = verify(tree, moved(flows, pathUp(tree, leaf), limit === "upper" ? past : -past), options);
      const broken = violations.find((violation) => violation.node === node && violation.kind === "limit");
      expect(broken).toMatchObject({ limit, bound: tree[limit][node] });
      expect(broken?.kind === "limit" && Math.abs(broken.by - 5 * tolerance)).toBeLessThan(tolerance);
    }
  });

  it("are caught when an inner node's flow is not the sum", () => {
    const random = seeded(9);
    for (const { tree, flows, tolerance } of balancedTrees(scale, fairness, random)) {
      const node = pick(random, [...tree.parent.keys()]);
      if (tree.isLeaf(node)) continue;
      const violations = verify(tree, moved(flows, [node], 5 * tolerance), options);
      expect(violations).toMatchObject([{ kind: "sum", node }]);
    }
  });
});

describe("random trees of which nothing limits the root", () => {
  it("are told a leaf that could rise for ever", () => {
    const random = seeded(10);
    let caught = 0;
    for (const { tree, flows } of balancedTrees(1, "leaves", random)) {
      const leaf = pick(random, leavesOf(tree));
      const upper = tree.upper.slice();
      for (const v of pathUp(tree, leaf)) upper[v] = Number.POSITIVE_INFINITY;
      const unlimited = tree.withNumbers({ upper });
      const [violation] = verify(unlimited, flows);
      expect(violation).toMatchObject({ kind: "rise", reachable: Number.POSITIVE_INFINITY });
      expect(pathUp(tree, violation.node).every((v) => upper[v] === Number.POSITIVE_INFINITY)).toBe(true);
      caught++;
    }
    expect(caught).toBe(treesPerCase);
  });
});
