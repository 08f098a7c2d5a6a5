import type { OptimalSolution } from "../engine/solution.js";
import { printable } from "../model/printable.js";
import { inChunks, joined } from "./chunks.js";
import type { Grid } from "./grid.js";
import { limitText, type NeededLimits, neededLimits } from "./needed-limits.js";
import { shortNumber } from "./number-text.js";
import { cellWidth, paddedCell } from "./table-cells.js";

interface Column {
  readonly title: string;
  readonly cell: (node: number) => string;
  readonly isNumber: boolean;
}

/**
 * The balanced allocation as an aligned table for people, a row a node in the tree's order, numbers rounded. Columns that
 * say nothing (no names, no shift anywhere, every weight 1, neither requests nor priorities) are left out. A limit that was
 * widened or gave way stands beside what was needed: `32→40`.
 */
export function resultTable(grid: Grid, solution: OptimalSolution): string {
  return joined(resultTableChunks(grid, solution));
}

/** `resultTable` in pieces, for tables longer than a string can be. */
export function resultTableChunks(grid: Grid, solution: OptimalSolution): Iterable<string> {
  return inChunks(alignedRows(tableColumns(grid, solution), grid.tree.nodeCount));
}

function tableColumns({ tree, names, kinds }: Grid, solution: OptimalSolution): Column[] {
  const columns = [texts("id", (v) => tree.id(v))];
  if (names?.some((name, v) => name !== undefined && name !== tree.id(v))) columns.push(texts("name", (v) => names[v]));
  if (kinds) columns.push(texts("kind", (v) => kinds[v]));
  const needed = neededLimits(solution);
  columns.push(limits("lower", tree.lower, needed), limits("upper", tree.upper, needed));
  if (tree.shift.some((shift) => shift !== 0)) columns.push(numbers("shift", tree.shift));
  if (tree.weight.some((weight, v) => tree.isLeaf(v) && weight !== 1)) columns.push(numbers("weight", tree.weight));
  if (tree.request) columns.push(numbers("request", solution.request));
  for (const field of ["guarantee", "minimum", "step", "priority"] as const) {
    const ofLeaves = tree[field]?.map((own, v) => (tree.isLeaf(v) ? own : Number.NaN));
    if (ofLeaves) columns.push(numbers(field, ofLeaves));
  }
  columns.push(
    numbers("flow", solution.flow),
    numbers("allocation", solution.allocation),
    numbers("level", solution.level),
  );
  if (tree.hasRequests) columns.push(numbers("curtailment", solution.curtailment));
  return columns;
}

function texts(title: string, value: (node: number) => string | undefined): Column {
  return { title, cell: (node) => printable(value(node) ?? ""), isNumber: false };
}

/** Limits as they are and, where one was widened or gave way, what it came to. */
function limits(side: "lower" | "upper", values: Float64Array, needed: NeededLimits): Column {
  return { title: side, cell: (node) => limitText(values[node], needed[side].get(node)), isNumber: true };
}

function numbers(title: string, values: Float64Array): Column {
  return { title, cell: (node) => (Number.isNaN(values[node]) ? "" : shortNumber(values[node])), isNumber: true };
}

/** Cells are made twice, for the width and for the row, so that they need not all be kept. */
function* alignedRows(columns: readonly Column[], rowCount: number): Generator<string, void> {
  const widths = columns.map(({ title, cell }) => {
    let width = cellWidth(title);
    for (let row = 0; row < rowCount; row++) width = Math.max(width, cellWidth(cell(row)));
    return width;
  });
  const line = (cellOf: (column: Column) => string) =>
    `${columns.map((column, k) => paddedCell(cellOf(column), widths[k], column.isNumber)).join("  ")}\n`;
  yield line(({ title }) => title);
  for (let row = 0; row < rowCount; row++) yield line(({ cell }) => cell(row));
}
