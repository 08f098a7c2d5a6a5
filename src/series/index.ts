export { type FairOverTimeOptions, fairOverTime } from "./fair-over-time.js";
export { runSeries, type SeriesBlock, type SeriesOptions, type SeriesProgress } from "./run-series.js";
export type { SeriesWanted } from "./solve-block.js";
export { type SolveManyOptions, solveMany } from "./solve-many.js";
export type { ThreadOptions } from "./thread-pool.js";
