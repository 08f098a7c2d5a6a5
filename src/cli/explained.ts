import type { Explanation } from "../audit/explanation.js";
import type { Grid } from "../text/grid.js";

/** What was explained. */
export interface Explained {
  readonly grid: Grid;
  readonly explanation: Explanation;
  /** Whether the root's limits are a target. */
  readonly hasTarget: boolean;
  /** Whether the even share comes on top of guarantees. */
  readonly isOnTop: boolean;
}
