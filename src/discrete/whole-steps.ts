import type { Contradiction } from "../problem/outcome.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { type DecidedNumbers, withinLimits } from "./decided-numbers.js";
import { type Blocked, FlowRoom } from "./flow-room.js";
import { LeafQueue } from "./leaf-queue.js";
import { sortStably } from "./stable-order.js";
import { sortByConnection, sortByPriority, stepped, stepsIn } from "./turns.js";

/**
 * The limits of leaves with a step taken inwards to whole steps, and those of nodes below which all leaves have the same step.
 * @param given who is on decided
 * @returns where no whole step lies between a node's limits, that contradiction
 */
export function withWholeLimits(
  tree: FlatTree,
  steps: Float64Array,
  given: DecidedNumbers,
): { readonly numbers: DecidedNumbers } | { readonly contradiction: Contradiction } {
  const { topology, nodeCount } = tree;
  const lower = given.lower.slice();
  const upper = given.upper.slice();
  const wanted = given.request.slice();
  const { step: common, shiftBelow } = commonSteps(tree, steps);
  for (let v = 0; v < nodeCount; v++) {
    const q = common[v];
    if (Number.isNaN(q)) continue;
    const isLeaf = topology.isLeaf(v);
    const fixed = isLeaf ? 0 : shiftBelow[v];
    if (Number.isFinite(lower[v])) lower[v] = fixed + stepped(stepsIn(lower[v] - fixed, q, Math.ceil), q);
    if (Number.isFinite(upper[v])) upper[v] = fixed + stepped(stepsIn(upper[v] - fixed, q, Math.floor), q);
    if (lower[v] > upper[v]) {
      const [reachable, bound] = [lower[v], given.upper[v]];
      const miss = reachable - bound;
      return { contradiction: { node: v, id: tree.id(v), limit: "upper", bound, reachable, miss } };
    }
    if (!isLeaf) continue;
    if (Number.isFinite(wanted[v])) wanted[v] = stepped(stepsIn(wanted[v], q, Math.trunc), q);
    // A leaf's own limits hold to the bit: a multiple that rounding put past one stands at it.
    lower[v] = Math.max(lower[v], given.lower[v]);
    upper[v] = Math.min(upper[v], given.upper[v]);
  }
  return { numbers: withinLimits({ topology, guarantee: given.guarantee }, lower, upper, wanted) };
}

/** The step that all leaves below a node have, NaN where they differ or some leaf has none; and the sum of their shifts. */
function commonSteps(
  { topology, shift }: FlatTree,
  steps: Float64Array,
): { step: Float64Array; shiftBelow: Float64Array } {
  const { nodeCount, topDown, parent } = topology;
  const step = new Float64Array(nodeCount);
  const shiftBelow = new Float64Array(nodeCount);
  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    if (topology.isLeaf(v)) {
      step[v] = steps[v];
      shiftBelow[v] = shift[v];
    }
    const p = parent[v];
    if (p < 0) continue;
    // 0 until the first child has been looked at.
    step[p] = step[p] === 0 || step[p] === step[v] ? step[v] : Number.NaN;
    shiftBelow[p] += shiftBelow[v];
  }
  return { step, shiftBelow };
}

/** Whole steps for the leaves that have some. */
export interface WholeSteps {
  /** With those leaves where they are; the others are to be balanced around them. */
  readonly numbers: DecidedNumbers;
  /** Neither of its multiples kept every limit for some leaf. */
  readonly isBroken: boolean;
}

/**
 * Each leaf with a step goes to the multiple next to its balanced dispatch, towards 0 or away from it, and then as far towards
 * its request as there is room for, a step at a time.
 * @param given with whole limits
 * @param balanced dispatches of the balanced allocation with those
 */
export function wholeSteps(
  tree: FlatTree,
  steps: Float64Array,
  given: DecidedNumbers,
  balanced: Float64Array,
): WholeSteps {
  const stepping = new Stepping(tree, steps, given);
  stepping.startNextTo(balanced);
  stepping.decideAll();
  if (!stepping.room.isBroken) stepping.takeMore();
  const { lower, upper, room } = stepping;
  return { numbers: withinLimits(tree, lower, upper, given.request), isBroken: room.isBroken };
}

/**
 * Leaves that could take one more step towards their request, everyone with a step where they are.
 * @param given with whole limits
 * @param dispatch whole steps at every leaf that has some
 */
export function couldTakeMore(
  tree: FlatTree,
  steps: Float64Array,
  given: DecidedNumbers,
  dispatch: Float64Array,
): number[] {
  const oneMore = oneMoreStep(tree, steps, given, dispatch);
  return Array.from(tree.leaves).filter((leaf) => !Number.isNaN(steps[leaf]) && oneMore(leaf) === undefined);
}

/**
 * What stands in the way of one more step of a leaf with a step, towards its request: a limit; `"requested"` where the request
 * ends before it; `undefined` where nothing does. The same parameters.
 */
export function oneMoreStep(
  { topology, shift }: FlatTree,
  steps: Float64Array,
  given: DecidedNumbers,
  dispatch: Float64Array,
): (leaf: number) => Blocked | "requested" | undefined {
  const limits = { topology, lower: given.lower.slice(), upper: given.upper.slice(), shift };
  for (const leaf of topology.leaves) {
    if (!Number.isNaN(steps[leaf])) limits.lower[leaf] = limits.upper[leaf] = dispatch[leaf];
  }
  const { lower, upper, request } = given;
  const room = new FlowRoom(limits, { lower: [lower, upper], upper: [lower, upper] });
  return (leaf) => {
    const by = Math.sign(request[leaf]) * steps[leaf];
    const isPast = Math.abs(dispatch[leaf] + by) > Math.abs(request[leaf]) * (1 + 1e-9);
    return request[leaf] === 0 || isPast ? "requested" : room.blocked(leaf, by, by);
  };
}

/** The leaves that have a number. */
function leavesWith(leaves: Int32Array, numbers: Float64Array): Int32Array {
  const found = new Int32Array(leaves.length);
  let count = 0;
  for (const leaf of leaves) if (!Number.isNaN(numbers[leaf])) found[count++] = leaf;
  return found.subarray(0, count);
}

/** Leaves on their way to whole steps. */
class Stepping {
  /** Limits so far; both of a leaf with a step are where it is, once that is decided. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly #tree: FlatTree;
  readonly #steps: Float64Array;
  readonly #given: DecidedNumbers;
  /** The leaves with a step. */
  readonly #leaves: Int32Array;
  /** How many steps each has towards 0, then how many it has. */
  readonly #count: Float64Array;
  #undecided: Int32Array;
  #room: FlowRoom | undefined;

  constructor(tree: FlatTree, steps: Float64Array, given: DecidedNumbers) {
    this.#tree = tree;
    this.#steps = steps;
    this.#given = given;
    this.lower = given.lower.slice();
    this.upper = given.upper.slice();
    this.#leaves = leavesWith(tree.leaves, steps);
    this.#count = new Float64Array(tree.nodeCount);
    this.#undecided = this.#leaves;
  }

  get room(): FlowRoom {
    this.#room ??= this.#makeRoom();
    return this.#room;
  }

  /** Each may come to stand at the multiple next to its balanced dispatch on either side. */
  startNextTo(balanced: Float64Array): void {
    let undecided = 0;
    const leaves = new Int32Array(this.#leaves.length);
    for (const leaf of this.#leaves) {
      const q = this.#steps[leaf];
      const towards = stepsIn(balanced[leaf], q, Math.trunc);
      const away = balanced[leaf] > 0 ? stepsIn(balanced[leaf], q, Math.ceil) : stepsIn(balanced[leaf], q, Math.floor);
      this.#count[leaf] = towards;
      const near = this.#valueOf(leaf, towards);
      const far = away === towards ? near : this.#valueOf(leaf, away);
      this.lower[leaf] = Math.min(near, far);
      this.upper[leaf] = Math.max(near, far);
      if (near !== far) leaves[undecided++] = leaf;
    }
    this.#undecided = leaves.subarray(0, undecided);
  }

  /** Each in turn goes away from 0 where limits leave room for it. */
  decideAll(): void {
    const { room, lower, upper } = this;
    this.#sort(this.#undecided);
    for (const leaf of this.#undecided) {
      const away = upper[leaf] > 0 ? 1 : -1;
      const far = away > 0 ? upper[leaf] : lower[leaf];
      const goes = room.fits(leaf, far - lower[leaf], far - upper[leaf]);
      const to = goes ? far : away > 0 ? lower[leaf] : upper[leaf];
      if (goes) room.make(leaf, to - lower[leaf], to - upper[leaf]);
      else room.change(leaf, to - lower[leaf], to - upper[leaf]);
      if (goes) this.#count[leaf] += away;
      lower[leaf] = to;
      upper[leaf] = to;
    }
  }

  /** As long as some leaf could take one step more towards its request, the first in order does. */
  takeMore(): void {
    const { room } = this;
    const waiting = new LeafQueue((leaf, other) => this.#compare(leaf, other));
    // Only what goes the other way can make room for one that has none.
    const refused = { imports: [] as number[], exports: [] as number[] };
    const refuse = (leaf: number, by: number) => (by > 0 ? refused.imports : refused.exports).push(leaf);
    for (const leaf of this.#leaves) {
      const by = this.#nextStep(leaf);
      if (by === 0) continue;
      if (room.fits(leaf, by, by)) waiting.push(leaf);
      else refuse(leaf, by);
    }
    for (let leaf = waiting.pop(); leaf !== undefined; leaf = waiting.pop()) {
      const by = this.#nextStep(leaf);
      if (!room.fits(leaf, by, by)) {
        refuse(leaf, by);
        continue;
      }
      room.make(leaf, by, by);
      this.#count[leaf] += Math.sign(by);
      const at = this.#valueOf(leaf, this.#count[leaf]);
      this.lower[leaf] = at;
      this.upper[leaf] = at;
      const freed = by > 0 ? refused.exports : refused.imports;
      for (const other of freed.splice(0)) waiting.push(other);
      if (this.#nextStep(leaf) !== 0) waiting.push(leaf);
    }
  }

  /** What one step more towards its request is to a leaf; 0 where there is none to take. */
  #nextStep(leaf: number): number {
    const wants = this.#given.request[leaf];
    const at = this.lower[leaf];
    const direction = Math.sign(wants);
    if (direction === 0 || Math.sign(wants - at) !== direction) return 0;
    const next = this.#valueOf(leaf, this.#count[leaf] + direction);
    return direction > 0 ? (next > wants ? 0 : next - at) : next < wants ? 0 : next - at;
  }

  /** By priority, then the lowest level, then who was connected first, then by index. */
  #sort(leaves: Int32Array): void {
    sortByConnection(leaves, this.#tree);
    sortStably(leaves, this.#levels());
    sortByPriority(leaves, this.#tree);
  }

  #levels(): Float64Array {
    const levels = new Float64Array(this.#tree.nodeCount);
    for (const leaf of this.#leaves) levels[leaf] = this.#levelOf(leaf);
    return levels;
  }

  #levelOf(leaf: number): number {
    return Math.abs(this.#count[leaf] * this.#steps[leaf]) / this.#tree.weight[leaf];
  }

  #compare(leaf: number, other: number): number {
    const { priority, connected } = this.#tree;
    if (priority && priority[leaf] !== priority[other]) return priority[other] - priority[leaf];
    const level = this.#levelOf(leaf) - this.#levelOf(other);
    if (level !== 0) return level;
    const rank = connected?.[leaf] ?? Number.NaN;
    const otherRank = connected?.[other] ?? Number.NaN;
    if (rank === otherRank || (Number.isNaN(rank) && Number.isNaN(otherRank))) return leaf - other;
    return Number.isNaN(rank) ? 1 : Number.isNaN(otherRank) ? -1 : rank - otherRank;
  }

  /** So many steps, held within the leaf's own limits, which rounding may put it past. */
  #valueOf(leaf: number, count: number): number {
    const { lower, upper } = this.#given;
    return Math.min(upper[leaf], Math.max(lower[leaf], stepped(count, this.#steps[leaf])));
  }

  /** Leaves with a step may come to stand anywhere within their limits; the others have all of their range. */
  #makeRoom(): FlowRoom {
    const { topology, shift } = this.#tree;
    const limits = { topology, lower: this.lower.slice(), upper: this.upper.slice(), shift };
    const least = this.#given.lower;
    const most = this.#given.upper;
    const lower: [Float64Array, Float64Array] = [least, limits.lower.slice()];
    const upper: [Float64Array, Float64Array] = [limits.upper.slice(), most];
    for (const leaf of this.#leaves) {
      lower[1][leaf] = most[leaf];
      upper[0][leaf] = least[leaf];
    }
    return new FlowRoom(limits, { lower, upper });
  }
}
