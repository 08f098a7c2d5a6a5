import type { BalanceOptions } from "../model/options.js";
import type { Engine } from "./solution.js";

/** What is asked of a tree, and of whom. */
export interface SolverOptions extends BalanceOptions {
  /**
   * Default: the WebAssembly kernel where it may be compiled, otherwise the plain-TypeScript reference. `"wasm"` throws
   * where it may not be compiled.
   */
  engine?: Engine | undefined;
}
