import type { AmountPages } from "./amount-pages.js";

/** What a solver of the posed problem came to, in quanta. */
export type SolvedSchedule =
  | {
      readonly status: "optimal";
      /** By load and step of its window, in the order of `start`: what is taken above the least power. */
      readonly amounts: AmountPages;
      /** By load: the sum of its amounts. */
      readonly taken: Float64Array;
    }
  | {
      /** Some lower limits cannot be met in time. */
      readonly status: "unmet";
      /** By node, a row of what is missing in each step. */
      readonly unmet: readonly Float64Array[];
    };
