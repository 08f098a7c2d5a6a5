import { type LimitSide, ROUNDING } from "../problem/outcome.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { type CheckedRequest, powerAt } from "./checked-request.js";
import { greatestMost, type Most, mostAt, wholeAbove, wholeBelow } from "./session-quanta.js";
import type { StepContradiction } from "./step-contradiction.js";

/** The nodes that are kept, and what each may pass up in each step, in quanta. */
export interface NodeRooms {
  /** By index in the tree: the kept node at or above it. */
  readonly keptOf: Int32Array;
  /** By kept node: index in the tree; parents before children. */
  readonly node: Int32Array;
  readonly parent: Int32Array;
  /** A row a kept node; finite: within what the loads below can do. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** A row a kept node: its upper limit whatever the loads below can do, infinite where there is none. */
  readonly limit: Float64Array;
  /** By index in the tree: whether the kept node below has taken over the node's limits. */
  readonly isLent: Uint8Array;
  /** By index in the tree, of inner nodes that are neither: how much more the loads below could take in any step. */
  readonly slack: Float64Array;
  /** kW a step that the least powers of all sessions take. */
  readonly leastPower: Float64Array;
  readonly contradictions: StepContradiction[];
}

/** Which nodes of the tree are kept: those that can bind, those too that could if a session or two came, or all. */
export type KeptNodes = "binding" | "nearlyBinding" | "all";

/** So many sessions, each as the greatest that is there, let a node bind that nearly does. */
const SESSIONS_TO_COME = 2;

/** What is known of a subtree, step by step. */
interface Below {
  /** kW that flow in any case. */
  readonly fixed: Float64Array;
  /** kW: the magnitudes that added up to it. */
  readonly size: Float64Array;
  /** Quanta that the loads can pass up at least and at most, every limit below kept. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** How many nodes there are: each may have rounded by a quantum. */
  nodes: number;
}

/**
 * One pass from the leaves up. A node is kept if its limits can bind in some step; one that has a single kept node below and
 * no load of its own lends it its upper limits and goes. Limits that nothing below can keep are widened, and listed.
 */
export function nodeRooms(request: CheckedRequest, perKwh: number, most: readonly Most[], keep: KeptNodes): NodeRooms {
  const { tree, sessions, steps } = request;
  const collector = new RoomCollector(request, perKwh, most, keep);
  const leastPower = new Float64Array(steps);
  for (const { from, to, minimumKw } of sessions) {
    if (minimumKw !== 0) for (let t = from; t < to; t++) leastPower[t] += powerAt(minimumKw, t - from);
  }
  const { order, begin } = groupedByLeaf(request);
  for (const v of postOrder(tree)) collector.add(v, order.subarray(begin[v], begin[v + 1]));
  return { ...collector.kept(), leastPower, contradictions: collector.contradictions };
}

class RoomCollector {
  readonly contradictions: StepContradiction[] = [];
  readonly #request: CheckedRequest;
  readonly #perKwh: number;
  readonly #most: readonly Most[];
  readonly #keepsAll: boolean;
  /** A node that has no room for more than this is kept. */
  readonly #margin: number;
  readonly #below: (Below | undefined)[];
  readonly #spare: Below[] = [];
  /** How many kept nodes hang below with none in between, and the last of them; loads that hang there likewise. */
  readonly #tops: Int32Array;
  readonly #top: Int32Array;
  readonly #loads: Int32Array;
  readonly #rooms = new Map<number, { lower: Float64Array; upper: Float64Array; limit: Float64Array }>();
  readonly #isLent: Uint8Array;
  readonly #slack: Float64Array;
  /** The upper limit of the node at hand, and how far above what the loads below can do it is at least. */
  readonly #limit: Float64Array;
  #room = Number.POSITIVE_INFINITY;

  constructor(request: CheckedRequest, perKwh: number, most: readonly Most[], keep: KeptNodes) {
    const { nodeCount } = request.tree;
    this.#request = request;
    this.#perKwh = perKwh;
    this.#most = most;
    this.#keepsAll = keep === "all";
    this.#margin = keep === "nearlyBinding" ? SESSIONS_TO_COME * greatestOf(most) : 0;
    this.#isLent = new Uint8Array(nodeCount);
    this.#slack = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY);
    this.#limit = new Float64Array(request.steps);
    this.#below = new Array(nodeCount);
    this.#tops = new Int32Array(nodeCount);
    this.#top = new Int32Array(nodeCount);
    this.#loads = new Int32Array(nodeCount);
  }

  /** Children must have been added before. */
  add(v: number, sessions: Int32Array): void {
    const { tree } = this.#request;
    const isLeaf = tree.isLeaf(v);
    if (isLeaf && this.#isPlain(v, sessions)) {
      this.#addPlain(v, sessions);
      return;
    }
    const below = this.#below[v] ?? this.#fresh();
    this.#below[v] = undefined;
    below.nodes++;
    for (const s of sessions) this.#addSession(below, s);
    this.#loads[v] += sessions.length;
    const binds = this.#narrow(v, below) || this.#room < this.#margin;
    const isKept = v === tree.root || this.#keepsAll || (binds && !this.#lend(v, below));
    if (isKept) {
      this.#rooms.set(v, { lower: below.least.slice(), upper: below.most.slice(), limit: this.#limit.slice() });
    } else if (!binds && !isLeaf) this.#slack[v] = this.#room;
    const parent = tree.parent[v];
    if (parent < 0) return;
    if (isLeaf) this.#addFixed(below, v);
    this.#tops[parent] += isKept ? 1 : this.#tops[v];
    if (isKept || this.#tops[v] > 0) this.#top[parent] = isKept ? v : this.#top[v];
    if (!isKept) this.#loads[parent] += this.#loads[v];
    this.#handUp(below, parent);
  }

  kept(): Omit<NodeRooms, "leastPower" | "contradictions"> {
    const { tree, steps } = this.#request;
    const node = Int32Array.from(this.#rooms.keys()).reverse();
    const keptOf = new Int32Array(tree.nodeCount).fill(-1);
    const lower = new Float64Array(node.length * steps);
    const upper = new Float64Array(node.length * steps);
    const limit = new Float64Array(node.length * steps);
    node.forEach((v, k) => {
      keptOf[v] = k;
      const room = this.#rooms.get(v);
      if (!room) return;
      lower.set(room.lower, k * steps);
      upper.set(room.upper, k * steps);
      limit.set(room.limit, k * steps);
    });
    for (const v of tree.topology.topDown) if (keptOf[v] < 0) keptOf[v] = keptOf[tree.parent[v]];
    const parent = Int32Array.from(node, (v) => (v === tree.root ? -1 : keptOf[tree.parent[v]]));
    return { keptOf, node, parent, lower, upper, limit, isLent: this.#isLent, slack: this.#slack };
  }

  /** Whether the leaf's limits bind nobody: a single session keeps them by itself. */
  #isPlain(leaf: number, sessions: Int32Array): boolean {
    const { tree, limits, sessions: all } = this.#request;
    if (this.#keepsAll || leaf === tree.root || limits.has(leaf)) return false;
    if (tree.lower[leaf] > 0 || tree.upper[leaf] < 0) return false;
    if (sessions.length > 1 && tree.upper[leaf] !== Number.POSITIVE_INFINITY) return false;
    return sessions.every((s) => all[s].minimumKw === 0);
  }

  #addPlain(leaf: number, sessions: Int32Array): void {
    const parent = this.#request.tree.parent[leaf];
    const below = this.#below[parent] ?? this.#fresh();
    this.#below[parent] = below;
    below.nodes++;
    for (const s of sessions) this.#addSession(below, s);
    this.#loads[parent] += sessions.length;
    this.#addFixed(below, leaf);
  }

  #fresh(): Below {
    const { steps } = this.#request;
    const spare = this.#spare.pop();
    if (spare) return spare;
    const row = () => new Float64Array(steps);
    return { fixed: row(), size: row(), least: row(), most: row(), nodes: 0 };
  }

  #addSession({ fixed, size, most }: Below, s: number): void {
    const able = this.#most[s];
    const { from, to, minimumKw } = this.#request.sessions[s];
    for (let t = from; t < to; t++) most[t] += mostAt(able, t - from);
    if (minimumKw === 0) return;
    for (let t = from; t < to; t++) {
      const least = powerAt(minimumKw, t - from);
      fixed[t] += least;
      size[t] += least;
    }
  }

  #addFixed({ fixed, size }: Below, leaf: number): void {
    const { tree, fixed: rows } = this.#request;
    const shift = tree.shift[leaf];
    const row = rows.get(leaf);
    if (!row && shift === 0) return;
    for (let t = 0; t < fixed.length; t++) {
      const kw = shift + (row ? row[t] : 0);
      fixed[t] += kw;
      size[t] += Math.abs(kw);
    }
  }

  /** Takes the node's own limits into what its subtree can do; returns whether they can bind in some step. */
  #narrow(v: number, below: Below): boolean {
    const { tree, limits } = this.#request;
    const rows = limits.get(v);
    this.#room = Number.POSITIVE_INFINITY;
    const hasUpper = rows !== undefined || tree.upper[v] !== Number.POSITIVE_INFINITY;
    const hasLower = rows !== undefined || tree.lower[v] !== Number.NEGATIVE_INFINITY;
    if (!hasUpper) this.#limit.fill(Number.POSITIVE_INFINITY);
    const bindsAbove = hasUpper && this.#narrowAbove(v, rows?.upper, below);
    return (hasLower && this.#narrowBelow(v, rows?.lower, below)) || bindsAbove;
  }

  #narrowAbove(v: number, row: Float64Array | undefined, below: Below): boolean {
    const { tree, hours } = this.#request;
    const { fixed, least, most } = below;
    const bound = tree.upper[v];
    let binds = false;
    for (let t = 0; t < hours.length; t++) {
      const upper = wholeBelow(((row ? row[t] : bound) - fixed[t]) * hours[t] * this.#perKwh);
      this.#limit[t] = upper;
      const room = upper - most[t];
      if (room < this.#room) this.#room = room;
      if (room >= 0) continue;
      binds = true;
      if (upper < least[t]) this.#noteMiss(v, t, "upper", below, least[t] - upper);
      most[t] = Math.max(upper, least[t]);
    }
    return binds;
  }

  /** Both limits rounded inwards may have crossed: the upper one holds. */
  #narrowBelow(v: number, row: Float64Array | undefined, below: Below): boolean {
    const { tree, hours } = this.#request;
    const { fixed, least, most } = below;
    const bound = tree.lower[v];
    let binds = false;
    for (let t = 0; t < hours.length; t++) {
      const above = (row ? row[t] : bound) - fixed[t];
      if (above <= 0) continue;
      const lower = wholeAbove(above * hours[t] * this.#perKwh);
      if (lower <= least[t]) continue;
      binds = true;
      if (lower > most[t]) this.#noteMiss(v, t, "lower", below, lower - most[t]);
      least[t] = Math.min(lower, most[t]);
    }
    return binds;
  }

  #noteMiss(v: number, step: number, limit: LimitSide, below: Below, quanta: number): void {
    const { tree, hours, limits } = this.#request;
    const bound = (limits.get(v) ?? { lower: [], upper: [] })[limit][step] ?? tree[limit][v];
    const kw = 1 / (this.#perKwh * hours[step]);
    const miss = quanta * kw;
    const rounding = ROUNDING * (below.size[step] + Math.abs(bound)) + below.nodes * kw;
    if (miss <= rounding) return;
    const reachable = bound + (limit === "upper" ? miss : -miss);
    this.contradictions.push({ node: v, id: tree.id(v), step, limit, bound, reachable, miss });
  }

  /** Whether the one kept node below could take over this node's limits, and did. */
  #lend(v: number, { most, least }: Below): boolean {
    if (this.#tops[v] !== 1 || this.#loads[v] > 0) return false;
    const room = this.#rooms.get(this.#top[v]);
    if (!room || least.some((value, t) => value > room.lower[t])) return false;
    for (let t = 0; t < most.length; t++) {
      room.upper[t] = Math.min(room.upper[t], most[t]);
      room.limit[t] = Math.min(room.limit[t], this.#limit[t]);
    }
    this.#isLent[v] = 1;
    return true;
  }

  #handUp(below: Below, parent: number): void {
    const above = this.#below[parent];
    if (!above) {
      this.#below[parent] = below;
      return;
    }
    addTo(above.fixed, below.fixed);
    addTo(above.size, below.size);
    addTo(above.least, below.least);
    addTo(above.most, below.most);
    above.nodes += below.nodes;
    for (const row of [below.fixed, below.size, below.least, below.most]) row.fill(0);
    below.nodes = 0;
    this.#spare.push(below);
  }
}

/** The most that one load can take in one step. */
function greatestOf(most: readonly Most[]): number {
  let greatest = 0;
  for (const able of most) greatest = Math.max(greatest, greatestMost(able));
  return greatest;
}

/** Sessions leaf by leaf, in the caller's order within each: those of v are `order[begin[v]..begin[v + 1] - 1]`. */
function groupedByLeaf({ tree, sessions }: CheckedRequest): { order: Int32Array; begin: Int32Array } {
  const begin = new Int32Array(tree.nodeCount + 2);
  for (const { leaf } of sessions) begin[leaf + 2]++;
  for (let v = 1; v <= tree.nodeCount; v++) begin[v + 1] += begin[v];
  const order = new Int32Array(sessions.length);
  sessions.forEach(({ leaf }, s) => {
    order[begin[leaf + 1]++] = s;
  });
  return { order, begin };
}

function addTo(sums: Float64Array, values: Float64Array): void {
  for (let t = 0; t < sums.length; t++) sums[t] += values[t];
}

/** Every node behind its children, its subtree right before it: few subtrees are unfinished at any time. */
function postOrder({ topology }: FlatTree): Int32Array {
  const { nodeCount, root, childStart, childNodes } = topology;
  const order = new Int32Array(nodeCount);
  const stack = [root];
  // A node before its children, filled from the end: the reverse of a pre-order is a post-order.
  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = stack.pop() ?? root;
    order[k] = v;
    for (let c = childStart[v]; c < childStart[v + 1]; c++) stack.push(childNodes[c]);
  }
  return order;
}
