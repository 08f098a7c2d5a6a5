import type { FlatTree } from "../tree/flat-tree.js";
import { absentNumber, type NumberField } from "../tree/node-numbers.js";
import { inChunks, joined } from "./chunks.js";
import { CsvCells, type CsvStyle } from "./csv-cells.js";
import type { Grid } from "./grid.js";
import { finiteOrNull } from "./number-text.js";

/** The numbers that a grid's file has, each where some node has another than the default. */
const written: readonly (readonly [NumberField, absent: number])[] = [
  ["shift", 0],
  ["weight", 1],
  ["request", absentNumber.request],
  ["guarantee", absentNumber.guarantee],
  ["minimum", absentNumber.minimum],
  ["step", absentNumber.step],
  ["priority", absentNumber.priority],
  ["connected", absentNumber.connected],
];

const texts = [
  ["name", "names"],
  ["kind", "kinds"],
  ["profile", "profiles"],
] as const;

/**
 * A grid as CSV (RFC 4180) that reads back the same: `id,parent,lower,upper`, of the other columns those that say something, a row a
 * node in the tree's order. What a spreadsheet would run as a formula has an apostrophe in front, which reading takes away.
 * @throws InputError for a style that contradicts itself
 */
export function gridCsv(grid: Grid, style?: CsvStyle): string {
  return joined(gridCsvChunks(grid, style));
}

/** `gridCsv` in pieces, for grids longer than a string can be. */
export function gridCsvChunks(grid: Grid, style?: CsvStyle): Iterable<string> {
  return inChunks(csvLines(grid, new CsvCells(style)));
}

/** A grid as flat JSON that reads back the same, a node a line in the tree's order; what is unlimited is null. */
export function gridJson(grid: Grid): string {
  return joined(gridJsonChunks(grid));
}

/** `gridJson` in pieces, for grids longer than a string can be. */
export function gridJsonChunks(grid: Grid): Iterable<string> {
  return inChunks(jsonLines(grid));
}

function* csvLines(grid: Grid, cells: CsvCells): Generator<string, void> {
  const { tree } = grid;
  const numbers = columnsOf(tree);
  const named = texts.filter(([, field]) => grid[field] !== undefined);
  const header = ["id", "parent", "lower", "upper", ...numbers.map(([field]) => field), ...named.map(([name]) => name)];
  yield `${header.join(cells.delimiter)}\n`;
  for (let v = 0; v < tree.nodeCount; v++) {
    const row = [
      cells.text(tree.id(v)),
      v === tree.root ? "" : cells.text(tree.id(tree.parent[v])),
      cells.number(tree.lower[v]),
      cells.number(tree.upper[v]),
      ...numbers.map(([, absent, values]) => (Object.is(values[v], absent) ? "" : cells.number(values[v]))),
      ...named.map(([, field]) => cells.text(grid[field]?.[v] ?? "")),
    ];
    yield `${row.join(cells.delimiter)}\n`;
  }
}

function* jsonLines(grid: Grid): Generator<string, void> {
  const { tree } = grid;
  const numbers = columnsOf(tree);
  yield '{\n  "nodes": [\n';
  for (let v = 0; v < tree.nodeCount; v++) {
    const node: Record<string, unknown> = { id: tree.id(v) };
    if (v !== tree.root) node.parent = tree.id(tree.parent[v]);
    node.lower = finiteOrNull(tree.lower[v]);
    node.upper = finiteOrNull(tree.upper[v]);
    for (const [field, absent, values] of numbers) if (!Object.is(values[v], absent)) node[field] = values[v];
    for (const [name, field] of texts) if (grid[field]?.[v] !== undefined) node[name] = grid[field][v];
    yield `    ${JSON.stringify(node)}${v < tree.nodeCount - 1 ? "," : ""}\n`;
  }
  yield "  ]\n}\n";
}

function columnsOf(tree: FlatTree): (readonly [NumberField, absent: number, values: Float64Array])[] {
  return written.flatMap(([field, absent]) => {
    const values = tree[field];
    return values?.some((value) => !Object.is(value, absent)) ? [[field, absent, values] as const] : [];
  });
}
