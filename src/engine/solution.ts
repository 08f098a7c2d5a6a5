import type { DiscreteFault } from "../discrete/decide.js";
import type { OffLeaves, SwitchedOff } from "../discrete/running.js";
import type { CheckedOptions } from "../model/options.js";
import { mirrorOutcome, type Outcome } from "../problem/outcome.js";
import { negated } from "../problem/posed-problem.js";
import { type PosedRelaxation, type RelaxedLimit, toldRelaxation } from "../problem/relaxed-limits.js";
import { raiseLevels, sumFlows } from "../tree/node-flows.js";
import type { Topology } from "../tree/topology.js";
import type { Solved } from "./solve-posed.js";
import type { Engine } from "./solver-options.js";

/**
 * The balanced allocation. Arrays have length `nodeCount`, in the caller's order, and are copies: yours to keep. They are
 * made when they are first read. A solution that a `Solver` has made may be read at any time, and tells what was solved;
 * where it is first read after numbers have changed, it is solved once more for that.
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
  /** The leaves with a `minimum` that have nothing, in the tree's order. */
  readonly off: readonly OffLeaf[];
}

/** A leaf that cannot run: it has less than its minimum to be had, and so nothing. */
export interface OffLeaf {
  /** Index of the leaf, in the caller's order. */
  readonly node: number;
  readonly id: string;
  /** What it needs to run: its minimum, in whole steps where it has some. */
  readonly needs: number;
  /**
   * Whose limit leaves it too little: `left` of `limit` was there when its turn came. Absent where its own request or limit is
   * less than it needs.
   */
  readonly blocked:
    | { readonly node: number; readonly id: string; readonly limit: number; readonly left: number }
    | undefined;
}

/**
 * What a tree came to, by whatever way.
 * @internal
 */
export interface SolvedTree extends Solved {
  readonly relaxed: readonly PosedRelaxation[];
  readonly off?: OffLeaves;
  readonly fault?: DiscreteFault | undefined;
}

/** A solve's outcome, and its numbers where there are any. */
export type Solution =
  | OptimalSolution
  | (Exclude<Outcome, { status: "optimal" }> & {
      readonly engine: Engine;
      /** What is at fault where there would be an answer without: minimums of leaves, or whole steps. */
      readonly fault?: DiscreteFault;
    });

/** What a solution is read from, in the terms of the posed problem; length `nodeCount`, inner nodes' entries are not read. */
export interface SolvedNumbers {
  readonly dispatch: Float64Array;
  readonly shift: Float64Array;
  readonly weight: Float64Array;
  /** What each leaf requested. */
  readonly request: Float64Array;
}

/**
 * What a solve came to, in the caller's terms. The arrays are made when they are first asked for: a solve in a loop that
 * looks at one of them pays for that one. They are the object's own properties, so that it can be copied, cloned and posted
 * to a worker.
 * @param read called once, when the first array is read, and let go then; what it returns must not change any more
 * @internal
 */
export function toldSolution(
  { engine, outcome, relaxed, off, fault }: SolvedTree,
  topology: Topology,
  { maximise }: CheckedOptions,
  read: () => SolvedNumbers,
): Solution {
  const isMirrored = maximise === "export";
  if (outcome.status !== "optimal") {
    return { ...(isMirrored ? mirrorOutcome(outcome) : outcome), engine, ...(fault && { fault }) };
  }
  const { nodeCount, root } = topology;
  // A root without children has the flow that its dispatch comes to.
  const known = topology.isLeaf(root) ? undefined : outcome.rootFlow;
  const rootFlow = known !== undefined && isMirrored ? negated(known) : known;
  const numbers = once(toldNumbers(read, isMirrored));
  const flow = once(() => {
    const { dispatch, shift } = numbers();
    const flow = new Float64Array(nodeCount);
    for (let v = 0; v < nodeCount; v++) flow[v] = shift[v] + dispatch[v];
    sumFlows(topology, flow);
    return flow;
  });
  const allocation = once(() => {
    const { weight } = numbers();
    const allocation = flow().slice();
    for (let v = 0; v < nodeCount; v++) if (topology.isLeaf(v)) allocation[v] /= weight[v];
    return allocation;
  });
  const level = once(() => {
    const { dispatch, weight } = numbers();
    const level = new Float64Array(nodeCount);
    for (let v = 0; v < nodeCount; v++) level[v] = dispatch[v] / weight[v];
    raiseLevels(topology, level);
    return level;
  });
  const requested = once(() => {
    const { request } = numbers();
    const requested = new Float64Array(nodeCount);
    for (let v = 0; v < nodeCount; v++) requested[v] = topology.isLeaf(v) ? request[v] : Number.NaN;
    return requested;
  });
  const curtailment = once(() => {
    const { dispatch, request } = numbers();
    const curtailment = new Float64Array(nodeCount);
    for (let v = 0; v < nodeCount; v++) curtailment[v] = topology.isLeaf(v) ? request[v] - dispatch[v] : Number.NaN;
    return curtailment;
  });
  const toldOffs = once(() => off?.list().map((leaf) => toldOff(leaf, topology)) ?? []);
  const curtailed = (sign: 1 | -1) => sumOf(curtailment(), (value) => Math.max(0, sign * value));
  return {
    status: "optimal",
    engine,
    get rootFlow() {
      return rootFlow ?? flow()[root];
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
    relaxed: relaxed.map((relaxation) => toldRelaxation(relaxation, topology, isMirrored)),
    get off() {
      return toldOffs();
    },
  };
}

/** A function of its own, so that who reads may be let go: what one closure of a function holds, all of them do. */
function toldNumbers(read: () => SolvedNumbers, isMirrored: boolean): () => SolvedNumbers {
  return () => {
    const { shift, weight, request, dispatch } = read();
    if (!isMirrored) return { shift, weight, request, dispatch };
    return { shift, weight, request: request.map(negated), dispatch: dispatch.map(negated) };
  };
}

/** Ids are made when read: a positional one is as long as its node is deep. */
function toldOff({ node, needs, blocked }: SwitchedOff, topology: Topology): OffLeaf {
  const named = <Fields extends { readonly node: number }>(fields: Fields) => ({
    ...fields,
    get id() {
      return topology.id(fields.node);
    },
  });
  return named({ node, needs, blocked: blocked && named(blocked) });
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

/** What is made when it is first asked for; who makes it is let go then. */
function once<T extends object>(make: () => T): () => T {
  let held: { readonly make: () => T } | T = { make };
  let isMade = false;
  return () => {
    if (!isMade) held = (held as { make: () => T }).make();
    isMade = true;
    return held as T;
  };
}
