import { raiseLevels, sumFlows } from "../tree/node-flows.js";
import type { Outcome } from "../tree/outcome.js";
import type { RelaxedLimit } from "../tree/relaxed-limits.js";
import type { Topology } from "../tree/topology.js";

/** Who solved: the WebAssembly kernel, or the plain-TypeScript reference. */
export type Engine = "wasm" | "reference";

/**
 * The balanced allocation. Arrays have length `nodeCount`, in the caller's order, and are copies: yours to keep. They are
 * made when the first of them is read, which must be before the solver's numbers are changed: afterwards reading the
 * first throws an Error.
 */
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
  /** What every leaf requested of its dispatch: as given, or else as much as its limits allow. NaN at inner nodes. */
  readonly request: Float64Array;
  /**
   * The request less the dispatch of every leaf: above 0 where import is cut, below 0 where export is. NaN at inner nodes.
   */
  readonly curtailment: Float64Array;
  /** Sum of the curtailments above 0. */
  readonly curtailedImport: number;
  /** Sum of the curtailments below 0, its sign turned: 0 or more. */
  readonly curtailedExport: number;
  /** The limits that were widened, the deepest first; empty unless `whenInfeasible` is `"relax"`. */
  readonly relaxed: readonly RelaxedLimit[];
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
  /** Length `nodeCount`: what each leaf requested, in the caller's terms; inner nodes' entries are not read. */
  readonly request: Float64Array;
}

/** What else a solution says, known when it is made. */
export interface SolvedTerms {
  readonly engine: Engine;
  /** Flow through the root, where it is known beforehand. */
  readonly rootFlow: number | undefined;
  readonly relaxed: readonly RelaxedLimit[];
}

/**
 * A solution whose arrays are made when they are first asked for: a solve in a loop that looks at one of them pays for
 * that one. They are the object's own properties, so that it can be copied, cloned and posted to a worker.
 */
export function lazySolution({ engine, rootFlow, relaxed }: SolvedTerms, read: () => SolvedNumbers): OptimalSolution {
  const numbers = once(read);
  const flow = once(() => {
    const { topology, dispatch, shift } = numbers();
    const flow = new Float64Array(topology.nodeCount);
    for (let v = 0; v < flow.length; v++) flow[v] = shift[v] + dispatch[v];
    sumFlows(topology, flow);
    return flow;
  });
  const allocation = once(() => {
    const { topology, weight } = numbers();
    return flow().map((x, v) => (topology.isLeaf(v) ? x / weight[v] : x));
  });
  const level = once(() => {
    const { topology, dispatch, weight } = numbers();
    const level = dispatch.map((x, v) => x / weight[v]);
    raiseLevels(topology, level);
    return level;
  });
  const requested = once(() => {
    const { topology, request } = numbers();
    return request.map((wanted, v) => (topology.isLeaf(v) ? wanted : Number.NaN));
  });
  const curtailment = once(() => {
    const { dispatch } = numbers();
    return requested().map((wanted, v) => wanted - dispatch[v]);
  });
  const curtailed = (sign: 1 | -1) => sumOf(curtailment(), (value) => Math.max(0, sign * value));
  return {
    status: "optimal",
    engine,
    get rootFlow() {
      return rootFlow ?? flow()[numbers().topology.root];
    },
    get flow() {
      return flow();
    },
    get allocation() {
      return allocation();
    },
    get level() {
      return level();
    },
    get request() {
      return requested();
    },
    get curtailment() {
      return curtailment();
    },
    get curtailedImport() {
      return curtailed(1);
    },
    get curtailedExport() {
      return curtailed(-1);
    },
    relaxed,
  };
}

/** Compensated (Neumaier); entries that are NaN are left out. */
function sumOf(values: Float64Array, part: (value: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const term = part(value);
    const before = sum;
    sum = before + term;
    if (Number.isFinite(sum)) lost += Math.abs(before) >= term ? before - sum + term : term - sum + before;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
