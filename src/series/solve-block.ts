import type { LeafSteps } from "../engine/leaf-steps.js";
import { Solver } from "../engine/solver.js";
import type { SolverOptions } from "../engine/solver-options.js";
import type { StepSolutions } from "../engine/step-answers.js";
import { FlatTree } from "../tree/flat-tree.js";

/** What of each block is wanted, as `solveSteps` has it; the arrays are always new. */
export interface SeriesWanted {
  /** Every leaf's dispatch, a row a step. Default true. */
  readonly dispatch?: boolean | undefined;
  /** Every leaf's request less its dispatch, a row a step. Default false. */
  readonly curtailment?: boolean | undefined;
  /** Every node's flow, a row a step. Default false. */
  readonly flow?: boolean | undefined;
  /** The limits that bind at each step. Default false. */
  readonly binding?: boolean | undefined;
  /** Requested, served and curtailed of all leaves at each step. Default false. */
  readonly sums?: boolean | undefined;
  /** Requested, served and curtailed of each leaf over the steps of the block. Default false. */
  readonly leafSums?: boolean | undefined;
}

/** What all blocks of a series have in common. */
export interface BlockSetting {
  /** As `FlatTree.toBuffer` has it. */
  readonly tree: ArrayBuffer | SharedArrayBuffer;
  readonly options: SolverOptions;
  readonly wanted: SeriesWanted;
}

/** Solves blocks of one tree, one after the other; a block's answer depends on nothing but the block. */
export class BlockSolver {
  readonly #solver: Solver;
  readonly #wanted: SeriesWanted;

  /** @throws InputError as the constructor of `Solver` */
  constructor(tree: FlatTree, options: SolverOptions, wanted: SeriesWanted) {
    this.#solver = new Solver(tree, options);
    this.#wanted = wanted;
  }

  static of({ tree, options, wanted }: BlockSetting): BlockSolver {
    return new BlockSolver(FlatTree.fromBuffer(tree), options, wanted);
  }

  /** @throws InputError as `Solver.solveSteps` */
  solve(steps: LeafSteps): StepSolutions<SeriesWanted> {
    return this.#solver.solveSteps(steps, this.#wanted);
  }
}
