import { move, transferableSymbol, valueSymbol, workerData } from "piscina";
import type { LeafSteps } from "../engine/leaf-steps.js";
import type { Solution } from "../engine/solution.js";
import { solveOnce } from "../engine/solve-once.js";
import type { SolverOptions } from "../engine/solver-options.js";
import type { StepSolutions } from "../engine/step-answers.js";
import { InputError } from "../model/input-error.js";
import { FlatTree } from "../tree/flat-tree.js";
import { BlockEncoder, type EncodingSetting, type TimedSteps } from "./encode-block.js";
import { type BlockSetting, BlockSolver, type SeriesWanted } from "./solve-block.js";
import { type Told, type ToldError, toldError } from "./told-error.js";

/** A block's answer on its way between threads. */
export type PostedSolutions = Omit<StepSolutions<SeriesWanted>, "faults"> & {
  readonly faults: readonly { readonly step: number; readonly error: ToldError }[];
};

let blocks: BlockSolver | undefined;

/** Solves a block of the tree that this thread was started for. */
export function solveBlock(steps: LeafSteps): Promise<unknown> {
  return told(() => {
    blocks ??= BlockSolver.of(workerData as BlockSetting);
    const { faults, ...rest } = blocks.solve(steps);
    return { ...rest, faults: faults.map(({ step, error }) => ({ step, error: toldError(error) })) };
  });
}

let encoder: Promise<BlockEncoder> | undefined;

/** Solves a block of the run that this thread was started for, and makes what is written of it. */
export function encodeBlock(block: TimedSteps): Promise<unknown> {
  encoder ??= BlockEncoder.of(workerData as EncodingSetting);
  return told(async () => (await (encoder as Promise<BlockEncoder>)).encode(block));
}

/** Solves a tree by itself. */
export function solveTree({ tree, options }: { tree: ArrayBuffer; options: SolverOptions }): Promise<unknown> {
  // Its arrays are made as they are read, here.
  return told((): Solution => ({ ...solveOnce(FlatTree.fromBuffer(tree), options) }));
}

/** The answer, its arrays handed over rather than copied. */
async function told<Value extends object>(solve: () => Value | Promise<Value>): Promise<unknown> {
  const answer = await answerOf(solve);
  const transfer = "value" in answer ? buffersIn(answer.value) : [];
  return move({ [transferableSymbol]: transfer, [valueSymbol]: answer });
}

async function answerOf<Value>(solve: () => Value | Promise<Value>): Promise<Told<Value>> {
  try {
    return { value: await solve() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refused: toldError(error) };
  }
}

/** The memory of all arrays in an answer; each is new, and nobody else's. */
function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) buffersIn(member, found);
  }
  return [...found];
}
