import type { Range } from "../model/range.js";
import type { Hindrance, LimitChoice, Price } from "./price.js";

/** A node with its limits and what is left of them. */
export interface NodeState {
  /** Index in the tree's order. */
  readonly node: number;
  /** The node's id, given or positional. */
  readonly id: string;
  readonly flow: number;
  /** On the flow of an inner node, on the dispatch of a leaf; the target, where one takes the place of the root's limits. */
  readonly limits: Range;
  /** How far what is limited is from each limit: ≥ 0, exactly 0 where the limit binds within the tolerance. */
  readonly headroom: { readonly up: number; readonly down: number };
  readonly binds: { readonly lower: boolean; readonly upper: boolean };
  /** Price below the node; of a leaf that its own limit holds, its level. */
  readonly price: Price;
}

/** The limit that a leaf's level comes from. */
export interface LimitOfLeaf {
  /** Index of the node, or of the leaf itself. */
  readonly node: number;
  readonly id: string;
  /**
   * `"both"` where they are one, as a target is; `"request"` where the leaf has just what it requests, `"guarantee"` where it
   * has just what is guaranteed, while others have less or more.
   */
  readonly limit: LimitChoice;
  /**
   * Change of the leaf's flow per unit by which that limit alone is raised, or lowered, all others staying; one-sided. 0
   * where another limit (the leaf's own, or the next one up) stands in the way; NaN where the limits could not all be kept.
   */
  readonly gain: { readonly raised: number; readonly lowered: number };
}

/** A limit that leaves too little: `left` of `limit`. */
export interface LimitThatBlocks {
  /** Index of the node. */
  readonly node: number;
  readonly id: string;
  readonly limit: number;
  readonly left: number;
}

/** A limit of a leaf that could not be kept. */
export interface GaveWay {
  readonly limit: "lower" | "upper";
  /** As given. */
  readonly from: number;
  /** What the leaf has. */
  readonly to: number;
}

/** What of the flows of some leaves is guaranteed. */
export interface GuaranteedBelow {
  /** How many leaves have a guarantee. */
  readonly leaves: number;
  /** How much import of theirs is guaranteed, and how much of that they have; ≥ 0. */
  readonly import: { readonly asked: number; readonly served: number };
  /** The same of export. */
  readonly export: { readonly asked: number; readonly served: number };
}

/** What of one leaf's flow is guaranteed. */
export interface GuaranteedLeaf {
  /** Index of the leaf. */
  readonly node: number;
  readonly id: string;
  /** Up to which dispatch; below 0 export. */
  readonly guarantee: number;
  /** How much of its dispatch that is. */
  readonly guaranteed: number;
}

/** What was decided of a leaf by turns, before the rest was balanced. */
export type DecidedLeaf =
  | {
      /** It has nothing, for it has less than it needs to run. */
      readonly kind: "off";
      readonly needs: number;
      /** What was left when its turn came; `undefined` where its own request or limit is less than it needs. */
      readonly blockedBy: LimitThatBlocks | undefined;
    }
  | {
      /** It has `count` steps of `step`; below 0 export. */
      readonly kind: "steps";
      readonly step: number;
      readonly count: number;
      /** What keeps it from one more; `undefined` where one more would pass its request. */
      readonly blockedBy: LimitThatBlocks | undefined;
    };

/** Why a leaf has what it has. */
export interface LeafStory extends NodeState {
  readonly kind: "leaf";
  readonly dispatch: number;
  /** `dispatch / weight`; where guarantees are bases, the level of its price counts from the guarantee. */
  readonly level: number;
  /** The dispatch that it requests: as given, or else as much as its limits allow. */
  readonly request: number;
  /** By how much it misses its request; ≥ 0, Infinity where it requests any amount. */
  readonly curtailed: number;
  /** What of it is cut. */
  readonly cut: "import" | "export" | undefined;
  /**
   * Up to which dispatch it is served before all that is not guaranteed: its guarantee, or a limit that counts as one; 0 for
   * none.
   */
  readonly guarantee: number;
  /** How much of its dispatch that is. */
  readonly guaranteed: number;
  /** The limit of its own that gave way; `undefined` where none did. */
  readonly gaveWay: GaveWay | undefined;
  /** The nearest limit, or its request or guarantee, from the leaf up that parts its price from the one above; `undefined` for none. */
  readonly heldBy: LimitOfLeaf | undefined;
  /**
   * The limit that its curtailment comes from; `undefined` where it is not cut. It is `heldBy`, unless that one pushes the
   * other way and keeps the leaf from being cut further.
   */
  readonly cutBy: LimitOfLeaf | undefined;
  /** `undefined` for a leaf without a minimum that was missed, and without steps. */
  readonly decided: DecidedLeaf | undefined;
  /** The leaf itself, then every node from it to the root. */
  readonly chain: readonly NodeState[];
}

/** What follows from moving one limit a little, all others staying, per unit of the move. One-sided. */
export interface Move {
  /** False where it would cross the node's other limit, or where nobody could give way. */
  readonly isPossible: boolean;
  /**
   * Of the flow through the node: 1, -1, or 0 where nothing follows; a part of 1 where what moves is the guarantee that a
   * leaf's level counts from.
   */
  readonly flowChange: number;
  /** Why nothing follows; `undefined` where something does. */
  readonly hindrance: Hindrance | undefined;
  /** Of the flow at the root: that much more or less in all. Where it is 0, others give or take. */
  readonly rootFlowChange: number;
  /**
   * The price step: by how much the price outside is above the price inside (below it, where the flow falls): what the unit
   * is worth in levels. Infinite where it changes the flow at the root, which no level makes up for, as between tiers; 0 where nothing follows; below 0 where it costs.
   */
  readonly worth: number;
  /** The price at which leaves below take the unit or give it up; `undefined` where nothing follows. */
  readonly inside: Price | undefined;
  /** The price at which others give it up or take it. */
  readonly outside: Price | undefined;
  /** How many leaves below the node share in it, by their weights. */
  readonly leavesInside: number;
  /** How many leaves elsewhere share in it; 0 where the flow at the root does. */
  readonly leavesOutside: number;
}

/** A limit moved either way. */
export interface LimitStory {
  readonly raised: Move;
  readonly lowered: Move;
}

/** What a node's limits do. */
export interface NodeStory extends NodeState {
  readonly kind: "inner" | "leaf";
  /** Price above the node. */
  readonly priceAbove: Price;
  readonly upper: LimitStory;
  readonly lower: LimitStory;
  /** Both limits moved together, as a target is. */
  readonly both: LimitStory;
  /** The request of a leaf moved, between its limits; of an inner node nothing follows. */
  readonly request: LimitStory;
  /** The guarantee of a leaf moved, between 0 and its request; of a leaf without, and of an inner node, nothing follows. */
  readonly guarantee: LimitStory;
  /**
   * The limit that parts the price below from the price above, `"both"` where they are one; `undefined` for none: not every
   * limit that binds does.
   */
  readonly holds: LimitChoice | undefined;
  /** What its limit cuts from the leaves below: the sum of what they miss of their requests; of a leaf, what it misses. */
  readonly curtailed: number;
  /** Whether that is import or export. */
  readonly cut: "import" | "export" | undefined;
  /** From how many leaves. */
  readonly cutLeaves: number;
  /** What of the flows of the leaves below is guaranteed; of a leaf, of its own. */
  readonly guaranteed: GuaranteedBelow;
}

/** One leaf's part in a move. */
export interface Share {
  /** Index of the leaf. */
  readonly node: number;
  readonly id: string;
  /** Change of its flow per unit of the move. */
  readonly change: number;
}
