import type { Topology } from "../tree/topology.js";
import { type HeavyPaths, heavyPaths } from "./heavy-paths.js";

/** What is asked of the least flows of all subtrees; arrays have length `nodeCount`. */
export interface FlowBounds {
  readonly topology: Topology;
  /** Of inner nodes: what each carries at least, whatever its leaves do; -Infinity where it may carry anything. */
  readonly floor: Float64Array;
  /** Of inner nodes: what the least flow may not come to be above. */
  readonly ceiling: Float64Array;
  /** By how much a ceiling may be missed. */
  readonly slack: Float64Array;
  /** Of leaves: their least flow now, and between what it may come to lie. All finite. */
  readonly now: Float64Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** So many positions are one item of the next level: 16. */
const BITS = 4;

/**
 * The least flow of every subtree while leaves' least flows change one after the other: a node's is the sum of its children's,
 * or its floor where that is more. Nodes where neither floor nor ceiling ever plays a part are left out.
 *
 * A change goes up from its leaf, the same at every node until a floor takes it up. On a long path that would be many nodes:
 * so sixteen of them are an item, sixteen items one of the next level, and each knows how far its nodes are from their
 * ceilings and floors at the nearest. One that is passed without meeting any keeps the change, to be handed down to its
 * nodes when one of them is looked at. All sums carry along what rounding takes (Neumaier).
 */
export class LeastFlows {
  /** Whether some ceiling was passed from the beginning. */
  readonly isBroken: boolean;
  readonly #paths: HeavyPaths;
  readonly #floor: Float64Array;
  readonly #ceiling: Float64Array;
  readonly #sum: Float64Array;
  readonly #lost: Float64Array;
  readonly #levelCount: number;
  /** The position of the node that `blockedAt` has found last. */
  #found = -1;
  /** Where each level's items begin in the arrays below; those of level 1 first. */
  readonly #begin: number[] = [0, 0];
  /** What an item's nodes have not been told yet, and what rounding took of that. */
  readonly #kept: Float64Array;
  readonly #keptLost: Float64Array;
  /** The least distance below a ceiling, and above a floor, among an item's nodes, before what it keeps. */
  readonly #room: Float64Array;
  readonly #excess: Float64Array;

  constructor(bounds: FlowBounds) {
    const { isBroken, isKept, sum, lost } = sumUp(bounds);
    this.isBroken = isBroken;
    const paths = heavyPaths(bounds.topology, isKept);
    this.#paths = paths;
    let levelCount = 0;
    while (1 << (BITS * (levelCount + 1)) <= paths.length) levelCount++;
    this.#levelCount = levelCount;
    const whole = 1 << (BITS * levelCount);
    const padded = Math.ceil(paths.node.length / whole) * whole;
    for (let level = 1; level <= levelCount; level++) {
      this.#begin.push(this.#begin[level] + (padded >> (BITS * level)));
    }
    const itemCount = this.#begin[levelCount + 1];
    this.#floor = new Float64Array(padded).fill(Number.NEGATIVE_INFINITY);
    this.#ceiling = new Float64Array(padded).fill(Number.POSITIVE_INFINITY);
    this.#sum = new Float64Array(padded);
    this.#lost = new Float64Array(padded);
    this.#kept = new Float64Array(itemCount);
    this.#keptLost = new Float64Array(itemCount);
    this.#room = new Float64Array(itemCount);
    this.#excess = new Float64Array(itemCount);
    for (let at = 0; at < paths.node.length; at++) {
      const v = paths.node[at];
      this.#floor[at] = bounds.floor[v];
      this.#ceiling[at] = bounds.ceiling[v] + bounds.slack[v];
      this.#sum[at] = sum[v];
      this.#lost[at] = lost[v];
    }
    for (let level = 1; level <= levelCount; level++) {
      for (let item = 0; item < padded >> (BITS * level); item++) this.#measure(level, item);
    }
  }

  /**
   * The deepest node whose ceiling a leaf's least flow would pass if it rose by so much.
   * @param by more than 0
   * @returns -1 where there is none
   */
  blockedAt(leaf: number, by: number): number {
    const at = this.#follow(leaf, by, false);
    this.#found = at;
    return at < 0 ? -1 : this.#paths.node[at];
  }

  /** What the node carries at least that `blockedAt` has found last. */
  get leastAtFound(): number {
    const at = this.#found;
    return Math.max(this.#floor[at], this.#sum[at] + this.#lost[at]);
  }

  change(leaf: number, by: number): void {
    this.#follow(leaf, by, true);
  }

  /**
   * Follows a change from a leaf to the root, or to where a floor takes it up.
   * @param isMade else it is only asked for
   * @returns the position where it passes a ceiling, which ends what is only asked for
   */
  #follow(leaf: number, by: number, isMade: boolean): number {
    const { above, end, next } = this.#paths;
    let rest = by;
    for (let at = above[leaf]; at >= 0 && rest !== 0; at = next[at - 1]) {
      const behind = end[at];
      this.#tellNodesAt(at);
      while (at < behind && rest !== 0) {
        const level = this.#levelPassed(at, behind, rest);
        if (level === 0) {
          const sum = this.#sum[at] + this.#lost[at];
          const floor = this.#floor[at];
          const changed = sum + rest;
          // Where the floor plays no part all of it goes on, to the bit.
          const onward = sum >= floor && changed >= floor ? rest : Math.max(floor, changed) - Math.max(floor, sum);
          if (!isMade && onward > 0 && Math.max(floor, changed) > this.#ceiling[at]) return at;
          if (isMade) add(this.#sum, this.#lost, at, rest);
          rest = onward;
        } else if (isMade) {
          add(this.#kept, this.#keptLost, this.#itemAt(level, at), rest);
        }
        at += 1 << (BITS * level);
        if (isMade) this.#measureAround(level, at, rest === 0);
      }
      if (rest === 0) return -1;
    }
    return -1;
  }

  /** The highest level with an item that begins at a position, ends on its path, and meets neither floor nor ceiling; else 0. */
  #levelPassed(at: number, behind: number, by: number): number {
    let level = 0;
    while (level < this.#levelCount) {
      const size = 1 << (BITS * (level + 1));
      if ((at & (size - 1)) !== 0 || at + size > behind) break;
      level++;
    }
    for (; level > 0; level--) {
      const item = this.#itemAt(level, at);
      const kept = this.#kept[item] + this.#keptLost[item];
      const excess = this.#excess[item] + kept;
      if (excess >= 0 && (by > 0 ? by <= this.#room[item] - kept : excess + by >= 0)) return level;
      this.#tellNodesOf(level, at >> (BITS * level));
    }
    return 0;
  }

  #itemAt(level: number, at: number): number {
    return this.#begin[level] + (at >> (BITS * level));
  }

  /** Hands down what the items keep that a position lies in. */
  #tellNodesAt(at: number): void {
    for (let level = this.#levelCount; level > 0; level--) this.#tellNodesOf(level, at >> (BITS * level));
  }

  #tellNodesOf(level: number, index: number): void {
    const item = this.#begin[level] + index;
    const kept = this.#kept[item];
    const lost = this.#keptLost[item];
    if (kept === 0 && lost === 0) return;
    this.#kept[item] = 0;
    this.#keptLost[item] = 0;
    const [sums, losts] = level === 1 ? [this.#sum, this.#lost] : [this.#kept, this.#keptLost];
    const first = (level === 1 ? 0 : this.#begin[level - 1]) + (index << BITS);
    for (let child = first; child < first + (1 << BITS); child++) {
      add(sums, losts, child, kept);
      add(sums, losts, child, lost);
    }
    this.#measure(level, index);
  }

  /**
   * Measures anew the items above one that has changed, as far as they end with it.
   * @param at the position behind it
   * @param isLast those too that do not end with it
   */
  #measureAround(level: number, at: number, isLast: boolean): void {
    for (let above = level + 1; above <= this.#levelCount; above++) {
      if (!isLast && (at & ((1 << (BITS * above)) - 1)) !== 0) return;
      this.#measure(above, (at - 1) >> (BITS * above));
    }
  }

  #measure(level: number, index: number): void {
    let room = Number.POSITIVE_INFINITY;
    let excess = Number.POSITIVE_INFINITY;
    const first = (level === 1 ? 0 : this.#begin[level - 1]) + (index << BITS);
    for (let child = first; child < first + (1 << BITS); child++) {
      const sum = level === 1 ? this.#sum[child] + this.#lost[child] : this.#kept[child] + this.#keptLost[child];
      room = Math.min(room, (level === 1 ? this.#ceiling[child] : this.#room[child]) - sum);
      excess = Math.min(excess, level === 1 ? sum - this.#floor[child] : this.#excess[child] + sum);
    }
    this.#room[this.#begin[level] + index] = room;
    this.#excess[this.#begin[level] + index] = excess;
  }
}

/** Sums of what the children carry at least, now; and whose floors or ceilings may ever play a part. */
function sumUp({ topology, floor, ceiling, slack, now, from, to }: FlowBounds): {
  readonly isBroken: boolean;
  readonly isKept: Uint8Array;
  readonly sum: Float64Array;
  readonly lost: Float64Array;
} {
  const { nodeCount, topDown, parent } = topology;
  const sum = new Float64Array(nodeCount);
  const lost = new Float64Array(nodeCount);
  const fromSum = new Float64Array(nodeCount);
  const fromLost = new Float64Array(nodeCount);
  const toSum = new Float64Array(nodeCount);
  const toLost = new Float64Array(nodeCount);
  const isKept = new Uint8Array(nodeCount);
  let isBroken = false;
  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    let least = now[v];
    let first = from[v];
    let last = to[v];
    if (!topology.isLeaf(v)) {
      least = Math.max(floor[v], sum[v] + lost[v]);
      first = fromSum[v] + fromLost[v];
      last = toSum[v] + toLost[v];
      if (first < floor[v] || last > ceiling[v]) isKept[v] = 1;
      first = Math.max(floor[v], first);
      // Past its ceiling no change is made.
      last = Math.min(ceiling[v] + slack[v], Math.max(floor[v], last));
      if (least > ceiling[v] + slack[v]) isBroken = true;
    }
    const p = parent[v];
    if (p < 0) continue;
    add(sum, lost, p, least);
    add(fromSum, fromLost, p, first);
    add(toSum, toLost, p, last);
  }
  return { isBroken, isKept, sum, lost };
}

/** Adds to a sum, and what rounding takes to what was lost (Neumaier). */
function add(sums: Float64Array, losts: Float64Array, at: number, term: number): void {
  const before = sums[at];
  const sum = before + term;
  sums[at] = sum;
  losts[at] += Math.abs(before) >= Math.abs(term) ? before - sum + term : term - sum + before;
}
