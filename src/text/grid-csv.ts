import { InputError } from "../model/input-error.js";
import { FlatTree } from "../tree/flat-tree.js";
import type { NumberField, TreeArrays } from "../tree/node-numbers.js";
import { absentNumber, numberFields } from "../tree/node-numbers.js";
import { CsvTable } from "./csv-table.js";
import { FaultList } from "./fault-list.js";
import { type Grid, unitOfNames } from "./grid.js";
import { gridColumns } from "./grid-fields.js";
import { linkParents } from "./link-parents.js";
import { addNumberFaults } from "./number-faults.js";

/** How a grid is read. */
export interface GridReading {
  /**
   * Whether an empty cell in a column for `lower`, `upper`, `shift` or `request` is an error, where the node may have such a
   * number. Default false: it is the default. Concerns CSV alone.
   */
  readonly strict?: boolean | undefined;
}

const strictFields: readonly NumberField[] = ["lower", "upper", "shift", "request"];
const leafFields: readonly NumberField[] = ["shift", "request"];

/**
 * A grid from CSV with the columns `id,parent,lower,upper`, and optionally `shift,weight,request,guarantee,minimum,step,priority,connected,name,kind`;
 * `lower_kw`, `upper_kw`, `shift_kw`, `request_kw` and the names of the classes (`upperLimit`) will do as well, in any case, with blanks
 * or underscores. A name that is nearly one of them is an error; other columns are ignored, and named in the grid's `notes`. One
 * row a node in any order, the root's parent empty; the tree keeps the order of the rows. An empty cell, or one with a dash, is the
 * default: an inner node's limits are [-inf, inf], a leaf's [0, inf], its shift 0, its weight 1, its request as much as its
 * limits allow, its guarantee and priority 0.
 *
 * Cells stand between commas, semicolons, tabs or bars. Numbers are decimal, or `inf`, `-inf`, `∞`; with decimal commas and
 * separators of thousands where these leave no doubt.
 *
 * @param source what to call the text in messages, e.g. the file's path
 * @throws FormatError with the line, for broken CSV, a cell that is not a number or may be two, an id used twice, and
 * everything that `FlatTree` refuses: all that is wrong, the first 20 of it
 */
export function gridFromCsv(text: string, source = "CSV", { strict = false }: GridReading = {}): Grid {
  const faults = new FaultList(source);
  const table = new CsvTable(text, gridColumns, ["id", "parent"], faults);
  table.checkNames();
  const ids = table.texts("id");
  const parent = linkParents(ids, table.texts("parent"), (row, fault) => {
    // Rows that could not be read may be the parents.
    if (table.isComplete) faults.add(fault, { line: table.line(row) });
  });
  const isLeaf = new Uint8Array(ids.length).fill(1);
  for (const p of parent) if (p >= 0) isLeaf[p] = 0;

  const numbers = numberFields.map((field): [NumberField, Float64Array | undefined] => {
    const isStrict = strict && strictFields.includes(field);
    const mayBeEmpty = (row: number) => !isStrict || (leafFields.includes(field) && isLeaf[row] === 0);
    return [field, table.has(field) ? table.numbers(field, mayBeEmpty) : undefined];
  });
  faults.throwIfAny();
  const arrays = { parent, ids, ...withDefaults(Object.fromEntries(numbers), isLeaf) };
  return {
    tree: treeOf(arrays, isLeaf, faults, table),
    names: someTexts(table, "name"),
    kinds: someTexts(table, "kind"),
    profiles: someTexts(table, "profile"),
    unit: unitOfNames(table.columnNames),
    notes: table.notes,
  };
}

/** NaN, which stands for an empty cell, becomes the default. */
function withDefaults(
  given: Partial<Record<NumberField, Float64Array>>,
  isLeaf: Uint8Array,
): Omit<TreeArrays, "parent"> {
  const filled = (values: Float64Array | undefined, absent: (row: number) => number) =>
    Float64Array.from(isLeaf, (_, row) => {
      const value = values?.[row] ?? Number.NaN;
      return Number.isNaN(value) ? absent(row) : value;
    });
  return {
    lower: filled(given.lower, (row) => (isLeaf[row] ? 0 : Number.NEGATIVE_INFINITY)),
    upper: filled(given.upper, () => Number.POSITIVE_INFINITY),
    shift: filled(given.shift, () => 0),
    weight: filled(given.weight, () => 1),
    request: given.request,
    minimum: given.minimum && filled(given.minimum, () => absentNumber.minimum),
    step: given.step && filled(given.step, () => absentNumber.step),
    guarantee: given.guarantee && filled(given.guarantee, () => absentNumber.guarantee),
    priority: given.priority && filled(given.priority, () => absentNumber.priority),
    connected: given.connected,
  };
}

function treeOf(
  arrays: TreeArrays,
  isLeaf: Uint8Array,
  faults: FaultList,
  table: CsvTable<keyof typeof gridColumns>,
): FlatTree {
  try {
    return new FlatTree(arrays);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const ids = arrays.ids as readonly string[];
    const id = (row: number) => ids[row];
    addNumberFaults(arrays, isLeaf, id, (row, fault) => faults.add(fault, { line: table.line(row) }));
    // What is not the numbers' fault is the structure's: a cycle, no root.
    const row = error.id === undefined ? -1 : ids.indexOf(error.id);
    if (faults.isEmpty) faults.add(error, row < 0 ? {} : { line: table.line(row) });
    faults.throwIfAny();
    throw error;
  }
}

function someTexts(
  table: CsvTable<keyof typeof gridColumns>,
  field: "name" | "kind" | "profile",
): (string | undefined)[] | undefined {
  return table.has(field) ? table.texts(field).map((cell) => cell || undefined) : undefined;
}
