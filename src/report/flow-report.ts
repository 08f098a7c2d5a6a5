import { InputError } from "../model/input-error.js";
import { AtLimit } from "../tree/at-limit.js";
import { sumFlows } from "../tree/node-flows.js";
import type { Topology } from "../tree/topology.js";
import { type SeriesRuns, seriesRuns } from "./series-runs.js";

/** What a report needs to know of a tree; a `FlatTree` is one. */
export interface LimitedTree {
  readonly topology: Topology;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly shift: Float64Array;
  /** What the leaves request, where any does; NaN where one does not. */
  readonly request?: Float64Array | undefined;
}

/** What people call the nodes and what they are, where a file says so; a `Grid` is one. */
export interface NodeTexts {
  readonly names: readonly (string | undefined)[] | undefined;
  readonly kinds: readonly (string | undefined)[] | undefined;
  /** What flows are measured in, where the file says so. */
  readonly unit?: string | undefined;
}

export interface FlowReportOptions {
  /** Which way leaves without a request want to go: up to their upper limit, or down to their lower one. */
  readonly maximise?: "import" | "export" | undefined;
  /**
   * The dispatch that each leaf wants, length `nodeCount`; default: the tree's own requests. NaN, or none at all: its
   * upper limit (export: its lower one).
   */
  readonly requests?: ArrayLike<number> | undefined;
  /** What flows and limits are measured in, such as `kW`; written behind them. Default: what the texts say, or nothing. */
  readonly unit?: string | undefined;
}

/** How a node's flow stands to its limits. */
export const limitState = {
  /** Within its limits, or at one that holds nothing back. */
  free: 0,
  /** At its upper limit, and something below could take more. */
  atUpper: 1,
  /** At its lower limit, and something below could take less (or export more). */
  atLower: 2,
  /** Outside its limits: another program's result, or a grid that has changed since. */
  broken: 3,
} as const;
export type LimitState = (typeof limitState)[keyof typeof limitState];

/**
 * A tree with flows on it, and what every picture reads from that: how full each limit is, which limits bind, who is short
 * of what was wanted. Linear in the number of nodes, no recursion, no solver.
 *
 * Arrays have length `nodeCount` and the tree's order. A leaf's limits are on its dispatch, `flow - shift`.
 */
export class FlowReport {
  readonly tree: LimitedTree;
  readonly texts: NodeTexts;
  readonly maximise: "import" | "export";
  /** What flows and limits are measured in. */
  readonly unit: string | undefined;
  /** As given. */
  readonly requests: ArrayLike<number> | undefined;
  readonly flow: Float64Array;
  /** What the limits are on: a leaf's dispatch, an inner node's flow. */
  readonly limited: Float64Array;
  /** The limit on the side to which `limited` points: the upper one at 0 and above. May be infinite. */
  readonly limit: Float64Array;
  /** `limited / limit`: 0 empty, 1 full, above 1 broken; NaN where that limit is infinite or 0. */
  readonly fullness: Float64Array;
  /** A `LimitState` a node; leaves are free or broken, since a leaf at its own limit has all that it may have. */
  readonly state: Uint8Array;
  /** Dispatch wanted by each leaf; NaN at inner nodes and where it is infinite. */
  readonly wanted: Float64Array;
  /** Share of what it wanted that a leaf has, 0 to 1; NaN at inner nodes, where nothing or no finite dispatch is wanted. */
  readonly served: Float64Array;
  /** How far dispatch is from what was wanted: of a leaf, or of all leaves below. */
  readonly shortfall: Float64Array;
  /** Sum of |wanted| of a leaf, or of all leaves below. */
  readonly wantedBelow: Float64Array;
  /** Sum of |flow| of a leaf, or of all leaves below: what is moved, whichever way. */
  readonly throughput: Float64Array;
  /** Leaves at or below each node. */
  readonly leaves: Int32Array;
  /** Nodes at or below each node. */
  readonly nodes: Int32Array;
  /** Inner nodes at or below each node whose limits bind. */
  readonly binding: Int32Array;
  /** Nodes at or below each node whose limits are broken. */
  readonly broken: Int32Array;
  /** The nearest binding limit on each leaf's way to the root, where it is short of something; otherwise -1. */
  readonly heldBy: Int32Array;
  /** Leaves that a binding limit holds: those for which it is the nearest one on their way to the root. */
  readonly heldLeaves: Int32Array;
  /** What the leaves that it holds are short of, all in all. */
  readonly heldShortfall: Float64Array;
  readonly series: SeriesRuns;
  readonly #atLimit: AtLimit;

  /**
   * @param flow one a node, a leaf's being `shift + dispatch`; NaN at an inner node: the sum of the leaves below it
   * @throws InputError for a wrong number of flows or requests, and for a leaf without a flow
   */
  constructor(
    tree: LimitedTree,
    flow: ArrayLike<number>,
    texts: NodeTexts = { names: undefined, kinds: undefined },
    options: FlowReportOptions = {},
  ) {
    const { topology, shift } = tree;
    const { nodeCount } = topology;
    this.tree = tree;
    this.texts = texts;
    this.maximise = options.maximise ?? "import";
    this.unit = options.unit ?? texts.unit;
    this.requests = options.requests ?? tree.request;
    this.flow = completeFlows(topology, flow);
    this.#atLimit = new AtLimit(tree, this.flow);
    this.limited = this.flow.map((x, v) => {
      const limited = topology.isLeaf(v) ? x - shift[v] : x;
      return Math.abs(limited) <= Number.EPSILON * this.#atLimit.magnitude[v] ? 0 : limited;
    });
    this.limit = new Float64Array(nodeCount);
    this.fullness = new Float64Array(nodeCount);
    this.wanted = wantedDispatch(tree, this.maximise, this.requests);
    this.served = new Float64Array(nodeCount).fill(Number.NaN);
    this.shortfall = new Float64Array(nodeCount);
    this.wantedBelow = new Float64Array(nodeCount);
    this.throughput = new Float64Array(nodeCount);
    this.leaves = new Int32Array(nodeCount);
    this.nodes = new Int32Array(nodeCount).fill(1);
    this.state = new Uint8Array(nodeCount);
    this.binding = new Int32Array(nodeCount);
    this.broken = new Int32Array(nodeCount);
    this.heldBy = new Int32Array(nodeCount).fill(-1);
    this.heldLeaves = new Int32Array(nodeCount);
    this.heldShortfall = new Float64Array(nodeCount);
    this.#readLimits();
    this.#readLeaves();
    this.#sumUp();
    this.#findHolders();
    this.series = seriesRuns(topology, (node, other) => this.#strain(node) > this.#strain(other));
  }

  get root(): number {
    return this.tree.topology.root;
  }

  /** Whether the node's limit binds. */
  isBinding(node: number): boolean {
    return this.state[node] === limitState.atUpper || this.state[node] === limitState.atLower;
  }

  /** Flow that the node could take on before it meets its upper limit; infinite where it has none. */
  headroomUp(node: number): number {
    return this.#isAt(node, this.tree.upper[node]) ? 0 : this.tree.upper[node] - this.limited[node];
  }

  /** Flow that the node could shed before it meets its lower limit; infinite where it has none. */
  headroomDown(node: number): number {
    return this.#isAt(node, this.tree.lower[node]) ? 0 : this.limited[node] - this.tree.lower[node];
  }

  /** Inner nodes at or below `start` whose limits bind, those first that keep the most from the leaves they hold. */
  bindingNodes(start: number = this.root): number[] {
    const { childStart, childNodes } = this.tree.topology;
    const found: number[] = [];
    const pending = [start];
    for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
      if (this.isBinding(v)) found.push(v);
      for (let c = childStart[v]; c < childStart[v + 1]; c++)
        if (this.binding[childNodes[c]] > 0) pending.push(childNodes[c]);
    }
    return found.sort(
      (a, b) => this.heldShortfall[b] - this.heldShortfall[a] || this.heldLeaves[b] - this.heldLeaves[a] || a - b,
    );
  }

  /** Leaves that are short of what they want: the least share of it first, of equal shares the greatest shortfall. */
  worstServed(): number[] {
    const short = Array.from(this.tree.topology.leaves.filter((leaf) => this.shortfall[leaf] > 0));
    // One that wanted 0 and is short of it has been pushed above: its share cannot be told, and it stands last.
    const share = (leaf: number) => (Number.isNaN(this.served[leaf]) ? 1 : this.served[leaf]);
    return short.sort((a, b) => share(a) - share(b) || this.shortfall[b] - this.shortfall[a] || a - b);
  }

  /** How much a node deserves to be named, out of several in series. */
  #strain(node: number): number {
    if (this.state[node] === limitState.broken) return 3;
    if (this.isBinding(node)) return 2;
    return Math.min(1, this.fullness[node] || 0);
  }

  #readLimits(): void {
    const { lower, upper } = this.tree;
    for (let v = 0; v < this.limited.length; v++) {
      const limit = this.limited[v] < 0 ? lower[v] : upper[v];
      const hasScale = Number.isFinite(limit) && limit !== 0 && Math.sign(limit) === (this.limited[v] < 0 ? -1 : 1);
      this.limit[v] = limit;
      this.fullness[v] = hasScale ? this.limited[v] / limit : Number.NaN;
    }
  }

  #readLeaves(): void {
    const { topology } = this.tree;
    for (let v = 0; v < topology.nodeCount; v++) {
      if (!topology.isLeaf(v)) continue;
      this.leaves[v] = 1;
      this.throughput[v] = Math.abs(this.flow[v]);
      const wanted = this.wanted[v];
      if (Number.isNaN(wanted)) continue;
      const isServed = this.#isAt(v, wanted);
      this.shortfall[v] = isServed ? 0 : shortfallOf(wanted, this.limited[v], this.maximise);
      this.wantedBelow[v] = Math.abs(wanted);
      if (wanted !== 0) this.served[v] = isServed ? 1 : Math.min(1, Math.max(0, this.limited[v] / wanted));
    }
  }

  #sumUp(): void {
    const { topology, lower, upper } = this.tree;
    const { nodeCount, bottomUp, parent } = topology;
    // Whether any leaf below could move, no limit in between holding it.
    const couldRise = new Uint8Array(nodeCount);
    const couldFall = new Uint8Array(nodeCount);
    for (const v of bottomUp) {
      const isLeaf = topology.isLeaf(v);
      const isAtUpper = this.#isAt(v, upper[v]);
      const isAtLower = this.#isAt(v, lower[v]);
      if ((this.limited[v] > upper[v] && !isAtUpper) || (this.limited[v] < lower[v] && !isAtLower)) {
        this.state[v] = limitState.broken;
        this.broken[v] += 1;
      } else if (!isLeaf && isAtUpper && couldRise[v]) {
        this.state[v] = limitState.atUpper;
        this.binding[v] += 1;
      } else if (!isLeaf && isAtLower && couldFall[v]) {
        this.state[v] = limitState.atLower;
        this.binding[v] += 1;
      }
      const p = parent[v];
      if (p < 0) continue;
      if (!isAtUpper && (isLeaf || couldRise[v])) couldRise[p] = 1;
      if (!isAtLower && (isLeaf || couldFall[v])) couldFall[p] = 1;
      for (const sums of [this.shortfall, this.wantedBelow, this.throughput]) sums[p] += sums[v];
      for (const counts of [this.leaves, this.nodes, this.binding, this.broken]) counts[p] += counts[v];
    }
  }

  #isAt(node: number, bound: number): boolean {
    return this.#atLimit.isAt(node, this.limited[node], bound);
  }

  /** Hands every leaf's shortfall to the nearest binding limit above it. */
  #findHolders(): void {
    const { topology } = this.tree;
    const { parent, topDown, nodeCount } = topology;
    const holder = new Int32Array(nodeCount).fill(-1);
    for (const v of topDown) {
      const p = parent[v];
      holder[v] = this.isBinding(v) ? v : p < 0 ? -1 : holder[p];
      if (!topology.isLeaf(v) || holder[v] < 0 || this.shortfall[v] === 0) continue;
      this.heldBy[v] = holder[v];
      this.heldLeaves[holder[v]] += 1;
      this.heldShortfall[holder[v]] += this.shortfall[v];
    }
  }
}

function completeFlows(topology: Topology, given: ArrayLike<number>): Float64Array {
  const { nodeCount } = topology;
  if (given.length !== nodeCount) {
    throw new InputError(`flow has ${given.length} entries, the tree has ${nodeCount} nodes`, {
      field: "flow",
      value: given.length,
    });
  }
  const flow = new Float64Array(given);
  for (let v = 0; v < nodeCount; v++) {
    if (topology.isLeaf(v) && !Number.isFinite(flow[v])) {
      const problem = Number.isNaN(flow[v]) ? "the result has no flow for it" : `its flow is ${flow[v]}`;
      throw new InputError(problem, { id: topology.id(v), field: "flow", value: flow[v] });
    }
  }
  sumFlows(topology, flow);
  for (let v = 0; v < nodeCount; v++) if (!Number.isNaN(given[v])) flow[v] = given[v];
  return flow;
}

function wantedDispatch(
  { topology, lower, upper }: LimitedTree,
  maximise: "import" | "export",
  requests: ArrayLike<number> | undefined,
): Float64Array {
  const { nodeCount } = topology;
  if (requests && requests.length !== nodeCount) {
    throw new InputError(`requests has ${requests.length} entries, the tree has ${nodeCount} nodes`, {
      field: "requests",
      value: requests.length,
    });
  }
  const furthest = maximise === "export" ? lower : upper;
  return Float64Array.from({ length: nodeCount }, (_, v) => {
    if (!topology.isLeaf(v)) return Number.NaN;
    const request = requests?.[v] ?? Number.NaN;
    const wanted = Number.isNaN(request) ? furthest[v] : request;
    return Number.isFinite(wanted) ? wanted : Number.NaN;
  });
}

function shortfallOf(wanted: number, dispatch: number, maximise: "import" | "export"): number {
  // A request may be missed on either side: import is cut below it, export above it.
  const isExport = wanted < 0 || (wanted === 0 && maximise === "export");
  return Math.max(0, isExport ? dispatch - wanted : wanted - dispatch);
}
