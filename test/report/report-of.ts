import { Solver } from "../../src/engine/solver.js";
import type { BalanceOptions } from "../../src/model/options.js";
import { FlowReport } from "../../src/report/flow-report.js";
import { gridFromCsv } from "../../src/text/grid-csv.js";

/** The report on a grid's balanced allocation, or on the given flows, in the order of the rows. */
export function reportOf(csv: string, options: BalanceOptions & { flow?: readonly number[] } = {}): FlowReport {
  const grid = gridFromCsv(csv);
  const { flow, ...asked } = options;
  return new FlowReport(grid.tree, flow ?? solvedFlow(grid.tree, asked), grid, { maximise: options.maximise });
}

export function solvedFlow(tree: ConstructorParameters<typeof Solver>[0], options: BalanceOptions = {}): Float64Array {
  const solution = new Solver(tree, options).solve();
  if (solution.status !== "optimal") throw new Error(`the tree is ${solution.status}`);
  return solution.flow;
}

export const fourUsers = `id,parent,lower,upper,name
plant,,,7.5,Power plant
feeder1,plant,,4,
user1,feeder1,0,2,
user2,feeder1,0,3,
feeder2,plant,,4,
user3,feeder2,0,2,
user4,feeder2,0,1,
`;

/** Ids that mean something to whoever reads the picture as markup. */
export const hostileIds = ["</script><img src=x onerror=alert(1)>", `"'&<!--]]>`, "1. `a` #b; %%{init}%% | [c](d)"];

export const hostileGrid = `id,parent,lower,upper,name
"${hostileIds[0]}",,,5,"${hostileIds[1].replaceAll('"', '""')}"
"${hostileIds[1].replaceAll('"', '""')}","${hostileIds[0]}",0,3,
"${hostileIds[2]}","${hostileIds[0]}",0,9,<b>bold</b>
`;

/** A grid of so many leaves under one node, each wanting 2, for whom there is half of it. */
export function star(leafCount: number): string {
  const rows = Array.from({ length: leafCount }, (_, k) => `leaf${k},root,0,2`);
  return `id,parent,lower,upper\nroot,,,${leafCount}\n${rows.join("\n")}\n`;
}

/** So many inner nodes in series above one leaf that wants 8; the one in the middle lets 5 through. */
export function chain(length: number): string {
  const rows = Array.from({ length: length - 1 }, (_, k) => `n${k + 1},n${k},,${k + 1 === length >> 1 ? 5 : 9}`);
  return `id,parent,lower,upper\nn0,,,9\n${rows.join("\n")}\nuser,n${length - 1},0,8\n`;
}
