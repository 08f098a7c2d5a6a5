import type { CheckedRequest, CheckedSession } from "./checked-request.js";
import { type KeptNodes, type NodeRooms, nodeRooms } from "./node-rooms.js";
import { leastEnergy, type Most, mostAt, mostOf, quantaPerKwh, wholeBelow } from "./session-quanta.js";
import type { StepContradiction } from "./step-contradiction.js";

/**
 * The posed problem: which energies, in whole quanta, may flow where. A load may take `0..most` in each step of its window
 * and `wanted` in all; node v may pass `lower..upper` of it up in each step. What must flow in any case (fixed loads, least
 * powers) is taken out of the limits.
 */
export interface StepNetwork {
  readonly steps: number;
  /** Length `steps`: hours. */
  readonly hours: Float64Array;
  /** How many quanta a kWh has. */
  readonly perKwh: number;
  readonly nodeCount: number;
  /** Length `nodeCount`: index in the tree. Parents stand before their children; the root is the first. */
  readonly node: Int32Array;
  /** Length `nodeCount`: -1 for the root. */
  readonly parent: Int32Array;
  /** Length `nodeCount · steps`, a row a node; finite. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** What more loads could change, and how far: see `NodeRooms`. */
  readonly rooms: Pick<NodeRooms, "keptOf" | "limit" | "isLent" | "slack">;
  /** Length `steps`: what flows at the root in any case, less the target. */
  readonly base: Float64Array;
  /** Length `steps`: place of the step's price, the cheapest first. */
  readonly priceRank: Int32Array;
  readonly loadCount: number;
  /** Length `loadCount`: index of the session. Loads are sorted by node. */
  readonly session: Int32Array;
  readonly loadNode: Int32Array;
  /** The window `from..to - 1`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Where its entries start, one a step of the window; length `loadCount + 1`. */
  readonly start: Int32Array;
  readonly most: readonly Most[];
  /** What it can take in its window at most, and wants. */
  readonly wanted: Float64Array;
  /** Its level is `(given + taken) / weight`. */
  readonly weight: Float64Array;
  readonly given: Float64Array;
  /** Place of its priority, the highest first. */
  readonly rank: Int32Array;
}

/** A problem that is posed, and the limits that had to be widened for that: nobody can keep them. */
export interface PosedSchedule {
  readonly network: StepNetwork;
  readonly contradictions: readonly StepContradiction[];
}

/** @param keep which nodes are there: those whose limits can bind in some step, or more */
export function poseSchedule(request: CheckedRequest, keep: KeptNodes): PosedSchedule {
  const { steps, hours, target, priceRank } = request;
  const fixed = fixedAtRoot(request);
  const perKwh = quantaPerKwh(request, fixed);
  const loads = request.sessions.map(loadsOf(request, perKwh));
  const most = loads.map((load) => load.most);
  const rooms = nodeRooms(request, perKwh, most, keep);
  const { node, parent, lower, upper } = rooms;
  const base = fixed.map((kw, t) => Math.round((kw + rooms.leastPower[t] - target[t]) * hours[t] * perKwh));
  const nodes = { nodeCount: node.length, node, parent, lower, upper, rooms };
  const network = { steps, hours, perKwh, ...nodes, base, priceRank, ...loadsByNode(request, rooms, loads, perKwh) };
  return { network, contradictions: rooms.contradictions };
}

/** The loads of the network, sorted by node. */
function loadsByNode(
  request: CheckedRequest,
  { keptOf, node }: NodeRooms,
  loads: readonly Load[],
  perKwh: number,
): Pick<
  StepNetwork,
  "loadCount" | "session" | "loadNode" | "from" | "to" | "start" | "most" | "wanted" | "weight" | "given" | "rank"
> {
  const { sessions } = request;
  const session = sortedByNode(request, keptOf, node.length);
  const loadCount = session.length;
  const ints = () => new Int32Array(loadCount);
  const numbers = () => new Float64Array(loadCount);
  const [loadNode, from, to, start] = [ints(), ints(), ints(), new Int32Array(loadCount + 1)];
  const [wanted, weight, given] = [numbers(), numbers(), numbers()];
  const most = new Array<Most>(loadCount);
  for (let i = 0; i < loadCount; i++) {
    const s = session[i];
    const of = sessions[s];
    const load = loads[s];
    loadNode[i] = keptOf[of.leaf];
    from[i] = of.from;
    to[i] = of.to;
    start[i + 1] = start[i] + of.to - of.from;
    most[i] = load.most;
    wanted[i] = load.wanted;
    weight[i] = of.weight * perKwh;
    given[i] = load.given;
  }
  const rank = priorityRanks(request, session);
  return { loadCount, session, loadNode, from, to, start, most, wanted, weight, given, rank };
}

/** kW a step: shift constants and fixed loads of all leaves. */
function fixedAtRoot({ tree, steps, fixed }: CheckedRequest): Float64Array {
  const { leaves } = tree;
  let shift = 0;
  for (let k = 0; k < leaves.length; k++) shift += tree.shift[leaves[k]];
  const total = new Float64Array(steps).fill(shift);
  for (const row of fixed.values()) for (let t = 0; t < steps; t++) total[t] += row[t];
  return total;
}

/** A session in quanta. */
export interface Load {
  readonly most: Most;
  /** What it wants above its least power, as far as its own powers allow. */
  readonly wanted: number;
  readonly given: number;
}

/** What sessions of the request are in quanta. */
export function loadsOf(request: CheckedRequest, perKwh: number): (session: CheckedSession) => Load {
  const { hours } = request;
  const isEven = hours.every((value) => value === hours[0]);
  const rooms = leafRooms(request, isEven, perKwh);
  return (session) => {
    const { from, to, energyKwh, givenKwh } = session;
    const least = leastEnergy(session, hours);
    const wanted = Math.max(0, wholeBelow((energyKwh - least) * perKwh));
    const most = mostOf(session, wanted, rooms(session.leaf), hours, isEven, perKwh);
    let room = typeof most === "number" ? most * (to - from) : 0;
    if (typeof most !== "number") for (let k = 0; k < to - from; k++) room += mostAt(most, k);
    return { most, wanted: Math.min(wanted, room), given: (givenKwh + least) * perKwh };
  };
}

/** What a leaf's own limit has room for above the least powers of its sessions, in quanta a step. */
function leafRooms(
  { tree, sessions, hours, limits, steps }: CheckedRequest,
  isEven: boolean,
  perKwh: number,
): (leaf: number) => Most {
  const least = new Map<number, Float64Array>();
  for (const { leaf, from, to, minimumKw } of sessions) {
    if (minimumKw === 0) continue;
    const row = least.get(leaf) ?? new Float64Array(steps);
    least.set(leaf, row);
    for (let t = from; t < to; t++) row[t] += typeof minimumKw === "number" ? minimumKw : minimumKw[t - from];
  }
  return (leaf) => {
    const changing = limits.get(leaf)?.upper;
    const taken = least.get(leaf);
    const upper = tree.upper[leaf];
    if (!changing && !taken && (isEven || upper === Number.POSITIVE_INFINITY))
      return wholeBelow(upper * hours[0] * perKwh);
    return hours.map((length, t) => wholeBelow(((changing?.[t] ?? upper) - (taken?.[t] ?? 0)) * length * perKwh));
  };
}

/** Sessions by the kept node that they hang on, in the caller's order within each. */
function sortedByNode({ sessions }: CheckedRequest, keptOf: Int32Array, nodeCount: number): Int32Array {
  const next = new Int32Array(nodeCount + 1);
  for (const { leaf } of sessions) next[keptOf[leaf] + 1]++;
  for (let v = 0; v < nodeCount; v++) next[v + 1] += next[v];
  const order = new Int32Array(sessions.length);
  sessions.forEach(({ leaf }, s) => {
    order[next[keptOf[leaf]]++] = s;
  });
  return order;
}

function priorityRanks(request: CheckedRequest, order: Int32Array): Int32Array {
  const ranks = new Int32Array(order.length);
  const rank = ranksOfPriorities(request);
  if (rank.size < 2) return ranks;
  for (let i = 0; i < order.length; i++) ranks[i] = rank.get(request.sessions[order[i]].priority + 0) ?? 0;
  return ranks;
}

/** The priorities that sessions have, and the place of each: the highest first. */
export function ranksOfPriorities({ sessions }: CheckedRequest): Map<number, number> {
  const priorities = new Set<number>();
  // -0 is 0.
  for (const { priority } of sessions) priorities.add(priority + 0);
  return new Map([...priorities].sort((a, b) => b - a).map((priority, k) => [priority, k]));
}
