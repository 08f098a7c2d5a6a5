import { InputError } from "../../model/input-error.js";
import { FormatError } from "../../text/format-error.js";
import { checkImportOptions, type ImportOptions } from "../import-options.js";
import { ReportNotes } from "../import-report.js";
import type { Imported } from "../imported-grid.js";
import { looksLike } from "../looks-like.js";
import { gridOfNetwork } from "../network/grid-of-network.js";
import { CaseNetwork } from "./case-network.js";
import { commentsIn } from "./clean-code.js";
import { Program } from "./program.js";

const format = "MATPOWER";

/** What `readMatpower` takes. */
export interface MatpowerOptions extends ImportOptions {
  /** Whether ratings and powers are of one phase, so that they are multiplied by 3. Default: where the file says so. */
  readonly perPhase?: boolean | undefined;
}

/**
 * The tree of limits in a MATPOWER case, version 1 or 2, as a file of code: matrices, and arithmetic on them.
 *
 * Branches in service become nodes with `rateA` (`rateC` for emergencies) as limits, both ways; loads and generators become
 * leaves that request `Pd` and `Pg`. The grid is fed at the reference buses. `rateA` of 0, of 9,000 MVA and more, or of 100 MVA
 * at every branch is none. `defaultAmps` is for lines without.
 *
 * @param text the whole file
 * @returns the grid, and a report of everything that was merged, cut, left out, without rating or not understood
 * @throws FormatError with the line: for a text that holds no case, a matrix that is not understood, no reference bus; with
 * `strict` for what is not a tree or not understood. InputError for an option out of its range
 */
export function readMatpower(text: string, options: MatpowerOptions = {}): Imported {
  const checked = checkImportOptions(options, format);
  const notes = new ReportNotes();
  const program = new Program(text.replace(/^\uFEFF/, ""), checked.source, notes);
  // Version 2 has the matrices in a struct, version 1 by themselves; a struct's is meant where both are there.
  const inStruct = (name: string) => [...program.variables.keys()].find((variable) => isFieldOf(variable, name));
  const field = (name: string) => program.variables.get(inStruct(name) ?? name);
  const [bus, branch] = [field("bus"), field("branch")];
  if (bus === undefined || branch === undefined) {
    const missing = bus === undefined ? "bus" : "branch";
    throw new FormatError(
      new InputError(`no MATPOWER case: no matrix "${missing}" in it; ${looksLike(text)}`),
      checked,
    );
  }
  const [, busNames] = [...program.texts].find(([name]) => /(^|\.)bus_name$/.test(name)) ?? [];
  const saysPerPhase = commentsIn(text).some(isAboutOnePhase);
  const phases = (options.perPhase ?? saysPerPhase) ? 3 : 1;
  if (phases === 3) {
    const why = options.perPhase === undefined ? "the file says that its powers are of one phase" : "as asked for";
    notes.assume(program.name ?? "case", `${why}: all are times 3`);
  }
  const matrices = {
    bus,
    branch,
    gen: field("gen"),
    busNames: busNames ?? [],
    lineOf: (place: number) => program.lineOf(place),
  };
  for (let row = 1; row <= (field("dcline")?.rows ?? 0); row++) notes.drop(`dcline.${row}`, "DC lines are not read");
  const { network } = new CaseNetwork(matrices, program.name, notes, checked, phases);
  return gridOfNetwork(network, format, checked);
}

function isAboutOnePhase(comment: string): boolean {
  return /\b(?:single|per|one)[\s-]?phase\b/i.test(comment) && /\b(?:[mk]W|[mk]VA|Pd|powers?|loads?)\b/i.test(comment);
}

function isFieldOf(variable: string, field: string): boolean {
  const names = variable.split(".");
  return names.length === 2 && names[1] === field;
}
