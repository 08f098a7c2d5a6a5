import { excerpt } from "../../model/printable.js";
import type { ReportNotes } from "../import-report.js";
import type { ProfileTable } from "../imported-grid.js";
import { type DssObject, isYes, type Value } from "./dss-object.js";
import type { ObjectStore } from "./object-store.js";
import { listItems, type Parameter } from "./parameters.js";
import { plainNumberOf } from "./reverse-polish.js";
import type { ScriptFiles } from "./script-files.js";

/** A load shape's values, evenly spaced. */
interface Shape {
  readonly minutes: number;
  readonly values: readonly number[];
  /** Whether the values are kW, and not per unit. */
  readonly isActual: boolean;
}

/** Which shape an element follows: the first that it has. */
const references = ["yearly", "daily", "duty"];
/** What a shape may be called that is none. */
const noShape = new Set(["none", "default"]);
const GREATEST_TABLE = 5e7;

/** The load shapes that elements follow. */
export class LoadShapes {
  readonly #shapes = new Map<string, Shape>();
  /** Shapes by the names of the columns that they are in, and what they are divided by. */
  readonly #columns = new Map<string, { readonly shape: Shape; readonly divisor: number }>();

  private constructor(
    readonly objects: ObjectStore,
    readonly files: ScriptFiles,
    readonly notes: ReportNotes,
  ) {}

  /** Reads the shapes that elements name, and tells which are missing. */
  static async read(objects: ObjectStore, files: ScriptFiles, notes: ReportNotes): Promise<LoadShapes> {
    const shapes = new LoadShapes(objects, files, notes);
    const missing = new Set<string>();
    for (const object of objects.all) {
      const name = referenced(object);
      if (name === undefined || shapes.#shapes.has(name) || missing.has(name)) continue;
      const shape = objects.find("loadshape", name);
      const read = shape && (await shapes.#shape(shape));
      if (read) shapes.#shapes.set(name, read);
      else missing.add(name);
      if (!shape)
        notes.misunderstand(object.at.source, object.at.line, `${object.id}: there is no load shape "${name}"`);
    }
    return shapes;
  }

  /** The name of the column that an element of `kw` follows; `undefined` where it follows none. */
  columnOf(object: DssObject, kw: number): string | undefined {
    const name = referenced(object);
    const shape = name === undefined ? undefined : this.#shapes.get(name);
    if (name === undefined || shape === undefined || kw === 0) return undefined;
    const divisor = shape.isActual ? Math.abs(kw) : 1;
    const column = divisor === 1 ? name : `${name}/${divisor}`;
    this.#columns.set(column, { shape, divisor });
    return column;
  }

  /** All columns in the step of the finest, as long as the longest; shorter ones begin again. */
  table(source: string): ProfileTable | undefined {
    const used = [...this.#columns.values()];
    if (used.length === 0) return undefined;
    const step = Math.min(...used.map(({ shape }) => shape.minutes));
    const end = Math.max(...used.map(({ shape }) => shape.minutes * shape.values.length));
    const length = Math.round(end / step);
    if (length * used.length > GREATEST_TABLE) {
      const problem = `the load shapes are too different: ${length} steps of ${step} minutes; they are left out`;
      this.notes.misunderstand(source, undefined, problem);
      return undefined;
    }
    const minutes = Float64Array.from({ length }, (_, row) => row * step);
    const columns = new Map<string, Float64Array>();
    for (const [name, { shape, divisor }] of this.#columns) {
      const { values } = shape;
      const steps = shape.minutes / step;
      const rounding = 1e-9;
      columns.set(
        name,
        Float64Array.from(minutes, (_, row) => values[Math.floor(row / steps + rounding) % values.length] / divisor),
      );
    }
    return { minutes, columns };
  }

  async #shape(shape: DssObject): Promise<Shape | undefined> {
    const given = await this.#values(shape);
    const points = shape.number("npts", this.notes);
    const values = given?.slice(0, points !== undefined && points > 0 ? points : undefined) ?? [];
    const minutes = this.#minutes(shape);
    if (values.length === 0 || minutes === undefined) {
      const problem = values.length === 0 ? "no values that can be read" : "no even step; it is left out";
      this.notes.misunderstand(shape.at.source, shape.at.line, `${shape.id}: ${problem}`);
      return undefined;
    }
    const isNormalised = /^\s*n/i.test(shape.text("action") ?? "");
    const greatest = isNormalised ? values.reduce((most, value) => Math.max(most, value), 0) || 1 : 1;
    return {
      minutes,
      values: values.map((value) => value / greatest),
      isActual: isYes(shape.text("useactual") ?? ""),
    };
  }

  /** Length of a step; `undefined` where steps differ. */
  #minutes(shape: DssObject): number | undefined {
    let minutes = 60;
    for (const property of shape.values.keys()) {
      const factor = { interval: 60, minterval: 1, sinterval: 1 / 60 }[property];
      const number = factor === undefined ? undefined : shape.number(property, this.notes);
      if (factor !== undefined && number !== undefined) minutes = number * factor;
    }
    if (minutes > 0) return minutes;
    const hours = numbersIn(shape.text("hour") ?? "") ?? [];
    const step = hours[1] - hours[0];
    const isEven = step > 0 && hours.every((hour, at) => Math.abs(hour - hours[0] - at * step) < 1e-6 * step);
    return isEven ? step * 60 : undefined;
  }

  async #values(shape: DssObject): Promise<readonly number[] | undefined> {
    const list = shape.values.get("mult") ?? shape.values.get("pmult");
    if (list) {
      const [first] = list.text.includes("=") ? listItems(list.text) : [];
      return first?.name ? this.#columnOfFile(first, listItems(list.text), list) : numbersIn(list.text);
    }
    const file = shape.values.get("csvfile") ?? shape.values.get("pqcsvfile");
    return file && this.#columnOfFile({ name: "file", value: file.text, quoted: false }, [], file);
  }

  /** The column of a file such as `(file=shape.csv, column=2, header=yes)`. */
  async #columnOfFile(
    file: Parameter,
    settings: readonly Parameter[],
    { at }: Value,
  ): Promise<readonly number[] | undefined> {
    const setting = (name: string) =>
      settings.find((item) => item.name !== "" && name.startsWith(item.name.toLowerCase()))?.value;
    if (!/^(file|csvfile)$/i.test(file.name)) return undefined;
    const text = await this.files.data(file.value, at);
    if (text === undefined) {
      this.notes.misunderstand(at.source, at.line, `there is no file "${excerpt(file.value)}" with a load shape`);
      return undefined;
    }
    const column = plainNumberOf(setting("column") ?? "1") ?? 1;
    return this.#columnOfText(text, file.value, column, isYes(setting("header") ?? ""));
  }

  /** A column of numbers; one with a gap is no shape, since what is behind the gap would come too early. */
  #columnOfText(text: string, source: string, column: number, hasHeader: boolean): readonly number[] | undefined {
    const rows = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
    const values: number[] = [];
    for (let row = hasHeader ? 1 : 0; row < rows.length; row++) {
      const cells = rows[row].split(/[\s,;]+/).filter((cell) => cell !== "");
      if (cells.length === 0) continue;
      const value = plainNumberOf(cells[column - 1] ?? "");
      if (value !== undefined) values.push(value);
      else if (row === 0 && cells.every((cell) => plainNumberOf(cell) === undefined)) {
        this.notes.assume(source, `line 1, "${excerpt(rows[0].trim())}", is taken for a header`);
      } else {
        const found = excerpt(cells[column - 1] ?? "");
        this.notes.misunderstand(source, row + 1, `column ${column} is "${found}"; it must be a number`);
        return undefined;
      }
    }
    return values;
  }
}

function referenced(object: DssObject): string | undefined {
  for (const property of references) {
    const name = object.reference(property);
    if (name !== undefined && !noShape.has(name)) return name;
  }
  return undefined;
}

/** Numbers apart by blanks or commas; `undefined` where something else stands among them. */
function numbersIn(text: string): readonly number[] | undefined {
  const numbers: number[] = [];
  for (const word of text.split(/[\s,|]+/)) {
    if (word === "") continue;
    const value = plainNumberOf(word);
    if (value === undefined) return undefined;
    numbers.push(value);
  }
  return numbers;
}
