import type { OptimalSolution } from "../engine/solution.js";
import { printable } from "../model/printable.js";
import type { Grid } from "./grid.js";
import { shortNumber } from "./number-text.js";

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  readonly isNumber: boolean;
}

/**
 * The balanced allocation as an aligned table for people, a row a node in the tree's order, numbers rounded. Columns that
 * say nothing (no names, no shift anywhere, every weight 1, neither requests nor priorities) are left out.
 */
export function resultTable(grid: Grid, solution: OptimalSolution): string {
  const { tree, names, kinds } = grid;
  const ids = Array.from({ length: tree.nodeCount }, (_, v) => tree.id(v));
  const texts = (title: string, values: readonly (string | undefined)[]): Column => ({
    title,
    cells: values.map((value) => printable(value ?? "")),
    isNumber: false,
  });
  const numbers = (title: string, values: Float64Array): Column => ({
    title,
    cells: Array.from(values, (value) => (Number.isNaN(value) ? "" : shortNumber(value))),
    isNumber: true,
  });

  const columns = [texts("id", ids)];
  if (names?.some((name, v) => name !== undefined && name !== ids[v])) columns.push(texts("name", names));
  if (kinds) columns.push(texts("kind", kinds));
  columns.push(numbers("lower", tree.lower), numbers("upper", tree.upper));
  if (tree.shift.some((shift) => shift !== 0)) columns.push(numbers("shift", tree.shift));
  if (tree.weight.some((weight, v) => tree.isLeaf(v) && weight !== 1)) columns.push(numbers("weight", tree.weight));
  if (tree.request) columns.push(numbers("request", solution.request));
  const { priority } = tree;
  if (priority)
    columns.push(
      numbers(
        "priority",
        priority.map((own, v) => (tree.isLeaf(v) ? own : Number.NaN)),
      ),
    );
  columns.push(
    numbers("flow", solution.flow),
    numbers("allocation", solution.allocation),
    numbers("level", solution.level),
  );
  if (tree.hasRequests) columns.push(numbers("curtailment", solution.curtailment));
  return alignedRows(columns, tree.nodeCount);
}

function alignedRows(columns: readonly Column[], rowCount: number): string {
  const padded = columns.map(({ title, cells, isNumber }) => {
    const width = cells.reduce((widest, cell) => Math.max(widest, cell.length), title.length);
    return [title, ...cells].map((cell) => (isNumber ? cell.padStart(width) : cell.padEnd(width)));
  });
  let text = "";
  for (let row = 0; row <= rowCount; row++) text += `${padded.map((cells) => cells[row]).join("  ")}\n`;
  return text;
}
