import { countSteps, type LeafSteps, type Profiles, type StepLimits } from "../engine/leaf-steps.js";
import { Solver } from "../engine/solver.js";
import type { SolverOptions } from "../engine/solver-options.js";
import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";

/** A leaf's weight is at most this many times its own. */
const MOST_LEAN = 8;

/** What `fairOverTime` asks for, beside what is asked of the tree. */
export interface FairOverTimeOptions extends SolverOptions {
  /** After so many steps what was served counts half; above 0. */
  readonly halfLife: number;
}

/**
 * Gives the steps of a series weights that lean towards those who were served less before, for `runSeries` to solve with the same
 * options. At each step a leaf's weight is its own times min(8, p^-16), where p is the share of what it has requested so far that it was served,
 * both sums halved every `halfLife` steps; 1 before its first request. Every step is solved once to know what comes of it, by
 * itself and one after the other, on this thread.
 * @param source the steps, in blocks of any length, with or without weights of their own
 * @throws InputError for a half-life that is none, a rule that sets weights itself, and nonsense in tree, options or blocks, as `Solver` and `solveSteps`
 */
export async function* fairOverTime(
  tree: FlatTree,
  source: Iterable<LeafSteps> | AsyncIterable<LeafSteps>,
  options: FairOverTimeOptions,
): AsyncGenerator<LeafSteps, void> {
  const past = new ServedPast(tree, options);
  for await (const steps of source) yield past.lean(steps);
}

/** What the leaves of a tree have requested and were served so far, the longer ago the less of it. */
export class ServedPast {
  readonly #solver: Solver;
  readonly #own: Float64Array;
  readonly #requested: Float64Array;
  readonly #served: Float64Array;
  /** What is left of a sum after a step. */
  readonly #kept: number;

  /** @throws InputError as `fairOverTime` */
  constructor(tree: FlatTree, { halfLife, ...options }: FairOverTimeOptions) {
    if (!(halfLife > 0 && Number.isFinite(halfLife))) {
      const problem = `halfLife is ${halfLife}; it must be a number of steps above 0`;
      throw new InputError(problem, { field: "halfLife", value: halfLife });
    }
    if (options.rule === "equal" || options.rule === "proportional") {
      const problem = `rule "${options.rule}" sets the weights, and so does fairness over time; take one of them`;
      throw new InputError(problem, { field: "rule", value: options.rule });
    }
    this.#solver = new Solver(tree, options);
    this.#own = Float64Array.from(tree.leaves, (v) => tree.weight[v]);
    this.#requested = new Float64Array(tree.leafCount);
    this.#served = new Float64Array(tree.leafCount);
    this.#kept = 2 ** (-1 / halfLife);
  }

  /** The same steps with weights that lean; what they come to is the past of the next ones. */
  lean(steps: LeafSteps): LeafSteps {
    const leafCount = this.#own.length;
    const stepCount = countSteps(steps, leafCount);
    const weight = new Float64Array(stepCount * leafCount);
    for (let step = 0; step < stepCount; step++) {
      const row = weight.subarray(step * leafCount, (step + 1) * leafCount);
      const own = steps.weight?.subarray(step * leafCount, (step + 1) * leafCount) ?? this.#own;
      for (let j = 0; j < leafCount; j++) row[j] = own[j] * this.#leanOf(j);
      this.#remember({ ...stepAlone(steps, step, leafCount), weight: row });
    }
    return { ...steps, weight };
  }

  #leanOf(j: number): number {
    const share = this.#requested[j] > 0 ? this.#served[j] / this.#requested[j] : 1;
    // By products alone, which are the same everywhere.
    const square = share * share;
    const fourth = square * square;
    const eighth = fourth * fourth;
    return Math.min(MOST_LEAN, 1 / (eighth * eighth));
  }

  /** What a step without an answer requested is not counted, and neither is what it was served. */
  #remember(step: LeafSteps): void {
    const { leafSums } = this.#solver.solveSteps(step, { dispatch: false, leafSums: true });
    for (let j = 0; j < this.#own.length; j++) {
      this.#requested[j] = this.#requested[j] * this.#kept + leafSums.requested[j];
      this.#served[j] = this.#served[j] * this.#kept + leafSums.served[j];
    }
  }
}

function stepAlone(steps: LeafSteps, step: number, leafCount: number): LeafSteps {
  const row = (rows: Float64Array | undefined, width: number) => rows?.subarray(step * width, (step + 1) * width);
  const { lower, upper, shift, request, profiles, limits, target, ...others } = steps;
  return {
    ...others,
    lower: row(lower, leafCount),
    upper: row(upper, leafCount),
    shift: row(shift, leafCount),
    request: row(request, leafCount),
    profiles: profiles && profilesAt(profiles, step),
    limits: limits && limitsAt(limits, step),
    target: row(target, 1),
  };
}

function profilesAt({ shapes, ...followed }: Profiles, step: number): Profiles {
  return { ...followed, shapes: shapes.map((shape) => shape.subarray(step, step + 1)) };
}

function limitsAt({ nodes, lower, upper }: StepLimits, step: number): StepLimits {
  const row = (rows: Float64Array | undefined) => rows?.subarray(step * nodes.length, (step + 1) * nodes.length);
  return { nodes, lower: row(lower), upper: row(upper) };
}
