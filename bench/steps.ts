import type { OptimalSolution } from "../src/engine/solution.js";
import { Solver } from "../src/engine/solver.js";
import type { FlatTree } from "../src/tree/flat-tree.js";
import { kernelOrder } from "../src/tree/kernel-order.js";
import { compareFlows } from "./check-answers.js";
import { BareKernel } from "./kernel-program.js";
import { count, digits, table, withSpread } from "./markdown.js";
import { summary, type Timing, timeOf } from "./measure.js";
import { YardstickRandom } from "./yardstick-random.js";

/** How many steps are solved, and by how many calls. */
export interface StepPlan {
  readonly calls: number;
  readonly stepsPerCall: number;
  /** The other ways to solve the steps have their turn at one call in so many. */
  readonly comparedEvery: number;
}

/** Many steps of one tree; timings are milliseconds a step, a sample a call. */
export interface StepsResult {
  readonly name: string;
  readonly nodes: number;
  readonly leaves: number;
  readonly steps: number;
  readonly solveSteps: Timing;
  /** `setAll`, `solve` and reading `flow`, a step at a time. */
  readonly oneByOne: Timing;
  /** `findBounds`, `solveLevels` and `writeDispatches`, the numbers being in the kernel already. */
  readonly bareKernel: Timing;
  /** The new numbers copied once, from one array into another. */
  readonly copy: Timing;
  readonly faults: readonly string[];
}

/**
 * Each step puts every leaf's upper limit at 0.5 to 1.5 times its range above its lower one. Inner nodes lose their lower
 * limits beforehand, so that every step has an answer. `solveSteps` takes all steps; at some of the calls the other ways
 * have their turn right after it, with the same numbers, and the answers of the call's last step are compared.
 */
export function measureSteps(
  name: string,
  given: FlatTree,
  { calls, stepsPerCall, comparedEvery }: StepPlan,
): StepsResult {
  const tree = withoutInnerLowerLimits(given);
  const { leaves, leafCount } = tree;
  const random = new YardstickRandom(11);
  const upper = new Float64Array(stepsPerCall * leafCount);
  const copied = new Float64Array(upper.length);
  const into = {
    status: new Uint8Array(stepsPerCall),
    rootFlow: new Float64Array(stepsPerCall),
    dispatch: new Float64Array(upper.length),
  };
  const solver = new Solver(tree, { engine: "wasm" });
  const oneByOne = new StepByStep(tree);
  const bare = new BareStep(tree);
  const samples = { solveSteps: [] as number[], oneByOne: [] as number[], bare: [] as number[], copy: [] as number[] };
  const faults: string[] = [];

  // The first call warms up.
  for (let call = 0; call <= calls; call++) {
    drawUppers(tree, upper, random);
    samples.copy.push(timeOf(() => copied.set(upper)) / stepsPerCall);
    samples.solveSteps.push(timeOf(() => solver.solveSteps({ upper }, into)) / stepsPerCall);
    if (into.status.some((status) => status !== 0)) faults.push(`call ${call} has steps without an answer`);
    if (call % comparedEvery !== 0) continue;
    const rows = Array.from({ length: stepsPerCall }, (_, t) => upper.subarray(t * leafCount, (t + 1) * leafCount));
    samples.oneByOne.push(mean(rows.map((row) => oneByOne.time(row))));
    samples.bare.push(mean(rows.map((row) => bare.time(row))));

    const last = new Float64Array(tree.nodeCount);
    const dispatch = into.dispatch.subarray((stepsPerCall - 1) * leafCount);
    leaves.forEach((leaf, j) => {
      last[leaf] = tree.shift[leaf] + dispatch[j];
    });
    faults.push(...compareFlows(tree, last, oneByOne.flow, `call ${call}, solveSteps from solve`));
    faults.push(...compareFlows(tree, last, bare.kernel.flows(), `call ${call}, solveSteps from the kernel`));
  }
  for (const timed of Object.values(samples)) timed.shift();
  return {
    name,
    nodes: tree.nodeCount,
    leaves: leafCount,
    steps: calls * stepsPerCall,
    solveSteps: summary("solveSteps", samples.solveSteps),
    oneByOne: summary("setAll, solve, flow", samples.oneByOne),
    bareKernel: summary("kernel", samples.bare),
    copy: summary("copy", samples.copy),
    faults,
  };
}

/** `solveSteps` over what it cannot do without: the kernel's solves and one copy of the numbers. */
export function stepsRatio({ solveSteps, bareKernel, copy }: StepsResult): number {
  return solveSteps.median / (bareKernel.median + copy.median);
}

export function stepsTable(results: readonly StepsResult[]): string {
  return table(
    "Microseconds a step: median (quartiles) over the calls.",
    [
      "tree",
      "nodes",
      "leaves",
      "steps",
      "solveSteps",
      "setAll, solve, flow",
      "kernel alone",
      "copy",
      "solveSteps / (kernel + copy)",
    ],
    results.map((result) => [
      result.name,
      count(result.nodes),
      count(result.leaves),
      count(result.steps),
      ...[result.solveSteps, result.oneByOne, result.bareKernel, result.copy].map((timing) => withSpread(timing, 1e3)),
      digits(stepsRatio(result)),
    ]),
  );
}

/** A step as one would do it without `solveSteps`. */
class StepByStep {
  flow: Float64Array;
  readonly #solver: Solver;
  readonly #upper: Float64Array;

  constructor(tree: FlatTree) {
    this.#solver = new Solver(tree, { engine: "wasm" });
    this.#upper = tree.upper.slice();
    this.flow = this.#upper;
  }

  time(row: Float64Array): number {
    this.#solver.tree.leaves.forEach((leaf, j) => {
      this.#upper[leaf] = row[j];
    });
    return timeOf(() => {
      this.#solver.setAll({ upper: this.#upper });
      this.flow = (this.#solver.solve() as OptimalSolution).flow;
    });
  }
}

/** A step by the kernel alone; its numbers are written outside the timing. */
class BareStep {
  readonly kernel: BareKernel;
  readonly #upper: Float64Array;
  /** Of leaf k: its place among the tree's leaves. */
  readonly #placeOf: Int32Array;

  constructor(tree: FlatTree) {
    this.kernel = new BareKernel(tree);
    const { memory, leafUpper } = this.kernel.exports;
    this.#upper = new Float64Array(memory.buffer, leafUpper.value >>> 0, tree.leafCount);
    const placeOfNode = new Int32Array(tree.nodeCount);
    tree.leaves.forEach((leaf, j) => {
      placeOfNode[leaf] = j;
    });
    this.#placeOf = kernelOrder(tree.topology).leafNode.map((leaf) => placeOfNode[leaf]);
  }

  time(row: Float64Array): number {
    for (let k = 0; k < row.length; k++) this.#upper[k] = row[this.#placeOf[k]];
    return timeOf(() => this.kernel.solve());
  }
}

function withoutInnerLowerLimits(tree: FlatTree): FlatTree {
  return tree.withNumbers({
    lower: tree.lower.map((limit, v) => (tree.isLeaf(v) ? limit : Number.NEGATIVE_INFINITY)),
  });
}

function drawUppers({ leaves, lower, upper }: FlatTree, into: Float64Array, random: YardstickRandom): void {
  for (let at = 0; at < into.length; at++) {
    const leaf = leaves[at % leaves.length];
    const range = upper[leaf] - lower[leaf];
    into[at] = Number.isFinite(range) ? lower[leaf] + range * random.between(0.5, 1.5) : upper[leaf];
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
