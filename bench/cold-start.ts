/*
 * A process of its own, started by footprint.ts: prints the milliseconds from nothing compiled to the answer of a small
 * tree. Loading the package's modules is not in them.
 */
import { Solver } from "../src/engine/solver.js";
import { FlatTree } from "../src/tree/flat-tree.js";
import { timeOf } from "./measure.js";

const tree = new FlatTree({
  parent: Int32Array.of(-1, 0, 0, 1, 1, 2, 2),
  lower: Float64Array.of(-10, -10, -10, 0, 0, 0, 0),
  upper: Float64Array.of(7.5, 4, 4, 2, 3, 2, 1),
  shift: new Float64Array(7),
  weight: new Float64Array(7).fill(1),
});

let rootFlow = Number.NaN;
const elapsed = timeOf(() => {
  const solution = new Solver(tree, { engine: "wasm" }).solve();
  if (solution.status === "optimal") rootFlow = solution.flow[tree.root];
});
if (rootFlow !== 7) throw new Error(`the root has a flow of ${rootFlow}, expected 7`);
process.stdout.write(`${elapsed}\n`);
