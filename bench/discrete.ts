import { Solver } from "../src/engine/solver.js";
import { FlatTree } from "../src/tree/flat-tree.js";
import { certify } from "./check-answers.js";
import { count, digits, milliseconds, table, withSpread } from "./markdown.js";
import { measureByTurns, type Pace, summary, type Timing, timeOf } from "./measure.js";
import type { Program } from "./program.js";
import { YardstickRandom } from "./yardstick-random.js";
import { yardstickTopology } from "./yardstick-shapes.js";

/** A tree with a minimum and a step at every leaf, beside the same tree without. */
export interface DiscreteResult {
  readonly name: string;
  readonly nodes: number;
  readonly leaves: number;
  readonly plain: Timing;
  readonly discrete: Timing;
  /** A step of `solveSteps`, a sample a call. */
  readonly solveSteps: Timing;
  readonly faults: readonly string[];
}

/** Enough for the garbage collection that falls to them: what they allocate is a part of what they cost. */
const CALLS_PER_TURN = 5;

/** Each with new upper limits at every leaf. */
const STEPS_PER_CALL = 4;

/**
 * Chargers of 6 A or more in whole amps. Both programs solve cold and read the flows; numbers are taken over outside the timing.
 */
export function measureDiscrete(shape: string, pace: Pace): DiscreteResult {
  const tree = chargers(shape);
  const none = new Float64Array(tree.nodeCount).fill(Number.NaN);
  const plain = solving("plain", tree.withNumbers({ minimum: none, step: none }));
  const discrete = solving("minimum and step", tree);
  const [plainTiming, discreteTiming] = measureByTurns([plain, discrete], pace);
  return {
    name: shape,
    nodes: tree.nodeCount,
    leaves: tree.leafCount,
    plain: plainTiming,
    discrete: discreteTiming,
    solveSteps: measureSteps(tree, pace.turns),
    faults: certify(tree, discrete.flows() as ArrayLike<number>),
  };
}

/** With over without. */
export function discreteRatio({ plain, discrete }: DiscreteResult): number {
  return discrete.median / plain.median;
}

export function discreteTable(results: readonly DiscreteResult[]): string {
  return table(
    "Cold solves and reading the flows, in milliseconds: median (quartiles). A step of `solveSteps` likewise.",
    ["tree", "leaves", "nodes", "without", "minimum and step", "ratio", "a step of `solveSteps`"],
    results.map((result) => [
      result.name,
      count(result.leaves),
      count(result.nodes),
      milliseconds(result.plain),
      milliseconds(result.discrete),
      digits(discreteRatio(result)),
      withSpread(result.solveSteps, 1),
    ]),
  );
}

function solving(name: string, tree: FlatTree): Program {
  const solver = new Solver(tree, { engine: "wasm" });
  let flow: Float64Array;
  return {
    name,
    callsPerTurn: CALLS_PER_TURN,
    prepare: () => solver.setAll({}),
    run() {
      const solution = solver.solve();
      if (solution.status !== "optimal") throw new Error(`the solve ended ${solution.status}`);
      flow = solution.flow;
    },
    flows: () => flow,
  };
}

function measureSteps(tree: FlatTree, calls: number): Timing {
  const { leafCount, leaves } = tree;
  const random = new YardstickRandom(13);
  const upper = new Float64Array(STEPS_PER_CALL * leafCount);
  const solver = new Solver(tree, { engine: "wasm" });
  const samples: number[] = [];
  // The first call warms up.
  for (let call = 0; call <= calls; call++) {
    for (let at = 0; at < upper.length; at++) upper[at] = tree.upper[leaves[at % leafCount]] - random.below(8);
    samples.push(timeOf(() => solver.solveSteps({ upper })) / STEPS_PER_CALL);
  }
  return summary("solveSteps", samples.slice(1));
}

/** Leaves of 10 to 32, connected in any order; 70 % of the nodes above cut up to 30 % off what they could carry, the root half. */
function chargers(shape: string): FlatTree {
  const random = new YardstickRandom(42);
  const topology = yardstickTopology(shape);
  const { nodeCount, parent, bottomUp, root } = topology;
  const upper = new Float64Array(nodeCount);
  const below = new Float64Array(nodeCount);
  const ofLeaf = (value: number, otherwise: number) =>
    Float64Array.from({ length: nodeCount }, (_, v) => (topology.isLeaf(v) ? value : otherwise));
  const connected = ofLeaf(0, Number.NaN);
  for (const v of bottomUp) {
    if (topology.isLeaf(v)) {
      upper[v] = 10 + random.below(23);
      connected[v] = random.below(nodeCount);
      below[v] = upper[v];
    } else if (v === root) upper[v] = 0.5 * below[v];
    else {
      upper[v] = random.next() < 0.7 ? below[v] * random.between(0.7, 1) : Number.POSITIVE_INFINITY;
      below[v] = Math.min(below[v], upper[v]);
    }
    if (v !== root) below[parent[v]] += below[v];
  }
  const lower = ofLeaf(0, Number.NEGATIVE_INFINITY);
  const numbers = { minimum: ofLeaf(6, Number.NaN), step: ofLeaf(1, Number.NaN), connected };
  return new FlatTree({ parent, lower, upper, ...numbers });
}
