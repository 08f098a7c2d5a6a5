import type { WhenInfeasible } from "../model/options.js";

/** A load that may wait: a car that stands, a tank to heat, a wash. */
export interface Session {
  /** Unique among the sessions. */
  readonly id: string;
  /** The leaf where it takes its power: id, or index in the tree's order. Several sessions may share a leaf. */
  readonly leaf: string | number;
  /** The first step in which it may take power. */
  readonly arrival: number;
  /** The first step in which it may not any more: it may take power in the steps `arrival..departure - 1`. */
  readonly departure: number;
  /** What it wants in the window, in kWh, 0 or more; counted where the flow is, losses of a charger included. */
  readonly energyKwh: number;
  /** Greatest power in kW, 0 or more: one number, or one for each step of the window (0 for a hole in it). */
  readonly maximumKw: number | ArrayLike<number>;
  /** Least power in kW in every step of the window, likewise; 0 or more. Default 0. */
  readonly minimumKw?: number | ArrayLike<number> | undefined;
  /** kWh that it has had before. Default 0. */
  readonly givenKwh?: number | undefined;
  /** Its level is `(given + energy) / weight`. Default: the whole session, `givenKwh + energyKwh`. */
  readonly weight?: number | undefined;
  /** The higher is served first. Default 0. */
  readonly priority?: number | undefined;
}

/** A node's limits in the steps `from..to - 1`, in place of the tree's. Where several name a step, the last one holds. */
export interface StepLimit {
  /** Id, or index in the tree's order. On a leaf the limit is on its dispatch: what its sessions take together. */
  readonly node: string | number;
  readonly from: number;
  readonly to: number;
  /** kW; not given: the tree's. */
  readonly lower?: number | undefined;
  /** kW; not given: the tree's. */
  readonly upper?: number | undefined;
}

/**
 * - `"even"`: the most even energies, then the most even load;
 * - `"asSoonAsPossible"`: every step shared out by the one-step engine among who is there and not yet full, as if it
 *   were the last. What the even plan is compared with.
 */
export type ScheduleGoal = "even" | "asSoonAsPossible";

/** Who may wait, for how long, and what changes with the steps. */
export interface ScheduleRequest {
  /** How many steps, 1 or more. */
  readonly steps: number;
  /** Length of a step in hours: one number, or one for each step. */
  readonly stepHours: number | ArrayLike<number>;
  /** The loads that may wait. */
  readonly sessions: readonly Session[];
  /**
   * What cannot wait, in kW, generation below 0; it comes on top of the leaves' shift constants. One row of `steps` numbers a
   * leaf, in the order of `tree.leaves`; or rows by the leaf's id. Default: nothing.
   */
  readonly fixed?: ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>> | undefined;
  /** Limits that change with the steps. */
  readonly limits?: readonly StepLimit[] | undefined;
  /**
   * One number a step. The cheapest steps take as much as they can, then the next cheapest; the load is even among steps
   * of one price. Who gets how much does not depend on it. Default: one price.
   */
  readonly price?: ArrayLike<number> | undefined;
  /**
   * kW a step that the load should follow (solar, a bought profile): what is made even is the load less the target.
   * Default 0.
   */
  readonly target?: ArrayLike<number> | undefined;
  /** Default `"even"`. */
  readonly goal?: ScheduleGoal | undefined;
  /** Default `"report"`. `"relax"` widens limits that contradict each other by just what is missing, and lists them. */
  readonly whenInfeasible?: WhenInfeasible | undefined;
}
