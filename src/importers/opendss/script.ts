import { InputError } from "../../model/input-error.js";
import { excerpt } from "../../model/printable.js";
import { FormatError } from "../../text/format-error.js";
import type { Coordinates } from "../../text/grid.js";
import type { ReportNotes } from "../import-report.js";
import { dssClasses, idleClasses, propertyIndex, unreadClasses } from "./classes.js";
import { commandOf } from "./commands.js";
import { readCoordinates } from "./coordinates.js";
import { type DssObject, numberIn, type ScriptLine } from "./dss-object.js";
import { namePattern } from "./name-pattern.js";
import { ObjectStore } from "./object-store.js";
import { type Parameter, ParameterReader, type ParameterSource } from "./parameters.js";
import type { OpenScript, ScriptFiles } from "./script-files.js";

/** Steps that the patterns of all `BatchEdit`s together may take. */
const GREATEST_BATCH = 1e9;

/** What `Set` can change in all loads or generators at once, and is not followed; with the value that changes nothing. */
const optionsOfPowers = [
  { name: "LoadMult", shortest: "loadmu", idle: 1 },
  { name: "GenMult", shortest: "genm", idle: 1 },
  { name: "AllocationFactors", shortest: "alloc", idle: undefined },
  { name: "Year", shortest: "y", idle: 0 },
];

/** Runs a script: what is left is the objects that it made, and where its buses are. */
export class Script {
  readonly objects: ObjectStore;
  readonly places = new Map<string, Coordinates>();
  circuit: string | undefined;
  readonly #variables = new Map<string, string>();
  #active: DssObject | undefined;
  #batchSteps = 0;

  constructor(
    readonly files: ScriptFiles,
    readonly notes: ReportNotes,
  ) {
    this.objects = new ObjectStore(notes);
  }

  /** @throws FormatError as `ScriptFiles` does */
  async run(): Promise<void> {
    const { open } = this.files;
    while (open.length > 0) {
      const script = open[open.length - 1];
      if (script.next === script.lines.length) {
        open.pop();
        continue;
      }
      const line = codeOf(script);
      const at = { source: script.source, line: script.next, folder: script.folder };
      // Only a few commands open files: the others do not wait.
      const opening = line === undefined ? undefined : this.#command(line, at, script);
      if (opening !== undefined) await opening;
    }
  }

  #command(line: string, at: ScriptLine, script: OpenScript): Promise<void> | undefined {
    const reader = new ParameterReader(line);
    const first = reader.next();
    if (first === undefined) return undefined;
    if (first.name !== "") {
      this.#assign(first, reader, at);
      return undefined;
    }
    const command = commandOf(first.value);
    if (command === undefined) {
      if (this.objects.named(first.value)) this.#active = this.objects.named(first.value);
      else this.#complain(at, `"${excerpt(first.value)}" is no command`);
      return undefined;
    }
    switch (command.action) {
      case "new":
        this.#new(reader, at);
        return undefined;
      case "more":
        this.#edit(this.#active, reader, at);
        return undefined;
      case "edit":
      case "select":
      case "enable":
      case "disable":
        this.#editNamed(command.action, reader, at);
        return undefined;
      case "open":
      case "close":
        this.#switch(command.action === "open", reader, at);
        return undefined;
      case "batchedit":
        this.#batchEdit(reader, at);
        return undefined;
      case "redirect":
      case "compile":
        return this.#enter(command.action, reader, at, script);
      case "buscoords":
        return this.#coordinates(reader, at);
      case "setbusxy":
        this.#placeBus(reader, at);
        return undefined;
      case "clear":
        this.#clear();
        return undefined;
      case "var":
        this.#setVariables(reader, at);
        return undefined;
      case "set":
        this.#set(reader, at);
        return undefined;
      case "changes":
        this.#complain(at, `"${command.name}" changes the circuit, and is not followed`);
        return undefined;
      case "ignore":
        this.notes.ignore(command.name);
        return undefined;
    }
  }

  #complain(at: ScriptLine, problem: string): void {
    this.notes.misunderstand(at.source, at.line, problem);
  }

  #new(reader: ParameterSource, at: ScriptLine): void {
    const { value } = reader.next() ?? { value: "" };
    const dot = value.indexOf(".");
    const className = value.slice(0, Math.max(dot, 0)).toLowerCase();
    const name = this.#spoken(value.slice(dot + 1)).toLowerCase();
    this.#active = undefined;
    if (className === "circuit") {
      if (this.circuit !== undefined) this.#complain(at, `a second circuit; "${this.circuit}" is left out`);
      this.objects.clearCircuit();
      this.circuit = name;
      this.#active = this.objects.make(dssClasses.get("vsource")!, "source", at);
    } else if (idleClasses.has(className)) this.notes.ignore(className);
    else if (unreadClasses.has(className)) {
      this.notes.count(className);
      this.notes.drop(`${className}.${name}`, "elements of this class are not read");
    } else {
      const dssClass = dssClasses.get(className);
      if (dssClass === undefined || name === "") {
        this.#complain(at, `"${excerpt(value)}" is no class and name of an element`);
        return;
      }
      this.#active = this.objects.make(dssClass, name, at);
    }
    if (this.#active) this.#edit(this.#active, reader, at);
  }

  /** Sets an object's properties, named or one after the other. */
  #edit(object: DssObject | undefined, reader: ParameterSource, at: ScriptLine, first?: Parameter): void {
    if (object === undefined) return;
    const { properties } = object.dssClass;
    let index = -1;
    for (let parameter = first ?? reader.next(); parameter !== undefined; parameter = reader.next()) {
      index = parameter.name === "" ? index + 1 : propertyIndex(object.dssClass, parameter.name);
      const property = properties[index];
      if (property === undefined) {
        const said = parameter.name === "" ? "a value too many" : `no property "${excerpt(parameter.name)}"`;
        this.#complain(at, `${object.id}: ${said}`);
        // What follows without a name would be guesswork.
        index = properties.length;
      } else this.#setProperty(object, property, parameter, at);
    }
  }

  #setProperty(object: DssObject, property: string, { value, quoted }: Parameter, at: ScriptLine): void {
    const text = this.#spoken(value);
    if (property !== "like") {
      object.set(property, { text, quoted, at }, this.notes);
      return;
    }
    const other = this.objects.find(object.dssClass.name, text.toLowerCase());
    if (other) object.copy(other);
    else this.#complain(at, `${object.id}: like "${excerpt(text)}", which does not exist`);
  }

  /** A value with what a variable at its beginning stands for. */
  #spoken(value: string): string {
    if (value[0] !== "@") return value;
    const [name] = /^@[^.^]*/.exec(value) ?? [""];
    const meant = this.#variables.get(name.toLowerCase());
    return meant === undefined ? value : meant + value.slice(name.length).replace("^", "");
  }

  /** `class.name.property=value`, or a property of the object that was named last. */
  #assign(first: Parameter, reader: ParameterSource, at: ScriptLine): void {
    const [, fullName, property] = /^(.*)\.([^.]*)$/.exec(first.name) ?? [undefined, undefined, first.name];
    const className = (fullName ?? "").split(".")[0].toLowerCase();
    if (idleClasses.has(className) || unreadClasses.has(className)) {
      this.notes.ignore(className);
      return;
    }
    const object = fullName === undefined ? this.#active : this.objects.named(fullName);
    if (object === undefined) {
      this.#complain(at, `"${excerpt(first.name)}" is no property of an element that exists`);
      return;
    }
    this.#active = object;
    this.#edit(object, reader, at, { ...first, name: property ?? "" });
  }

  #editNamed(action: "edit" | "select" | "enable" | "disable", reader: ParameterSource, at: ScriptLine): void {
    const object = this.#existing(reader.next()?.value ?? "", at);
    this.#active = object;
    if (object === undefined) return;
    if (action === "edit") this.#edit(object, reader, at);
    else if (action !== "select") object.enabled = action === "enable";
  }

  /** The object that a line names; complains where there is none, unless its class plays no part. */
  #existing(fullName: string, at: ScriptLine): DssObject | undefined {
    const name = this.#spoken(fullName);
    const className = name.split(".")[0].toLowerCase();
    if (className === "circuit") return this.objects.find("vsource", "source");
    if (idleClasses.has(className) || unreadClasses.has(className)) {
      this.notes.ignore(className);
      return undefined;
    }
    const object = this.objects.named(name);
    if (object === undefined) this.#complain(at, `"${excerpt(name)}" is no element that exists`);
    return object;
  }

  #switch(opens: boolean, reader: ParameterSource, at: ScriptLine): void {
    const object = this.#existing(reader.next()?.value ?? "", at);
    reader.next();
    const conductor = reader.next();
    if (object === undefined) return;
    if (conductor !== undefined && numberIn({ text: conductor.value, quoted: false }) !== 0) {
      this.#complain(at, `${object.id}: one conductor alone is switched; the element stays as it was`);
    } else object.isOpen = opens;
  }

  #batchEdit(reader: ParameterSource, at: ScriptLine): void {
    const { value } = reader.next() ?? { value: "" };
    const dot = value.indexOf(".");
    const className = value.slice(0, Math.max(dot, 0)).toLowerCase();
    if (idleClasses.has(className) || unreadClasses.has(className)) {
      this.notes.ignore(className);
      return;
    }
    const pattern = namePattern(value.slice(dot + 1));
    if (!dssClasses.has(className) || pattern === undefined) {
      this.#complain(at, `"${excerpt(value)}" is no class and pattern of names`);
      return;
    }
    const parameters: Parameter[] = [];
    for (let parameter = reader.next(); parameter !== undefined; parameter = reader.next()) parameters.push(parameter);
    let matches = 0;
    for (const object of this.objects.ofClass(className)) {
      this.#batchSteps += pattern.cost(object.name.length) + parameters.length;
      if (this.#batchSteps > GREATEST_BATCH) {
        throw new FormatError(new InputError("this and other BatchEdits take too many steps"), at);
      }
      if (!pattern.expression.test(object.name)) continue;
      matches++;
      const again = parameters.values();
      this.#edit(object, { next: () => again.next().value }, at);
    }
    if (matches === 0) this.#complain(at, `"${excerpt(value)}" changes nothing: no such name exists here`);
  }

  async #enter(
    action: "redirect" | "compile",
    reader: ParameterSource,
    at: ScriptLine,
    script: OpenScript,
  ): Promise<void> {
    const opened = await this.files.enter(this.#spoken(reader.next()?.value ?? ""), at);
    // Compiling changes the folder for good, reading does not.
    if (action === "compile") script.folder = opened.folder;
  }

  async #coordinates(reader: ParameterSource, at: ScriptLine): Promise<void> {
    const written = reader.next()?.value ?? "";
    const text = await this.files.data(this.#spoken(written), at);
    if (text === undefined) this.#complain(at, `there is no file "${excerpt(written)}" with coordinates`);
    else readCoordinates(text, written, this.places, this.notes);
  }

  #placeBus(reader: ParameterSource, at: ScriptLine): void {
    const given: Record<string, Parameter> = Object.create(null);
    const order = ["bus", "x", "y"];
    for (let parameter = reader.next(), index = 0; parameter !== undefined; parameter = reader.next(), index++) {
      given[(parameter.name || order[index] || "").toLowerCase()] = parameter;
    }
    const [x, y] = [given.x, given.y].map(
      (parameter) => parameter && numberIn({ ...parameter, text: parameter.value }),
    );
    if (given.bus && x !== undefined && y !== undefined) this.places.set(given.bus.value.toLowerCase(), { x, y });
    else this.#complain(at, "SetBusXY must have a bus, its x and its y");
  }

  #clear(): void {
    this.objects.clear();
    this.places.clear();
    this.circuit = undefined;
    this.#active = undefined;
  }

  #setVariables(reader: ParameterSource, at: ScriptLine): void {
    for (let parameter = reader.next(); parameter !== undefined; parameter = reader.next()) {
      if (parameter.name[0] === "@") this.#variables.set(parameter.name.toLowerCase(), this.#spoken(parameter.value));
      else
        this.#complain(
          at,
          `"${excerpt(parameter.name || parameter.value)}" sets no variable: their names begin with @`,
        );
    }
  }

  #set(reader: ParameterSource, at: ScriptLine): void {
    this.notes.ignore("set");
    for (let parameter = reader.next(); parameter !== undefined; parameter = reader.next()) {
      const name = parameter.name.toLowerCase();
      if (name.length >= 2 && "datapath".startsWith(name)) {
        this.#complain(at, `DataPath is not followed: files are looked for beside the file that names them`);
      }
      const option = optionsOfPowers.find(
        (one) => name.startsWith(one.shortest) && one.name.toLowerCase().startsWith(name),
      );
      if (option === undefined) continue;
      const value = numberIn({ text: parameter.value, quoted: parameter.quoted });
      if (value !== undefined && value === option.idle) continue;
      this.notes.assume("circuit", `${option.name}=${excerpt(parameter.value)} in line ${at.line} changes no request`);
    }
  }
}

/** The next line of a script, `undefined` where it is inside a comment; `~` at its beginning stands apart. */
function codeOf(script: OpenScript): string | undefined {
  const line = script.lines[script.next++].trim();
  if (!script.inComment && line.startsWith("/*")) script.inComment = true;
  if (!script.inComment) return line[0] === "~" ? `~ ${line.slice(1)}` : line;
  if (line.includes("*/")) script.inComment = false;
  return undefined;
}
