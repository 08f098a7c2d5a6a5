import { expect, test } from "vitest";
import { type OptimalSolution, Solver } from "../../src/index.js";
import { gridFromCsv } from "../../src/text/grid-csv.js";
import { resultTable } from "../../src/text/result-table.js";
import { resultTree } from "../../src/text/result-tree.js";

const grid = gridFromCsv("id,parent,lower,upper\nfuse,,,32\na,fuse,20,32\nb,fuse,20,32\n");
const solved = (whenInfeasible: "relax" | "curtail") =>
  new Solver(grid.tree, { whenInfeasible }).solve() as OptimalSolution;

test("a limit that was widened stands beside what was needed", () => {
  const solution = solved("relax");
  expect(resultTable(grid, solution).split("\n")[1]).toBe("fuse   -inf  32→40    40          40     20");
  expect(resultTree(grid, solution)).toBe("fuse  40  [-inf, 32→40]\n├─ a  20  [20, 32]\n└─ b  20  [20, 32]\n");
});

test("a lower limit that gave way stands beside what it came to", () => {
  const solution = solved("curtail");
  expect(resultTable(grid, solution).split("\n")[2]).toBe("a     20→16     32    16          16     16");
  expect(resultTree(grid, solution)).toContain("a  16  [20→16, 32]");
});
