import { expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import { gridFromCsv } from "../../src/text/grid-csv.js";
import { shortNumber } from "../../src/text/number-text.js";
import { resultTable } from "../../src/text/result-table.js";
import { cellWidth } from "../../src/text/table-cells.js";

test("columns stand below each other where names have wide letters, or marks on them", () => {
  const grid = gridFromCsv("id,parent,lower,upper\nroot,,,3\n変電所,root,0,1\ne\u0301cole,root,0,9\n");
  const solution = new Solver(grid.tree).solve();
  if (solution.status !== "optimal") throw new Error(solution.status);
  const lines = resultTable(grid, solution).trimEnd().split("\n");
  expect(new Set(lines.map(cellWidth)).size).toBe(1);
});

test.each([
  [2.0009999999999994, "2.001"],
  [-0, "0"],
  [1 / 3, "0.333333"],
  [1234567.8912, "1234567.891"],
  [-19.6333, "-19.6333"],
  [0.1 + 0.2, "0.3"],
  [1e21, "1e+21"],
  [1.23456789e-9, "1.23457e-9"],
  [Infinity, "inf"],
  [-Infinity, "-inf"],
])("%d is written %s for people", (value, text) => {
  expect(shortNumber(value)).toBe(text);
});
