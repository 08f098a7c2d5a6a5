import { InputError } from "../model/input-error.js";
import { type BalanceOptions, balanceOptionNames, oneOf } from "../model/options.js";
import { kernelModule, noStepKernel } from "./kernel.js";

/** Who solves: the WebAssembly kernel, or the plain-TypeScript reference. */
export type Engine = "wasm" | "reference";

/** What is asked of a tree, and of whom. */
export interface SolverOptions extends BalanceOptions {
  /**
   * Default: the WebAssembly kernel where it may be compiled and has memory, otherwise the plain-TypeScript reference.
   * `"wasm"` throws where it may not be compiled, or has none.
   */
  engine?: Engine | undefined;
}

/** The names of what is asked of a tree, and of whom. */
export const solverOptionNames = [...balanceOptionNames, "engine"];

/**
 * The compiled kernel; `undefined` where the reference is to solve.
 * @throws InputError for an engine that there is not, and for `"wasm"` where no kernel is loaded or WebAssembly may not be compiled
 * @internal
 */
export function chosenKernel({ engine }: SolverOptions): WebAssembly.Module | undefined {
  if (engine !== undefined) oneOf("engine", engine, ["wasm", "reference"]);
  const module = engine === "reference" ? undefined : kernelModule();
  if (engine === "wasm" && !module) throw noStepKernel();
  return module;
}

/**
 * For where the kernel cannot have the memory that it needs.
 * @throws InputError where nobody else may solve
 * @internal
 */
export function refuseReference({ engine }: SolverOptions): void {
  if (engine !== "wasm") return;
  const problem = "engine is wasm, but the memory that it needs cannot be had here";
  throw new InputError(problem, { field: "engine", value: "wasm" });
}
