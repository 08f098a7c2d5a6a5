import { excerpt } from "../../model/printable.js";
import type { ReportNotes } from "../import-report.js";
import type { DssClass } from "./classes.js";
import { listItems } from "./parameters.js";
import { plainNumberOf, reversePolish } from "./reverse-polish.js";

/** Where something is written. */
export interface ScriptLine {
  readonly source: string;
  readonly line: number;
  /** Folder of the file, which the paths in it start from. */
  readonly folder: string;
}

/** A property's value as it is written. */
export interface Value {
  readonly text: string;
  readonly quoted: boolean;
  readonly at: ScriptLine;
}

type Values = Map<string, Value>;

/** More windings or conductors than any element has. */
const GREATEST_PART = 100;

/** An object of a script: what has been said of it, the last word on each property, in the order of the last words. */
export class DssObject {
  readonly id: string;
  enabled = true;
  /** Opened by a command. */
  isOpen = false;
  values: Values = new Map();
  /** Of each winding or conductor. */
  parts: Values[] = [];
  /** Numbers asked for once more are not complained of once more. */
  readonly #misread = new Set<Value>();
  #part = 0;

  constructor(
    readonly dssClass: DssClass,
    readonly name: string,
    /** Where it was made. */
    readonly at: ScriptLine,
  ) {
    this.id = `${dssClass.name}.${name}`;
  }

  /** @param property in full and in small letters */
  set(property: string, value: Value, notes: ReportNotes): void {
    const { selector, ofPart, lists, uses } = this.dssClass;
    const part = lists?.get(property);
    if (property === selector) this.#select(value, notes);
    else if (ofPart?.has(property)) this.#partValues(this.#part).set(property, value);
    else if (part) this.#setList(part, value, notes);
    else if (property === "enabled") this.enabled = isYes(value.text);
    else if (uses.has(property)) {
      this.values.delete(property);
      this.values.set(property, value);
    }
  }

  /** Takes over everything that has been said of another object of the class. */
  copy(other: DssObject): void {
    this.values = new Map(other.values);
    this.parts = other.parts.map((values) => new Map(values));
    this.enabled = other.enabled;
  }

  has(property: string): boolean {
    return this.values.has(property);
  }

  text(property: string): string | undefined {
    return this.values.get(property)?.text;
  }

  /** A name, as names are compared: in small letters. */
  reference(property: string): string | undefined {
    return this.text(property)?.trim().toLowerCase() || undefined;
  }

  /** `undefined` where it is absent, and, with a complaint, where it is not a number. */
  number(property: string, notes: ReportNotes): number | undefined {
    return this.#numberOf(this.values.get(property), property, notes);
  }

  partText(part: number, property: string): string | undefined {
    return this.parts[part]?.get(property)?.text;
  }

  partNumber(part: number, property: string, notes: ReportNotes): number | undefined {
    return this.#numberOf(this.parts[part]?.get(property), property, notes);
  }

  #numberOf(value: Value | undefined, property: string, notes: ReportNotes): number | undefined {
    if (value === undefined) return undefined;
    const number = numberIn(value);
    if (number === undefined && !this.#misread.has(value)) {
      this.#misread.add(value);
      const { source, line } = value.at;
      notes.misunderstand(source, line, `${this.id}: ${property} is "${excerpt(value.text)}"; it must be a number`);
    }
    return number;
  }

  #select(value: Value, notes: ReportNotes): void {
    const number = numberIn(value);
    if (number !== undefined && Number.isInteger(number) && number >= 1 && number <= GREATEST_PART) {
      this.#part = number - 1;
      return;
    }
    const problem = `${this.dssClass.selector} is "${excerpt(value.text)}"; it must be a number from 1 to ${GREATEST_PART}`;
    notes.misunderstand(value.at.source, value.at.line, `${this.id}: ${problem}`);
  }

  #setList(property: string, { text, at }: Value, notes: ReportNotes): void {
    const items = listItems(text);
    if (items.length > GREATEST_PART) {
      notes.misunderstand(
        at.source,
        at.line,
        `${this.id}: a list of ${items.length}; at most ${GREATEST_PART} are read`,
      );
      return;
    }
    items.forEach(({ value, quoted }, part) => {
      if (value !== "") this.#partValues(part).set(property, { text: value, quoted, at });
    });
  }

  #partValues(part: number): Values {
    while (this.parts.length <= part) this.parts.push(new Map());
    return this.parts[part];
  }
}

export function isYes(text: string): boolean {
  return /^\s*[yt]/i.test(text);
}

/** The number that a value is, arithmetic included; `undefined` where it is none. */
export function numberIn({ text, quoted }: Pick<Value, "text" | "quoted">): number | undefined {
  return plainNumberOf(text.trim()) ?? (quoted ? reversePolish(text) : undefined);
}
