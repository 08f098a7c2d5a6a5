import { FlatTree } from "../tree/flat-tree.js";
import { absentNumber } from "../tree/node-numbers.js";
import { CsvTable } from "./csv-table.js";
import { withPlace } from "./format-error.js";
import type { Grid } from "./grid.js";
import { linkParents } from "./link-parents.js";

/**
 * A grid from CSV with the columns `id,parent,lower,upper`, and optionally `shift,weight,request,priority,connected,name,kind`;
 * `lower_kw`, `upper_kw`, `shift_kw` and `request_kw` will do as well, other columns are ignored. One row a node in any order, the root's parent empty; the tree
 * keeps the order of the rows. Numbers are decimal, or `inf`, `-inf`. An empty cell is the default: an inner node's limits
 * are [-inf, inf], a leaf's [0, inf], its shift 0, its weight 1, its request as much as its limits allow, its priority 0.
 *
 * @param source what to call the text in messages, e.g. the file's path
 * @throws FormatError with the line, for broken CSV, a cell that is not a number, and everything that `FlatTree` refuses
 */
export function gridFromCsv(text: string, source = "CSV"): Grid {
  const table = new CsvTable(text, source);
  const ids = table.cells(table.requiredColumn("id"));
  const parentIds = table.cells(table.requiredColumn("parent"));
  const parent = linkParents(ids, parentIds, (row, fault) => table.failWith(row, fault));
  const hasChildren = new Uint8Array(ids.length);
  for (const p of parent) if (p >= 0) hasChildren[p] = 1;

  const lowerColumn = table.column("lower", "lower_kw");
  const upperColumn = table.column("upper", "upper_kw");
  const shiftColumn = table.column("shift", "shift_kw");
  const weightColumn = table.column("weight");
  const lower = new Float64Array(ids.length);
  const upper = new Float64Array(ids.length);
  const shift = new Float64Array(ids.length);
  const weight = new Float64Array(ids.length);
  const request = columnOf(table, table.column("request", "request_kw"), absentNumber.request);
  const priority = columnOf(table, table.column("priority"), absentNumber.priority);
  const connected = columnOf(table, table.column("connected"), absentNumber.connected);
  for (let row = 0; row < ids.length; row++) {
    lower[row] = table.number(row, lowerColumn, hasChildren[row] ? Number.NEGATIVE_INFINITY : 0);
    upper[row] = table.number(row, upperColumn, Number.POSITIVE_INFINITY);
    shift[row] = table.number(row, shiftColumn, 0);
    weight[row] = table.number(row, weightColumn, 1);
  }

  const tree = withPlace(
    source,
    () => new FlatTree({ parent, lower, upper, shift, weight, request, priority, connected, ids }),
    (id) => table.line(ids.indexOf(id)),
  );
  return { tree, names: texts(table, "name"), kinds: texts(table, "kind") };
}

/** `undefined` where there is no such column. */
function columnOf(table: CsvTable, column: number, absent: number): Float64Array | undefined {
  return column < 0 ? undefined : Float64Array.from(table.rows, (_, row) => table.number(row, column, absent));
}

function texts(table: CsvTable, name: string): (string | undefined)[] | undefined {
  const column = table.column(name);
  return column < 0 ? undefined : table.cells(column).map((cell) => cell || undefined);
}
