import type { FlatTree } from "../tree/flat-tree.js";
import { type Blocked, FlowRoom } from "./flow-room.js";
import { byConnection, requestsOf, stepped, stepsIn } from "./turns.js";

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
  /** The tree with the minimum for the lower limit of who is on and 0 for the upper limit of who is off. */
  readonly tree: FlatTree;
  readonly off: readonly SwitchedOff[];
  /** No flow keeps every limit with those off who have to be. */
  readonly isBroken: boolean;
}

/** Dispatches of the balanced allocation of a tree, in the tree's order; undefined where there is none. */
export type Balance = (tree: FlatTree) => Float64Array | undefined;

/** Leaves whose turn comes together: with a guarantee of their minimum or without, and of one priority. */
interface Turn {
  readonly isGuaranteed: boolean;
  readonly priority: number;
  readonly leaves: number[];
}

/**
 * Who is on. Turn by turn, guarantees first and the highest priority first; within a turn by `connected`, then by index. Each
 * leaf with a minimum is on if some flow keeps every limit with it and all before it that are on at their minimum or more, and
 * those of turns before with no less than the balanced allocation gives them.
 * @param tree with the target in place of the root's limits
 */
export function whoIsOn(tree: FlatTree, maximise: "import" | "export", balance: Balance): Running {
  const { topology, shift, lower: given, upper: greatest } = tree;
  const lower = given.slice();
  const upper = greatest.slice();
  const needs = minimums(tree);
  const wants = requestsOf(tree, maximise);
  const off: SwitchedOff[] = [];
  const candidates: number[] = [];
  for (const leaf of topology.leaves) {
    if (Number.isNaN(needs[leaf])) continue;
    if (wants[leaf] >= needs[leaf] && upper[leaf] >= needs[leaf]) candidates.push(leaf);
    else {
      upper[leaf] = 0;
      off.push({ node: leaf, needs: needs[leaf], blocked: undefined });
    }
  }
  const highest = lower.map((value, v) =>
    candidates.length > 0 && topology.isLeaf(v) ? Math.max(value, upper[v]) : value,
  );
  const lowest = upper.slice();
  for (const leaf of candidates) lowest[leaf] = 0;
  const room = new FlowRoom({ topology, lower: lower.slice(), upper: upper.slice(), shift }, { highest, lowest });
  const turns = turnsOf(tree, candidates, needs);
  for (const turn of turns) {
    if (!room.isBroken && hasSomebodyAbove(tree, turn)) {
      const dispatch = balance(withLimits(tree, lower, upper, wants));
      if (dispatch) holdGiven(tree, room, lower, dispatch, turn);
    }
    for (const leaf of turn.leaves) {
      const blocked = room.isBroken ? room.blocked(leaf, 0, 0) : room.blocked(leaf, needs[leaf], 0);
      if (!room.isBroken && blocked === undefined) {
        room.change(leaf, needs[leaf], 0);
        lower[leaf] = needs[leaf];
      } else {
        room.change(leaf, 0, -upper[leaf]);
        upper[leaf] = 0;
        off.push({ node: leaf, needs: needs[leaf], blocked });
      }
    }
  }
  off.sort((a, b) => a.node - b.node);
  return { tree: withLimits(tree, lowerOfRunning(tree, needs, off), upper, wants), off, isBroken: room.isBroken };
}

/** The minimum of each leaf that has one, rounded up to a whole step; NaN elsewhere. */
export function minimums({ minimum, step, nodeCount }: FlatTree): Float64Array {
  return Float64Array.from({ length: nodeCount }, (_, v) => {
    const own = minimum?.[v] ?? Number.NaN;
    const q = step?.[v] ?? Number.NaN;
    return Number.isNaN(own) || Number.isNaN(q) ? own : stepped(stepsIn(own, q, Math.ceil), q);
  });
}

function turnsOf(tree: FlatTree, candidates: number[], needs: Float64Array): Turn[] {
  const inTurn = byConnection(tree);
  if (tree.guarantee === undefined && tree.priority === undefined) {
    if (tree.connected) candidates.sort(inTurn);
    return [{ isGuaranteed: false, priority: 0, leaves: candidates }];
  }
  const turns = new Map<string, Turn>();
  for (const leaf of candidates) {
    const isGuaranteed = (tree.guarantee?.[leaf] ?? 0) >= needs[leaf];
    const priority = tree.priority?.[leaf] ?? 0;
    const key = `${isGuaranteed} ${priority}`;
    const turn = turns.get(key) ?? { isGuaranteed, priority, leaves: [] };
    turn.leaves.push(leaf);
    turns.set(key, turn);
  }
  for (const { leaves } of turns.values()) leaves.sort(inTurn);
  return Array.from(turns.values()).sort(
    (a, b) => Number(b.isGuaranteed) - Number(a.isGuaranteed) || b.priority - a.priority,
  );
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
function holdGiven(tree: FlatTree, room: FlowRoom, lower: Float64Array, dispatch: Float64Array, next: Turn): void {
  const { guarantee, priority } = tree;
  for (const leaf of tree.leaves) {
    const guaranteed = Math.min(dispatch[leaf], guarantee?.[leaf] ?? 0);
    const isAbove = (priority?.[leaf] ?? 0) > next.priority;
    const given = next.isGuaranteed ? (isAbove ? guaranteed : 0) : isAbove ? dispatch[leaf] : guaranteed;
    if (given <= lower[leaf]) continue;
    room.change(leaf, given - lower[leaf], 0);
    lower[leaf] = given;
  }
}

/** The lower limits as given, and the minimum where a leaf is on. */
function lowerOfRunning(tree: FlatTree, needs: Float64Array, off: readonly SwitchedOff[]): Float64Array {
  const lower = tree.lower.slice();
  const isOff = new Set(off.map(({ node }) => node));
  for (const leaf of tree.leaves) if (!Number.isNaN(needs[leaf]) && !isOff.has(leaf)) lower[leaf] = needs[leaf];
  return lower;
}

/** The tree with other limits at leaves, and requests and guarantees held within them. */
export function withLimits(tree: FlatTree, lower: Float64Array, upper: Float64Array, wants: Float64Array): FlatTree {
  const request = wants.map((value, v) => {
    if (!tree.isLeaf(v)) return Number.NaN;
    const within = Math.min(upper[v], Math.max(lower[v], value));
    return Number.isFinite(within) ? within : Number.NaN;
  });
  const guarantee = tree.guarantee?.map((value, v) => {
    const end = Number.isNaN(request[v]) ? value : request[v];
    return value > 0 ? Math.max(0, Math.min(value, end)) : Math.min(0, Math.max(value, end));
  });
  const none = new Float64Array(tree.nodeCount).fill(Number.NaN);
  return tree.withNumbers({ lower, upper, request, ...(guarantee && { guarantee }), minimum: none, step: none });
}
