import type { ReportNotes } from "../import-report.js";
import { type DssClass, dssClasses, libraryClasses } from "./classes.js";
import { DssObject, type ScriptLine } from "./dss-object.js";

/** All objects of a script by class and name, in the order in which they were made. */
export class ObjectStore {
  readonly #byClass = new Map<string, Map<string, DssObject>>();
  #order: DssObject[] = [];

  constructor(readonly notes: ReportNotes) {}

  /** Every object, in the order in which they were made. */
  get all(): readonly DssObject[] {
    return this.#order;
  }

  /** @param className in small letters */
  find(className: string, name: string | undefined): DssObject | undefined {
    return name === undefined ? undefined : this.#byClass.get(className)?.get(name);
  }

  /** The objects of a class. */
  *ofClass(className: string): Iterable<DssObject> {
    yield* this.#byClass.get(className)?.values() ?? [];
  }

  /** A new object, or the one that has that name already. */
  make(dssClass: DssClass, name: string, at: ScriptLine): DssObject {
    let named = this.#byClass.get(dssClass.name);
    if (named === undefined) {
      named = new Map();
      this.#byClass.set(dssClass.name, named);
    }
    const known = named.get(name);
    if (known) return known;
    const made = new DssObject(dssClass, name, at);
    named.set(name, made);
    this.#order.push(made);
    return made;
  }

  /** The object with a full name such as `line.650632`. */
  named(fullName: string): DssObject | undefined {
    const dot = fullName.indexOf(".");
    const className = fullName.slice(0, dot).toLowerCase();
    return dssClasses.has(className) ? this.find(className, fullName.slice(dot + 1).toLowerCase()) : undefined;
  }

  clear(): void {
    this.#byClass.clear();
    this.#order = [];
  }

  /** Forgets what belongs to a circuit. */
  clearCircuit(): void {
    this.#order = this.#order.filter(({ dssClass }) => libraryClasses.has(dssClass.name));
    for (const className of this.#byClass.keys()) if (!libraryClasses.has(className)) this.#byClass.delete(className);
  }
}
