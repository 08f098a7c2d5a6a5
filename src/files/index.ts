export { readFlows, readGrid } from "./read.js";
export { writeText } from "./write-text.js";
