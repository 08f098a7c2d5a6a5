import { AmountPages, PAGE, pageCount } from "./amount-pages.js";
import type { CheckedRequest, CheckedSession } from "./checked-request.js";
import type { SessionChange } from "./checked-sessions.js";
import { bytes, doubles, ints, type ScheduleKernel } from "./kernel.js";
import type { PlannedQuanta } from "./planned-quanta.js";
import { greatestMost, type Most, mostAt } from "./session-quanta.js";
import {
  type Features,
  featuresOf,
  NO_ROW,
  OPTIMAL,
  rowEntriesOf,
  runKernel,
  type SpareRoom,
} from "./solve-in-kernel.js";
import { type Load, loadsOf, ranksOfPriorities, type StepNetwork } from "./step-network.js";

/** Quanta that may be added to those that were counted: sums stay far below 2^53, to which they are exact. */
const MOST_ADDED = 2 ** 50;

/** Room for the sessions that come before a network is posed anew. */
export function spareRoomFor({ loadCount, steps }: StepNetwork): SpareRoom {
  const loads = Math.max(64, loadCount >> 4);
  return { loads, entries: loads * steps };
}

/**
 * A posed problem that stays in a kernel's memory. Sessions come, go and change there without a look at the rest of the tree,
 * as long as that changes nothing of which nodes can bind.
 */
export class KeptNetwork {
  readonly #kernel: ScheduleKernel;
  readonly #network: StepNetwork;
  readonly #features: Features;
  readonly #mostLoads: number;
  readonly #mostEntries: number;
  readonly #mostRowEntries: number;
  readonly #rankOf: ReadonlyMap<number, number>;
  /** By index in the tree: how much more every step has room for where no limit binds. */
  readonly #slack: Float64Array;
  /** By session, in the order of the plan: its id and its load. */
  readonly #ids: string[];
  readonly #loads: number[];
  /** By load: its first entry. */
  readonly #start: number[];
  /** As they were after the last solve, from which the kernel has marked what changes. */
  #amounts: AmountPages | undefined;
  #loadCount: number;
  #entryCount: number;
  #rowEntries: number;
  #added = 0;

  /** @param network as it has been solved in the kernel, with so much room to spare: no node must pass something up */
  constructor(kernel: ScheduleKernel, request: CheckedRequest, network: StepNetwork, spare: SpareRoom) {
    const { loadCount, start, session, rooms } = network;
    this.#kernel = kernel;
    this.#network = network;
    this.#features = featuresOf(network);
    this.#loadCount = loadCount;
    this.#entryCount = start[loadCount];
    this.#rowEntries = rowEntriesOf(network);
    this.#mostLoads = loadCount + spare.loads;
    this.#mostEntries = this.#entryCount + spare.entries;
    this.#mostRowEntries = this.#rowEntries + spare.entries;
    this.#rankOf = ranksOfPriorities(request);
    this.#slack = rooms.slack.slice();
    this.#ids = request.sessions.map(({ id }) => id);
    this.#start = Array.from(start.subarray(0, loadCount));
    this.#loads = new Array(loadCount);
    session.forEach((s, i) => {
      this.#loads[s] = i;
    });
  }

  /**
   * @param request as it is after the changes, which concern sessions alone
   * @returns whether they could be taken in; else what lies in memory is of no use any more
   */
  update(request: CheckedRequest, changes: readonly SessionChange[]): boolean {
    const loadOf = loadsOf(request, this.#network.perKwh);
    return changes.every((change) => this.#take(change, request, loadOf));
  }

  /** @returns `undefined` where the memory is full */
  solve(request: CheckedRequest): PlannedQuanta | undefined {
    const kernel = this.#kernel;
    if (runKernel(kernel, this.#features, true) !== OPTIMAL) return undefined;
    const amounts = doubles(kernel, kernel.amount, this.#entryCount);
    const changed = bytes(kernel, kernel.changed, pageCount(this.#entryCount));
    this.#amounts = new AmountPages(amounts, this.#amounts, changed);
    changed.fill(0);
    const sums = doubles(kernel, kernel.taken, this.#loadCount);
    const firstEntry = Int32Array.from(this.#loads, (i) => this.#start[i]);
    const taken = Float64Array.from(this.#loads, (i) => sums[i]);
    return { request, perKwh: this.#network.perKwh, firstEntry, amounts: this.#amounts, taken };
  }

  #take(
    { id, before, after }: SessionChange,
    request: CheckedRequest,
    loadOf: (session: CheckedSession) => Load,
  ): boolean {
    // Least powers are in what flows in any case.
    if ((before && before.minimumKw !== 0) || (after && after.minimumKw !== 0)) return false;
    const place = before ? this.#ids.indexOf(id) : this.#ids.length;
    if (!after) {
      this.#empty(this.#loads[place]);
      this.#ids.splice(place, 1);
      this.#loads.splice(place, 1);
      return true;
    }
    const load = loadOf(after);
    if (!this.#hasRoomFor(after, load) || !this.#makeWay(request, after, load.most)) return false;
    const added = this.#add(after, load);
    if (before) {
      this.#carryOver(this.#loads[place], added, before, after, load);
      this.#empty(this.#loads[place]);
    }
    this.#ids[place] = id;
    this.#loads[place] = added;
    return true;
  }

  #hasRoomFor({ from, to, priority }: CheckedSession, { wanted, most }: Load): boolean {
    this.#added += wanted;
    return (
      this.#loadCount < this.#mostLoads &&
      this.#entryCount + to - from <= this.#mostEntries &&
      (typeof most === "number" || this.#rowEntries + to - from <= this.#mostRowEntries) &&
      this.#added <= MOST_ADDED &&
      this.#rankOf.has(priority + 0)
    );
  }

  /** Takes what the session could take into what may pass the nodes above it; whether none of them begins to bind. */
  #makeWay({ tree, sessions, limits }: CheckedRequest, session: CheckedSession, most: Most): boolean {
    const { leaf, id, from, to } = session;
    const { node, rooms, steps } = this.#network;
    const { keptOf, isLent, limit } = rooms;
    const isKept = (v: number) => node[keptOf[v]] === v;
    if (!isKept(leaf)) {
      // The leaf's own limit binds nobody who is there alone.
      if (limits.has(leaf) || tree.lower[leaf] > 0 || tree.upper[leaf] < 0) return false;
      const isShared = sessions.some((other) => other.leaf === leaf && other.id !== id && meet(other, session));
      if (isShared && tree.upper[leaf] !== Number.POSITIVE_INFINITY) return false;
    }
    const greatest = greatestMost(most);
    const upper = doubles(this.#kernel, this.#kernel.upper, node.length * steps);
    let isBelowKept = false;
    for (let v = leaf; v >= 0; v = tree.parent[v]) {
      if (isKept(v)) {
        isBelowKept = true;
        const row = keptOf[v] * steps;
        for (let t = from; t < to; t++)
          upper[row + t] = Math.min(limit[row + t], upper[row + t] + mostAt(most, t - from));
      } else if (isLent[v]) {
        // The kept node below has its limits, and keeps them for what hangs there alone.
        if (!isBelowKept) return false;
      } else if (v !== leaf) {
        this.#slack[v] -= greatest;
        if (this.#slack[v] < 0) return false;
      }
    }
    return true;
  }

  /** Writes a load behind the others; returns its index. */
  #add({ leaf, from, to, weight, priority }: CheckedSession, { most, wanted, given }: Load): number {
    const kernel = this.#kernel;
    const { nodeCount, perKwh, rooms } = this.#network;
    const load = this.#loadCount++;
    const count = this.#loadCount;
    const begin = this.#entryCount;
    this.#entryCount += to - from;
    this.#start.push(begin);
    const at = rooms.keptOf[leaf];
    kernel.loadCount.value = count;
    ints(kernel, kernel.loadNode, count)[load] = at;
    ints(kernel, kernel.from, count)[load] = from;
    ints(kernel, kernel.to, count)[load] = to;
    ints(kernel, kernel.entries, count)[load] = begin - from;
    ints(kernel, kernel.rank, count)[load] = this.#rankOf.get(priority + 0) ?? 0;
    doubles(kernel, kernel.wanted, count)[load] = wanted;
    doubles(kernel, kernel.weight, count)[load] = weight * perKwh;
    doubles(kernel, kernel.given, count)[load] = given;
    this.#amountsOf(load).fill(0);
    this.#writeMost(load, from, most);
    const loadBegin = ints(kernel, kernel.loadBegin, nodeCount + 1);
    const nodeLoads = ints(kernel, kernel.nodeLoads, count);
    const place = loadBegin[at + 1];
    nodeLoads.copyWithin(place + 1, place, load);
    nodeLoads[place] = load;
    for (let v = at + 1; v <= nodeCount; v++) loadBegin[v]++;
    return load;
  }

  #writeMost(load: number, from: number, most: Most): void {
    const kernel = this.#kernel;
    const isRow = typeof most !== "number";
    ints(kernel, kernel.mostRow, this.#loadCount)[load] = isRow ? this.#rowEntries - from : NO_ROW;
    doubles(kernel, kernel.most, this.#loadCount)[load] = isRow ? 0 : most;
    if (!isRow) return;
    const begin = this.#rowEntries;
    this.#rowEntries += most.length;
    doubles(kernel, kernel.rows, this.#rowEntries).set(most, begin);
  }

  /** What a changed session takes according to the plan, within its new bounds. */
  #carryOver(old: number, added: number, before: CheckedSession, after: CheckedSession, { most, wanted }: Load): void {
    const [from, to] = [this.#amountsOf(old), this.#amountsOf(added)];
    let left = wanted;
    for (let t = Math.max(before.from, after.from); t < Math.min(before.to, after.to); t++) {
      const amount = Math.min(from[t - before.from], mostAt(most, t - after.from), left);
      to[t - after.from] = amount;
      left -= amount;
    }
  }

  /** What a load takes in the steps of its window: to be written. */
  #amountsOf(load: number): Float64Array {
    const kernel = this.#kernel;
    const count = this.#loadCount;
    const begin = this.#start[load];
    const end = begin + ints(kernel, kernel.to, count)[load] - ints(kernel, kernel.from, count)[load];
    bytes(kernel, kernel.changed, pageCount(this.#entryCount)).fill(1, Math.floor(begin / PAGE), pageCount(end));
    return doubles(kernel, kernel.amount, end).subarray(begin);
  }

  /** A load that takes nothing, and wants nothing, is as good as gone. */
  #empty(load: number): void {
    const kernel = this.#kernel;
    const count = this.#loadCount;
    this.#amountsOf(load).fill(0);
    doubles(kernel, kernel.wanted, count)[load] = 0;
    doubles(kernel, kernel.most, count)[load] = 0;
    ints(kernel, kernel.mostRow, count)[load] = NO_ROW;
  }
}

/** Whether both are there in some step. */
function meet(one: CheckedSession, other: CheckedSession): boolean {
  return one.from < other.to && other.from < one.to;
}
