/** A limit at which what a session could still be given ends. */
export interface HoldingLimit {
  /** Index in the tree's order. */
  readonly node: number;
  readonly id: string;
  /** `"upper"`: no more flows through the node; `"lower"`: those below it may not give up more. */
  readonly limit: "lower" | "upper";
  /** In which steps, ascending. */
  readonly steps: readonly number[];
  /** kW, one for each of these steps. */
  readonly bounds: readonly number[];
}

/**
 * Why a session does not take more in a step:
 * - `"maximum"`: it has its greatest power;
 * - `"limit"`: a node between it and the root is at its limit;
 * - `"load"`: the load there is as high as wherever else it could be, or higher (where it is cheaper, in a dearer step).
 */
export type StepReason = "maximum" | "limit" | "load";

/** What a session does in one step of its window, and why not more. */
export interface StepStory {
  readonly step: number;
  /** kW. */
  readonly power: number;
  /** kW at the root, less the target. */
  readonly load: number;
  readonly reason: StepReason;
  /** The node whose limit it is, by index and id; for `"limit"` alone. The lowest where there are several. */
  readonly node?: number | undefined;
  readonly id?: string | undefined;
}

/** What a session gets, who holds it, and when it takes it. */
export interface SessionStory {
  /** Index of the session, and its id. */
  readonly session: number;
  readonly id: string;
  /** Id of its leaf. */
  readonly leaf: string;
  readonly wantedKwh: number;
  readonly servedKwh: number;
  /** `(given + energy) / weight`. */
  readonly level: number;
  /** Whether it wants more than it gets. */
  readonly isShort: boolean;
  /**
   * The limits that keep it and all who could give to it from getting more, together; empty where it is not short, and where its
   * greatest power in its window is all that holds it.
   */
  readonly heldBy: readonly HoldingLimit[];
  /**
   * Indices of the sessions that could give to it, be it by way of others, ascending: those behind the same limits, none of which has
   * a higher level, or a lower priority. Itself is not among them; empty where it is not short.
   */
  readonly sharing: readonly number[];
  /** Every step of its window. */
  readonly steps: readonly StepStory[];
}

/** What a change would give, by a plan anew. */
export interface GainOfChange {
  /** kWh that the session would get beyond what it gets; below 0 less. */
  readonly ownKwh: number;
  /** kWh that all together would. */
  readonly totalKwh: number;
}
