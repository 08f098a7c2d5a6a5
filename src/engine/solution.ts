import { raiseLevels, sumFlows } from "../tree/node-flows.js";
import type { Outcome } from "../tree/outcome.js";
import type { Topology } from "../tree/topology.js";

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

/** What a solution is read from: dispatches in the caller's terms, and the numbers they were solved with. */
export interface SolvedNumbers {
  readonly topology: Topology;
  /** Length `nodeCount`; inner nodes' entries are not read. */
  readonly dispatch: Float64Array;
  readonly shift: Float64Array;
  readonly weight: Float64Array;
}

/**
 * A solution whose arrays are made when they are first asked for: a solve in a loop that looks at one of them pays for
 * that one. The solver calls `keep` before it touches what the arrays would be made from.
 */
export class LazySolution implements OptimalSolution {
  readonly status = "optimal";
  readonly engine: Engine;
  #read: (() => SolvedNumbers) | undefined;
  #numbers: SolvedNumbers | undefined;
  #flow: Float64Array | undefined;
  #allocation: Float64Array | undefined;
  #level: Float64Array | undefined;

  constructor(engine: Engine, read: () => SolvedNumbers) {
    this.engine = engine;
    this.#read = read;
  }

  /** Reads what the arrays are made from, once. */
  keep(): SolvedNumbers {
    if (this.#read) this.#numbers = this.#read();
    this.#read = undefined;
    return this.#numbers as SolvedNumbers;
  }

  get rootFlow(): number {
    return this.flow[this.keep().topology.root];
  }

  get flow(): Float64Array {
    if (this.#flow === undefined) {
      const { topology, dispatch, shift } = this.keep();
      const flow = new Float64Array(topology.nodeCount);
      for (let v = 0; v < flow.length; v++) flow[v] = shift[v] + dispatch[v];
      sumFlows(topology, flow);
      this.#flow = flow;
    }
    return this.#flow;
  }

  get allocation(): Float64Array {
    if (this.#allocation === undefined) {
      const { topology, weight } = this.keep();
      this.#allocation = this.flow.map((flow, v) => (topology.isLeaf(v) ? flow / weight[v] : flow));
    }
    return this.#allocation;
  }

  get level(): Float64Array {
    if (this.#level === undefined) {
      const { topology, dispatch, weight } = this.keep();
      const level = dispatch.map((x, v) => x / weight[v]);
      raiseLevels(topology, level);
      this.#level = level;
    }
    return this.#level;
  }
}
