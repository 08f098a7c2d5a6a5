import type { Contradiction } from "../problem/outcome.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { FlowRoom } from "./flow-room.js";
import { withLimits } from "./running.js";
import { byConnection, byPriority, requestsOf, stepped, stepsIn } from "./turns.js";

/**
 * The tree with the limits of leaves with a step taken inwards to whole steps, and those of nodes below which all leaves have
 * the same step.
 * @returns where no whole step lies between a node's limits, that contradiction
 */
export function withWholeLimits(tree: FlatTree, steps: Float64Array, wants: Float64Array): FlatTree | Contradiction {
  const { topology, nodeCount } = tree;
  const lower = tree.lower.slice();
  const upper = tree.upper.slice();
  const wanted = wants.slice();
  const { step: common, shiftBelow } = commonSteps(tree, steps);
  for (let v = 0; v < nodeCount; v++) {
    const q = common[v];
    if (Number.isNaN(q)) continue;
    const fixed = topology.isLeaf(v) ? 0 : shiftBelow[v];
    if (Number.isFinite(lower[v])) lower[v] = fixed + stepped(stepsIn(lower[v] - fixed, q, Math.ceil), q);
    if (Number.isFinite(upper[v])) upper[v] = fixed + stepped(stepsIn(upper[v] - fixed, q, Math.floor), q);
    if (lower[v] > upper[v]) {
      const [reachable, bound] = [lower[v], tree.upper[v]];
      return { node: v, id: tree.id(v), limit: "upper", bound, reachable, miss: reachable - bound };
    }
    if (topology.isLeaf(v) && Number.isFinite(wanted[v])) wanted[v] = stepped(stepsIn(wanted[v], q, Math.trunc), q);
  }
  // A leaf's own limits hold to the bit: a multiple that rounding put past one stands at it.
  for (const leaf of topology.leaves) {
    if (Number.isNaN(steps[leaf])) continue;
    lower[leaf] = Math.max(lower[leaf], tree.lower[leaf]);
    upper[leaf] = Math.min(upper[leaf], tree.upper[leaf]);
  }
  return withLimits(tree, lower, upper, wanted);
}

/** The step that all leaves below a node have, NaN where they differ or some leaf has none; and the sum of their shifts. */
function commonSteps(
  { topology, shift }: FlatTree,
  steps: Float64Array,
): { step: Float64Array; shiftBelow: Float64Array } {
  const { nodeCount, bottomUp, parent } = topology;
  const step = new Float64Array(nodeCount);
  const shiftBelow = new Float64Array(nodeCount);
  for (const v of bottomUp) {
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
  /** The tree with those leaves where they are; the others are to be balanced around them. */
  readonly tree: FlatTree;
  /** Neither of its multiples kept every limit for some leaf. */
  readonly isBroken: boolean;
}

/**
 * Each leaf with a step goes to the multiple next to its balanced dispatch, towards 0 or away from it, and then as far towards
 * its request as there is room for, a step at a time.
 * @param tree with whole limits
 * @param balanced dispatches of its balanced allocation
 */
export function wholeSteps(tree: FlatTree, steps: Float64Array, balanced: Float64Array): WholeSteps {
  const { topology, weight } = tree;
  const lower = tree.lower.slice();
  const upper = tree.upper.slice();
  const count = new Float64Array(tree.nodeCount);
  const stepping = Array.from(topology.leaves).filter((leaf) => !Number.isNaN(steps[leaf]));
  const undecided: number[] = [];
  for (const leaf of stepping) {
    const q = steps[leaf];
    count[leaf] = stepsIn(balanced[leaf], q, Math.trunc);
    const isWhole = stepsIn(balanced[leaf], q, Math.floor) === stepsIn(balanced[leaf], q, Math.ceil);
    const near = valueOf(tree, leaf, count[leaf], q);
    const far = isWhole ? near : valueOf(tree, leaf, count[leaf] + Math.sign(balanced[leaf]), q);
    lower[leaf] = Math.min(near, far);
    upper[leaf] = Math.max(near, far);
    if (near !== far) undecided.push(leaf);
  }
  const room = roomOf(tree, steps, lower, upper);
  const levelAt = (leaf: number) => Math.abs(count[leaf] * steps[leaf]) / weight[leaf];
  const order = inOrder(tree, levelAt);
  const set = (leaf: number, to: number) => {
    room.change(leaf, to - lower[leaf], to - upper[leaf]);
    lower[leaf] = to;
    upper[leaf] = to;
  };
  for (const leaf of undecided.sort(order)) {
    const q = steps[leaf];
    const away = count[leaf] + Math.sign(balanced[leaf]);
    const far = valueOf(tree, leaf, away, q);
    if (room.blocked(leaf, far - lower[leaf], far - upper[leaf]) === undefined) {
      set(leaf, far);
      count[leaf] = away;
    } else set(leaf, valueOf(tree, leaf, count[leaf], q));
  }
  if (!room.isBroken) takeMore(tree, steps, stepping, count, { order, room, lower, upper });
  for (const leaf of stepping) {
    const at = valueOf(tree, leaf, count[leaf], steps[leaf]);
    lower[leaf] = at;
    upper[leaf] = at;
  }
  return { tree: withLimits(tree, lower, upper, requestsOf(tree, "import")), isBroken: room.isBroken };
}

/**
 * Leaves that could take one more step towards their request, everyone with a step where they are.
 * @param tree with whole limits
 * @param dispatch whole steps at every leaf that has some
 */
export function couldTakeMore(tree: FlatTree, steps: Float64Array, dispatch: Float64Array): number[] {
  const lower = tree.lower.slice();
  const upper = tree.upper.slice();
  for (const leaf of tree.leaves) if (!Number.isNaN(steps[leaf])) lower[leaf] = upper[leaf] = dispatch[leaf];
  const room = roomOf(tree, steps, lower, upper);
  const wants = requestsOf(tree, "import");
  return Array.from(tree.leaves).filter((leaf) => {
    const q = steps[leaf];
    if (Number.isNaN(q) || wants[leaf] === 0) return false;
    const by = Math.sign(wants[leaf]) * q;
    const isPast = Math.abs(dispatch[leaf] + by) > Math.abs(wants[leaf]) * (1 + 1e-9);
    return !isPast && room.blocked(leaf, by, by) === undefined;
  });
}

/** Leaves with a step may come to stand at either of their limits; the others have all of their range. */
function roomOf(tree: FlatTree, steps: Float64Array, lower: Float64Array, upper: Float64Array): FlowRoom {
  const { topology, shift } = tree;
  const highest = tree.upper.map((limit, v) => (Number.isNaN(steps[v]) ? lower[v] : limit));
  const lowest = tree.lower.map((limit, v) => (Number.isNaN(steps[v]) ? upper[v] : limit));
  return new FlowRoom({ topology, lower: lower.slice(), upper: upper.slice(), shift }, { highest, lowest });
}

/** As long as some leaf could take one step more towards its request, the first in order does. */
function takeMore(
  tree: FlatTree,
  steps: Float64Array,
  stepping: readonly number[],
  count: Float64Array,
  {
    order,
    room,
    lower,
    upper,
  }: {
    readonly order: (leaf: number, other: number) => number;
    readonly room: FlowRoom;
    readonly lower: Float64Array;
    readonly upper: Float64Array;
  },
): void {
  const wants = requestsOf(tree, "import");
  const stepTowards = (leaf: number) => Math.sign(wants[leaf] - lower[leaf]);
  const couldGo = (leaf: number) =>
    stepTowards(leaf) !== 0 && wants[leaf] !== 0 && Math.sign(wants[leaf]) === stepTowards(leaf);
  const waiting = new LeafQueue(order);
  let refused: number[] = [];
  for (const leaf of stepping) {
    if (!couldGo(leaf)) continue;
    const by = stepTowards(leaf) * steps[leaf];
    // Only what goes the other way can make room for one that has none.
    if (room.blocked(leaf, by, by) === undefined) waiting.push(leaf);
    else refused.push(leaf);
  }
  for (let leaf = waiting.pop(); leaf !== undefined; leaf = waiting.pop()) {
    const direction = stepTowards(leaf);
    const next = valueOf(tree, leaf, count[leaf] + direction, steps[leaf]);
    const by = next - lower[leaf];
    const isPast = direction > 0 ? next > wants[leaf] : next < wants[leaf];
    if (by === 0 || isPast) continue;
    if (room.blocked(leaf, by, by) !== undefined) {
      refused.push(leaf);
      continue;
    }
    room.change(leaf, by, by);
    lower[leaf] = next;
    upper[leaf] = next;
    count[leaf] += direction;
    // What goes the other way may have room now that had none.
    const freed = refused.filter((other) => stepTowards(other) !== direction);
    refused = refused.filter((other) => stepTowards(other) === direction);
    for (const other of freed) waiting.push(other);
    if (couldGo(leaf)) waiting.push(leaf);
  }
}

/** By priority, then the lowest level, then who was connected first, then by index. */
function inOrder(tree: FlatTree, level: (leaf: number) => number): (leaf: number, other: number) => number {
  const priority = byPriority(tree);
  const connection = byConnection(tree);
  return (leaf, other) => priority(leaf, other) || level(leaf) - level(other) || connection(leaf, other);
}

/** So many steps, held within the leaf's own limits, which rounding may put it past. */
function valueOf({ lower, upper }: FlatTree, leaf: number, count: number, step: number): number {
  return Math.min(upper[leaf], Math.max(lower[leaf], stepped(count, step)));
}

/** A binary heap of leaves; the order of a leaf may change while it is not in it. */
class LeafQueue {
  readonly #heap: number[] = [];
  readonly #order: (leaf: number, other: number) => number;

  constructor(order: (leaf: number, other: number) => number) {
    this.#order = order;
  }

  push(leaf: number): void {
    const heap = this.#heap;
    let at = heap.push(leaf) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#order(heap[above], leaf) <= 0) break;
      heap[at] = heap[above];
      at = above;
    }
    heap[at] = leaf;
  }

  pop(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#order(heap[child + 1], heap[child]) < 0) child++;
      if (this.#order(last, heap[child]) <= 0) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
