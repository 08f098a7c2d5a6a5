import type { FlatTree } from "../tree/flat-tree.js";
import { type DecidedNumbers, withinLimits } from "./decided-numbers.js";
import { type Blocked, FlowRoom } from "./flow-room.js";
import { sortStably } from "./stable-order.js";
import { requestsOf, sortByConnection, sortByPriority, stepped, stepsIn } from "./turns.js";

/** A leaf with a minimum that has nothing. */
export interface SwitchedOff {
  /** Index of the leaf. */
  readonly node: number;
  /** What it needs to run. */
  readonly needs: number;
  /** The limit that leaves it too little; absent where its own request or limit is less than it needs. */
  readonly blocked: Blocked | undefined;
}

export interface Running {
  /** With the minimum for the lower limit of who is on and 0 for the upper limit of who is off. */
  readonly numbers: DecidedNumbers;
  readonly off: OffLeaves;
  /** No flow keeps every limit with those off who have to be. */
  readonly isBroken: boolean;
  /** Length `nodeCount`: 1 where a leaf fitted when its turn came. */
  readonly fits: Uint8Array;
}

/** The leaves that are off; what there is to say of each is put together for who asks. */
export class OffLeaves {
  static readonly none = new OffLeaves(new Float64Array(0));
  readonly #needs: Float64Array;
  readonly #isOff: Uint8Array;
  readonly #blocked: (Blocked | undefined)[] = [];
  /** Of each leaf that is blocked: where that stands. */
  readonly #blockedAt: Int32Array;

  constructor(needs: Float64Array) {
    this.#needs = needs;
    this.#isOff = new Uint8Array(needs.length);
    this.#blockedAt = new Int32Array(needs.length);
  }

  has(leaf: number): boolean {
    return this.#isOff[leaf] === 1;
  }

  add(leaf: number, blocked: Blocked | undefined): void {
    this.#isOff[leaf] = 1;
    this.#blockedAt[leaf] = this.#blocked.push(blocked) - 1;
  }

  /** Ascending. */
  list(): SwitchedOff[] {
    const listed: SwitchedOff[] = [];
    for (let node = 0; node < this.#needs.length; node++) {
      if (!this.has(node)) continue;
      listed.push({ node, needs: this.#needs[node], blocked: this.#blocked[this.#blockedAt[node]] });
    }
    return listed;
  }
}

/** Dispatches of the balanced allocation, in the tree's order; undefined where there is none. */
export type Balance = (numbers: DecidedNumbers) => Float64Array | undefined;

/** Leaves whose turn comes together: with a guarantee of their minimum or without, and of one priority. */
interface Turn {
  readonly isGuaranteed: boolean;
  readonly priority: number;
  readonly leaves: Int32Array;
}

/**
 * Who is on. Turn by turn, guarantees first and the highest priority first; within a turn by `connected`, then by index. Each
 * leaf with a minimum is on if some flow keeps every limit with it and all before it that are on at their minimum or more, and
 * those of turns before with no less than the balanced allocation gives them.
 * @param tree with the target in place of the root's limits
 * @param follow who is on, where that has been decided; `fits` then judges it
 */
export function whoIsOn(
  tree: FlatTree,
  maximise: "import" | "export",
  balance: Balance,
  follow?: (leaf: number) => boolean,
): Running {
  const { topology } = tree;
  const lower = tree.lower.slice();
  const upper = tree.upper.slice();
  const needs = minimums(tree);
  const wants = requestsOf(tree, maximise);
  const off = new OffLeaves(needs);
  const fits = new Uint8Array(tree.nodeCount);
  const candidates = new Int32Array(topology.leaves);
  let count = 0;
  for (const leaf of topology.leaves) {
    if (Number.isNaN(needs[leaf])) continue;
    if (wants[leaf] >= needs[leaf] && upper[leaf] >= needs[leaf]) candidates[count++] = leaf;
    else {
      upper[leaf] = 0;
      off.add(leaf, undefined);
    }
  }
  const turns = turnsOf(tree, candidates.subarray(0, count), needs);
  const room = roomToSwitch(tree, lower, upper, needs);
  for (const turn of turns) {
    if (!room.isBroken && hasSomebodyAbove(tree, turn)) {
      const dispatch = balance(withinLimits(tree, lower.slice(), upper.slice(), wants));
      if (dispatch) holdGiven(tree, { room, lower, needs }, dispatch, turn);
    }
    for (const leaf of turn.leaves) {
      const blocked = room.isBroken ? undefined : room.blocked(leaf, needs[leaf], 0);
      if (!room.isBroken && blocked === undefined) fits[leaf] = 1;
      if (follow ? follow(leaf) : fits[leaf]) {
        if (fits[leaf]) room.make(leaf, needs[leaf], 0);
        else room.change(leaf, needs[leaf], 0);
        lower[leaf] = needs[leaf];
      } else {
        room.change(leaf, 0, -Math.min(upper[leaf], room.reach));
        upper[leaf] = 0;
        off.add(leaf, blocked);
      }
    }
  }
  const least = tree.lower.slice();
  for (const node of topology.leaves) {
    if (!Number.isNaN(needs[node]) && !off.has(node)) least[node] = needs[node];
  }
  return { numbers: withinLimits(tree, least, upper, wants), off, isBroken: room.isBroken, fits };
}

/** The minimum of each leaf that has one, rounded up to a whole step; NaN elsewhere. */
export function minimums({ minimum, step, nodeCount }: FlatTree): Float64Array {
  const needs = minimum?.slice() ?? new Float64Array(nodeCount).fill(Number.NaN);
  if (step === undefined) return needs;
  for (let v = 0; v < nodeCount; v++) {
    if (Number.isNaN(needs[v]) || Number.isNaN(step[v])) continue;
    needs[v] = stepped(stepsIn(needs[v], step[v], Math.ceil), step[v]);
  }
  return needs;
}

/** Who is on has its minimum or more, who is off has nothing; others are held to what they have been given. */
function roomToSwitch(
  { topology, shift, guarantee, priority }: FlatTree,
  lower: Float64Array,
  upper: Float64Array,
  needs: Float64Array,
): FlowRoom {
  const isInTurns = guarantee !== undefined || priority !== undefined;
  const highest = lower.slice();
  const lowest = upper.slice();
  for (const leaf of topology.leaves) {
    const isDecided = !Number.isNaN(needs[leaf]) && upper[leaf] > 0;
    if (isInTurns) highest[leaf] = Math.max(lower[leaf], upper[leaf]);
    else if (isDecided) highest[leaf] = needs[leaf];
    if (isDecided) lowest[leaf] = 0;
  }
  const limits = { topology, lower: lower.slice(), upper: upper.slice(), shift };
  return new FlowRoom(limits, { lower: [limits.lower, highest], upper: [lowest, limits.upper] });
}

/** @param candidates ascending; sorted in place */
function turnsOf(tree: FlatTree, candidates: Int32Array, needs: Float64Array): Turn[] {
  const { guarantee, priority } = tree;
  sortByConnection(candidates, tree);
  sortByPriority(candidates, tree);
  const isGuaranteed = (leaf: number) => guarantee !== undefined && guarantee[leaf] >= needs[leaf];
  if (guarantee)
    sortStably(
      candidates,
      guarantee.map((_, leaf) => (isGuaranteed(leaf) ? 0 : 1)),
    );
  const turns: Turn[] = [];
  for (let begin = 0, end = 0; begin < candidates.length; begin = end) {
    const first = candidates[begin];
    const turn = { isGuaranteed: isGuaranteed(first), priority: priority?.[first] ?? 0 };
    const isOfTurn = (leaf: number) =>
      isGuaranteed(leaf) === turn.isGuaranteed && (priority?.[leaf] ?? 0) === turn.priority;
    for (end = begin + 1; end < candidates.length && isOfTurn(candidates[end]); ) end++;
    turns.push({ ...turn, leaves: candidates.subarray(begin, end) });
  }
  return turns;
}

/** Whether anybody is served before this turn. */
function hasSomebodyAbove({ leaves, guarantee, priority }: FlatTree, turn: Turn): boolean {
  if (guarantee === undefined && priority === undefined) return false;
  return leaves.some((leaf) => {
    const isAbove = (priority?.[leaf] ?? 0) > turn.priority;
    const isGuaranteed = (guarantee?.[leaf] ?? 0) > 0;
    return turn.isGuaranteed ? isGuaranteed && isAbove : isGuaranteed || isAbove;
  });
}

/** Raises what those who are served before a turn have at least to what they are given. */
function holdGiven(
  tree: FlatTree,
  { room, lower, needs }: { room: FlowRoom; lower: Float64Array; needs: Float64Array },
  dispatch: Float64Array,
  next: Turn,
): void {
  const { guarantee, priority } = tree;
  for (const leaf of tree.leaves) {
    // One whose own turn is still to come has nothing yet.
    if (lower[leaf] < needs[leaf]) continue;
    const guaranteed = Math.min(dispatch[leaf], guarantee?.[leaf] ?? 0);
    const isAbove = (priority?.[leaf] ?? 0) > next.priority;
    const given = next.isGuaranteed ? (isAbove ? guaranteed : 0) : isAbove ? dispatch[leaf] : guaranteed;
    // Exports may be cut, or called on, whoever's they are.
    if (given <= Math.max(0, lower[leaf])) continue;
    room.change(leaf, given - Math.max(lower[leaf], -room.reach), 0);
    lower[leaf] = given;
  }
}
