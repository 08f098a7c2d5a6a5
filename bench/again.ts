import type { OptimalSolution } from "../src/engine/solution.js";
import { Solver } from "../src/engine/solver.js";
import type { FlatTree } from "../src/tree/flat-tree.js";
import { compareFlows } from "./check-answers.js";
import { digits, milliseconds, table, withTenths } from "./markdown.js";
import { collectGarbage, summary, type Timing, timeOf } from "./measure.js";
import { YardstickRandom } from "./yardstick-random.js";

/** Solving a tree again after nothing, one leaf, or a thousand leaves have changed. */
export interface AgainResult {
  readonly name: string;
  readonly nodes: number;
  readonly cold: Timing;
  readonly unchanged: Timing;
  readonly oneLeaf: Timing;
  readonly thousandLeaves: Timing;
  readonly faults: readonly string[];
}

/** In a turn, after its one cold solve. */
const CHANGES = 10;
/** Too short for the clock: so many are timed together. */
const UNCHANGED_CALLS = 1000;

/**
 * Each turn has one cold solve, then solves after changes. A change gives random leaves their first weight times 0.5 to
 * 1.5, which leaves a tree as feasible as it was; it is made by `Solver.set`, outside the timing. Every solve of every
 * turn counts, those too that find that the change reaches too far and solve all anew. At the end of a turn the flows are
 * compared with those of a solver that never saw another number.
 */
export function measureAgain(name: string, tree: FlatTree, turns: number): AgainResult {
  const solver = new Solver(tree, { engine: "wasm" });
  const random = new YardstickRandom(7);
  const samples = { cold: [] as number[], unchanged: [] as number[], one: [] as number[], thousand: [] as number[] };
  const faults: string[] = [];
  const solve = () => solver.solve();
  const afterChanges = (leafCount: number, into: number[]) => {
    for (let k = 0; k < CHANGES; k++) {
      changeWeights(solver, tree, leafCount, random);
      into.push(timeOf(solve));
    }
  };
  const turn = () => {
    collectGarbage();
    solver.setAll({});
    samples.cold.push(timeOf(solve));
    const unchanged = timeOf(() => {
      for (let k = 0; k < UNCHANGED_CALLS; k++) solver.solve();
    });
    samples.unchanged.push(unchanged / UNCHANGED_CALLS);
    afterChanges(1, samples.one);
    afterChanges(1000, samples.thousand);
  };

  turn();
  for (const warmUp of Object.values(samples)) warmUp.length = 0;
  for (let k = 0; k < turns; k++) {
    turn();
    const fresh = new Solver(solver.tree, { engine: "wasm" });
    faults.push(...compareFlows(solver.tree, flowsOf(solver), flowsOf(fresh), `turn ${k + 1}, from a fresh solver`));
  }
  return {
    name,
    nodes: tree.nodeCount,
    cold: summary("cold", samples.cold),
    unchanged: summary("unchanged", samples.unchanged),
    oneLeaf: summary("1 leaf", samples.one),
    thousandLeaves: summary("1000 leaves", samples.thousand),
    faults,
  };
}

export function againTable(results: readonly AgainResult[]): string {
  return table(
    "`Solver.solve()` again, in milliseconds. Cold: median (quartiles); after changes: median (the tenths at either end). " +
      "The dispatches, which are made when they are read, are in none of them.",
    ["tree", "cold", "nothing changed", "1 leaf changed", "of cold", "1000 leaves changed", "of cold"],
    results.map(({ name, cold, unchanged, oneLeaf, thousandLeaves }) => [
      name,
      milliseconds(cold),
      digits(unchanged.median),
      withTenths(oneLeaf, 1),
      percent(oneLeaf, cold),
      withTenths(thousandLeaves, 1),
      percent(thousandLeaves, cold),
    ]),
  );
}

function percent(timing: Timing, cold: Timing): string {
  return `${withTenths(timing, 100 / cold.median)} %`;
}

function changeWeights(solver: Solver, tree: FlatTree, leafCount: number, random: YardstickRandom): void {
  const { leaves, weight } = tree;
  for (let k = 0; k < leafCount; k++) {
    const leaf = leaves[random.below(leaves.length)];
    solver.set(leaf, { weight: weight[leaf] * random.between(0.5, 1.5) });
  }
}

function flowsOf(solver: Solver): Float64Array {
  return (solver.solve() as OptimalSolution).flow;
}
