import type { Solution } from "../engine/solution.js";
import { Solver } from "../engine/solver.js";
import type { Engine } from "../engine/solver-options.js";
import type { BalanceOptions } from "../model/options.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { type Spread, spreadBy } from "./spread.js";

/** A repeat takes solves until this much time is measured; one at least. */
const REPEAT_MILLISECONDS = 20;
const WARMUP_MILLISECONDS = 100;
/** What the reference may take for a solve, to be measured. */
const MOST_MILLISECONDS = 3000;
/** So many times as long as the kernel the reference is expected to take. */
const SLOWER = 10;

/** How long a solve of new numbers takes. */
export interface ColdTiming {
  readonly milliseconds: Spread;
  readonly nanosecondsPerNode: Spread;
  /** How often it was solved. */
  readonly solves: number;
}

/** What a tree's cold solves came to. */
export interface ColdSolves {
  readonly kernel: ColdTiming;
  /** Or why it was not measured. */
  readonly reference: ColdTiming | { readonly skipped: string };
  readonly solutions: { readonly kernel: Solution; readonly reference: Solution | undefined };
}

/**
 * Measures a solve of a tree whose numbers are all new, until every node's flow is read: by the kernel and by the reference,
 * in turns, so that whatever else the machine does meanwhile falls on both. Writing the numbers is not measured.
 * @throws InputError as the constructor of `Solver`
 */
export function measureColdSolves(tree: FlatTree, options: BalanceOptions, repeats: number): ColdSolves {
  const kernel = new ColdSolver(tree, options, "wasm");
  kernel.solveFor(WARMUP_MILLISECONDS);
  const reference = warmReference(tree, options, kernel.milliseconds);
  const measured = reference instanceof ColdSolver ? [kernel, reference] : [kernel];
  for (const solver of measured) solver.samples.length = 0;
  for (let repeat = 0; repeat < repeats; repeat++) for (const solver of measured) solver.solveFor(REPEAT_MILLISECONDS);
  const isMeasured = reference instanceof ColdSolver;
  return {
    kernel: kernel.timing(),
    reference: isMeasured ? reference.timing() : reference,
    solutions: { kernel: kernel.solution, reference: isMeasured ? reference.solution : undefined },
  };
}

/** The reference, warmed up, or why it is left out. */
function warmReference(
  tree: FlatTree,
  options: BalanceOptions,
  kernelMilliseconds: number,
): ColdSolver | { readonly skipped: string } {
  const expected = SLOWER * kernelMilliseconds;
  if (expected > MOST_MILLISECONDS) {
    return { skipped: `too slow here: some ${(expected / 1000).toFixed(0)} s a solve` };
  }
  const reference = new ColdSolver(tree, options, "reference");
  reference.solveFor(0);
  if (reference.milliseconds > MOST_MILLISECONDS) {
    return { skipped: `too slow here: one solve took ${(reference.milliseconds / 1000).toFixed(1)} s` };
  }
  reference.solveFor(WARMUP_MILLISECONDS);
  return reference;
}

class ColdSolver {
  /** Milliseconds a solve, one entry a repeat. */
  readonly samples: number[] = [];
  readonly #solver: Solver;
  readonly #nodeCount: number;
  #solution: Solution;
  #solves = 0;

  constructor(tree: FlatTree, options: BalanceOptions, engine: Engine) {
    this.#solver = new Solver(tree, { ...options, engine });
    this.#nodeCount = tree.nodeCount;
    this.#solution = this.#solver.solve();
  }

  get solution(): Solution {
    return this.#solution;
  }

  /** Of the last repeat. */
  get milliseconds(): number {
    return this.samples[this.samples.length - 1];
  }

  /** Solves again and again until so much time has been measured. */
  solveFor(milliseconds: number): void {
    let spent = 0;
    let solves = 0;
    do {
      this.#solver.setAll({});
      const begin = performance.now();
      this.#solution = this.#solver.solve();
      readFlows(this.#solution);
      spent += performance.now() - begin;
      solves++;
    } while (spent < milliseconds);
    this.samples.push(spent / solves);
    this.#solves += solves;
  }

  timing(): ColdTiming {
    return {
      milliseconds: spreadBy(this.samples, (sample) => sample),
      nanosecondsPerNode: spreadBy(this.samples, (sample) => (sample * 1e6) / this.#nodeCount),
      solves: this.#solves,
    };
  }
}

/** Arrays of a solution are made when they are first read. */
function readFlows(solution: Solution): void {
  if (solution.status === "optimal") solution.flow.at(0);
}
