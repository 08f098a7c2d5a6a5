/**
 * What a step is about.
 * - `"carry"`: what a subtree can carry, at least and at most.
 * - `"aside"`: limits that cannot matter are set aside.
 * - `"contradiction"`, `"unbounded"`: there is no answer; nothing follows.
 * - `"threshold"`: at which level a node's limit takes hold. Among leaves only.
 * - `"price"`: the level handed down to a node. Among leaves only.
 * - `"total"`: the flow at the root.
 * - `"share"`: a node's flow is split among its children. Among siblings only.
 * - `"excess"`: what a child cannot take, or must have beyond its share, goes to its siblings, or comes from them. Likewise.
 * - `"leaf"`: what a leaf gets.
 * - `"result"`: all is known.
 */
export type TraceKind =
  | "carry"
  | "aside"
  | "contradiction"
  | "unbounded"
  | "threshold"
  | "price"
  | "total"
  | "share"
  | "excess"
  | "leaf"
  | "result";

/** All that is known after a step. Arrays have length `nodeCount`, in the tree's order; NaN is what is not known yet. */
export interface TraceSnapshot {
  /** Least flow that each subtree can carry. */
  readonly least: Float64Array;
  /** Greatest flow that each subtree can carry. */
  readonly greatest: Float64Array;
  /** Level from which down the node's lower limit holds those below; -Infinity where it is set aside. */
  readonly lowerThreshold: Float64Array;
  /** Level from which up the node's upper limit holds those below; +Infinity where it is set aside. */
  readonly upperThreshold: Float64Array;
  /** Level that is handed down to those below the node; among siblings, the one that its children share. */
  readonly price: Float64Array;
  readonly flow: Float64Array;
}

/** One step of the algorithm, as one would do it on paper. */
export interface TraceStep {
  readonly kind: TraceKind;
  /** Index of the node that it is about; `undefined` where it is about the whole tree. */
  readonly node: number | undefined;
  /** A sentence or two of English, numbers rounded to six digits. */
  readonly message: string;
  /** A copy, of its own. */
  readonly snapshot: TraceSnapshot;
}

/** Steps, and the numbers as they become known. */
export class StepList {
  readonly steps: TraceStep[] = [];
  readonly known: TraceSnapshot;

  constructor(nodeCount: number) {
    const unknown = () => new Float64Array(nodeCount).fill(Number.NaN);
    this.known = {
      least: unknown(),
      greatest: unknown(),
      lowerThreshold: unknown(),
      upperThreshold: unknown(),
      price: unknown(),
      flow: unknown(),
    };
  }

  add(kind: TraceKind, node: number | undefined, message: string): void {
    const { least, greatest, lowerThreshold, upperThreshold, price, flow } = this.known;
    const snapshot = {
      least: least.slice(),
      greatest: greatest.slice(),
      lowerThreshold: lowerThreshold.slice(),
      upperThreshold: upperThreshold.slice(),
      price: price.slice(),
      flow: flow.slice(),
    };
    this.steps.push({ kind, node, message, snapshot });
  }
}
