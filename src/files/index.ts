export { openFolder } from "./open-folder.js";
export type { WriteOptions } from "./output-path.js";
export { type GridFileOptions, type ReadGrid, readFlows, readGrid, readGridAndReport } from "./read.js";
export type { ReadOptions } from "./read-text.js";
export { writeText } from "./write-text.js";
