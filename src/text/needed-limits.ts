import type { OptimalSolution } from "../engine/solution.js";
import { shortNumber } from "./number-text.js";

/** What limits that were widened, or gave way, came to, by node. */
export interface NeededLimits {
  readonly lower: ReadonlyMap<number, number>;
  readonly upper: ReadonlyMap<number, number>;
}

export function neededLimits({ relaxed }: Pick<OptimalSolution, "relaxed">): NeededLimits {
  const of = (side: "lower" | "upper") =>
    new Map(relaxed.filter(({ limit }) => limit === side).map(({ node, to }) => [node, to]));
  return { lower: of("lower"), upper: of("upper") };
}

/** A limit for people; where it was not kept, as it is and what was needed: `32→40`. */
export function limitText(limit: number, needed: number | undefined): string {
  return needed === undefined ? shortNumber(limit) : `${shortNumber(limit)}→${shortNumber(needed)}`;
}
