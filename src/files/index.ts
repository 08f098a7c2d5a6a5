export type { WriteOptions } from "./output-path.js";
export { readFlows, readGrid } from "./read.js";
export type { ReadOptions } from "./read-text.js";
export { writeText } from "./write-text.js";
