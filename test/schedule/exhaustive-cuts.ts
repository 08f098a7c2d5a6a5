import type { ScheduleRequest, Session } from "../../src/schedule/schedule-request.js";
import type { FlatTree } from "../../src/tree/flat-tree.js";

/** kWh a session and kW a step; `undefined` where no plan keeps every limit. */
export type ExhaustivePlan = { readonly energy: number[]; readonly load: number[] } | undefined;

/**
 * The plan of the problem page by its theory alone: every set of sessions and every set of steps is tried as a cut.
 *
 * What flows may do is decided by Hoffman's condition over all cuts. For a set of sessions on one side, the cheapest cut
 * through the tree is found step by step. The most even point of a base polyhedron then follows from its set function: the set with the
 * least level is fixed, and the rest is looked at again (Fujishige 1980).
 */
export function exhaustivePlan(tree: FlatTree, request: ScheduleRequest): ExhaustivePlan {
  const cuts = new Cuts(tree, request);
  if (!cuts.isFeasible()) return undefined;
  const { sessions } = request;
  const ranks = ranked(sessions.map(({ priority = 0 }) => -priority));
  const taken = mostEven(
    sessions.map((session, s) => ({
      offset: (session.givenKwh ?? 0) + cuts.leastEnergy[s],
      weight: session.weight ?? ((session.givenKwh ?? 0) + cuts.leastEnergy[s] + cuts.wanted[s] || 1),
      rank: ranks[s],
    })),
    (set) => cuts.greatestEnergy(set),
  );
  const prices = ranked(Array.from({ length: request.steps }, (_, t) => request.price?.[t] ?? 0));
  const flow = mostEven(
    cuts.hours.map((weight, t) => ({
      offset: (cuts.base[t] - (request.target?.[t] ?? 0)) * weight,
      weight,
      rank: prices[t],
    })),
    (set) => cuts.greatestLoad(set, taken),
  );
  return {
    energy: taken.map((kwh, s) => kwh + cuts.leastEnergy[s]),
    load: flow.map((kwh, t) => kwh / cuts.hours[t] + cuts.base[t]),
  };
}

interface Item {
  readonly offset: number;
  readonly weight: number;
  readonly rank: number;
}

/** @param greatest of a set of items, as bits: how much they can have together */
function mostEven(items: readonly Item[], greatest: (set: number) => number): number[] {
  const amount = items.map(() => 0);
  let fixed = 0;
  while (fixed !== 2 ** items.length - 1) {
    const rank = Math.min(...items.filter((_, k) => !((fixed >> k) & 1)).map((item) => item.rank));
    const open = setOf(items, (item, k) => item.rank === rank && !((fixed >> k) & 1));
    let least = { level: Number.POSITIVE_INFINITY, set: 0 };
    for (let set = open; set > 0; set = (set - 1) & open) {
      const within = items.filter((_, k) => (set >> k) & 1);
      const offset = within.reduce((sum, item) => sum + item.offset, 0);
      const weight = within.reduce((sum, item) => sum + item.weight, 0);
      const level = (greatest(set | fixed) - greatest(fixed) + offset) / weight;
      if (level < least.level) least = { level, set };
    }
    items.forEach((item, k) => {
      if ((least.set >> k) & 1) amount[k] = least.level * item.weight - item.offset;
    });
    fixed |= least.set;
  }
  return amount;
}

function setOf<T>(items: readonly T[], isIn: (item: T, k: number) => boolean): number {
  return items.reduce((set, item, k) => (isIn(item, k) ? set | (1 << k) : set), 0);
}

function ranked(keys: readonly number[]): number[] {
  const sorted = [...new Set(keys)].sort((a, b) => a - b);
  return keys.map((key) => sorted.indexOf(key));
}

class Cuts {
  readonly hours: number[];
  /** kW at the root that flow in any case. */
  readonly base: number[];
  readonly leastEnergy: number[];
  /** kWh beyond the least energy. */
  readonly wanted: number[];
  readonly #sessionCount: number;
  /** By step and set of sessions on the near side: the cheapest cut with the world outside on the far side, and on the near one. */
  readonly #open: number[][];
  readonly #closed: number[][];

  constructor(tree: FlatTree, request: ScheduleRequest) {
    const { sessions, steps, stepHours } = request;
    this.hours = Array.from({ length: steps }, (_, t) => (typeof stepHours === "number" ? stepHours : stepHours[t]));
    this.#sessionCount = sessions.length;
    this.leastEnergy = sessions.map((session) => sum(this.hours.map((hours, t) => rangeAt(session, t).least * hours)));
    this.wanted = sessions.map(({ energyKwh }, s) => Math.max(0, energyKwh - this.leastEnergy[s]));
    const nodes = this.hours.map((_, t) => limitsAt(tree, request, t));
    this.base = nodes.map(({ fixed }) => fixed[tree.root]);
    const cut = (isOpen: boolean) =>
      this.hours.map((hours, t) =>
        Array.from(
          { length: 2 ** sessions.length },
          (_, near) => hours * cheapestCut(tree, sessions, t, nodes[t], near, isOpen),
        ),
      );
    this.#open = cut(true);
    this.#closed = cut(false);
  }

  isFeasible(): boolean {
    const rounding = 1e-9;
    for (let near = 0; near < 2 ** this.#sessionCount; near++) {
      if (sum(this.#open.map((costs) => costs[near])) < -rounding) return false;
      if (sum(this.#closed.map((costs) => costs[near])) + this.#outside(this.wanted, near) < -rounding) return false;
    }
    return true;
  }

  greatestEnergy(set: number): number {
    return this.#least((near) => sum(this.#open.map((costs) => costs[near])) + this.#outside(this.wanted, near | ~set));
  }

  greatestLoad(set: number, taken: readonly number[]): number {
    const cost = (near: number) => sum(this.hours.map((_, t) => ((set >> t) & 1 ? this.#open : this.#closed)[t][near]));
    return this.#least((near) => cost(near) + this.#outside(taken, near));
  }

  #least(cost: (near: number) => number): number {
    let least = Number.POSITIVE_INFINITY;
    for (let near = 0; near < 2 ** this.#sessionCount; near++) least = Math.min(least, cost(near));
    return least;
  }

  #outside(amounts: readonly number[], near: number): number {
    return sum(amounts.filter((_, s) => !((near >> s) & 1)));
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function rangeAt(
  { arrival, departure, minimumKw = 0, maximumKw }: Session,
  t: number,
): { least: number; most: number } {
  if (t < arrival || t >= departure) return { least: 0, most: 0 };
  const at = (power: number | ArrayLike<number>) => (typeof power === "number" ? power : power[t - arrival]);
  return { least: at(minimumKw), most: at(maximumKw) };
}

interface NodeLimits {
  readonly lower: number[];
  readonly upper: number[];
  /** kW that flow in any case; at a leaf too, though its limits are on its sessions alone. */
  readonly fixed: number[];
}

/** The limits of one step on what sessions take beyond their least. */
function limitsAt(
  tree: FlatTree,
  { sessions, steps, fixed: given, limits = [] }: ScheduleRequest,
  t: number,
): NodeLimits {
  const lower = [...tree.lower];
  const upper = [...tree.upper];
  for (const limit of limits) {
    if (t < limit.from || t >= limit.to) continue;
    lower[limit.node as number] = limit.lower ?? lower[limit.node as number];
    upper[limit.node as number] = limit.upper ?? upper[limit.node as number];
  }
  const least = [...tree.lower].fill(0);
  const fixed = [...tree.shift];
  for (const session of sessions) least[session.leaf as number] += rangeAt(session, t).least;
  tree.leaves.forEach((leaf, k) => {
    fixed[leaf] += least[leaf] + ((given as ArrayLike<number> | undefined)?.[k * steps + t] ?? 0);
  });
  for (const v of [...tree.topology.topDown].reverse()) {
    if (v !== tree.root) fixed[tree.parent[v]] += fixed[v];
    const flowing = tree.isLeaf(v) ? least[v] : fixed[v];
    lower[v] -= flowing;
    upper[v] -= flowing;
  }
  return { lower, upper, fixed };
}

/** kW: upper limits of what leads to the far side, less the lower limits of what leads back. */
function cheapestCut(
  tree: FlatTree,
  sessions: readonly Session[],
  t: number,
  { lower, upper }: NodeLimits,
  near: number,
  isOpen: boolean,
): number {
  const nearCost = new Float64Array(tree.nodeCount);
  const farCost = new Float64Array(tree.nodeCount);
  sessions.forEach((session, s) => {
    const { least, most } = rangeAt(session, t);
    if ((near >> s) & 1) farCost[session.leaf as number] += most - least;
  });
  for (const v of [...tree.topology.topDown].reverse()) {
    if (v === tree.root) continue;
    const parent = tree.parent[v];
    farCost[parent] += Math.min(farCost[v], nearCost[v] + upper[v]);
    nearCost[parent] += Math.min(nearCost[v], farCost[v] - lower[v]);
  }
  const { root } = tree;
  return isOpen
    ? Math.min(nearCost[root] + upper[root], farCost[root])
    : Math.min(nearCost[root], farCost[root] - lower[root]);
}
