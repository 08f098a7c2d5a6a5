import type { LimitSide } from "../../problem/outcome.js";

/** A session's power in one step that is no finite number, outside its window, or out of its range; kW. */
export interface BrokenPower {
  readonly kind: "power";
  readonly session: number;
  readonly id: string;
  readonly step: number;
  readonly power: number;
  /** What it should be within: 0..0 outside the window. */
  readonly minimum: number;
  readonly maximum: number;
  readonly message: string;
}

/** A session that takes more than it wants; kWh. */
export interface TooMuchEnergy {
  readonly kind: "energy";
  readonly session: number;
  readonly id: string;
  readonly energy: number;
  readonly wanted: number;
  readonly message: string;
}

/** A limit that is not kept in one step; kW. */
export interface BrokenStepLimit {
  readonly kind: "limit";
  /** Index in the tree's order. */
  readonly node: number;
  readonly id: string;
  readonly step: number;
  readonly limit: LimitSide;
  readonly bound: number;
  readonly flow: number;
  /** `|flow - bound|`. */
  readonly by: number;
  readonly message: string;
}

/** A session that could get more without anybody getting less. */
export interface PossibleEnergy {
  readonly kind: "rise";
  readonly session: number;
  readonly id: string;
  readonly level: number;
  readonly message: string;
}

/** A session that could get more from one whose level is higher, or whose priority is lower. */
export interface PossibleEnergyTrade {
  readonly kind: "trade";
  readonly from: { readonly session: number; readonly id: string; readonly level: number };
  readonly to: { readonly session: number; readonly id: string; readonly level: number };
  readonly message: string;
}

/** Load that could be moved from one step to another where it is lower or cheaper, nobody getting less; kW. */
export interface PossibleMove {
  readonly kind: "move";
  readonly fromStep: number;
  readonly toStep: number;
  /** The loads of the two steps, less the target. */
  readonly fromLoad: number;
  readonly toLoad: number;
  readonly message: string;
}

/** What is wrong with a plan. */
export type ScheduleViolation =
  | BrokenPower
  | TooMuchEnergy
  | BrokenStepLimit
  | PossibleEnergy
  | PossibleEnergyTrade
  | PossibleMove;
