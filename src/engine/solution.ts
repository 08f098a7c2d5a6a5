import type { Outcome } from "../tree/outcome.js";

/** Who solved: the WebAssembly kernel, or the plain-TypeScript reference. */
export type Engine = "wasm" | "reference";

/** The balanced allocation. Arrays have length `nodeCount`, in the caller's order, and are copies: yours to keep. */
export interface OptimalSolution {
  readonly status: "optimal";
  readonly engine: Engine;
  /** Flow through the root. */
  readonly rootFlow: number;
  /** Flow of every node: `shift + dispatch` at a leaf, the sum of the children's at an inner node. */
  readonly flow: Float64Array;
  /** `flow / weight` at a leaf, the flow at an inner node. */
  readonly allocation: Float64Array;
  /** `dispatch / weight` at a leaf, the greatest level of the leaves below at an inner node. */
  readonly level: Float64Array;
}

/** A solve's outcome, and its numbers where there are any. */
export type Solution = OptimalSolution | (Exclude<Outcome, { status: "optimal" }> & { readonly engine: Engine });
