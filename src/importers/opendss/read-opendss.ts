import { InputError } from "../../model/input-error.js";
import { FormatError } from "../../text/format-error.js";
import { checkImportOptions, type ImportOptions, type OpenFile } from "../import-options.js";
import { ReportNotes } from "../import-report.js";
import type { Imported } from "../imported-grid.js";
import { looksLike } from "../looks-like.js";
import { gridOfNetwork } from "../network/grid-of-network.js";
import { Elements } from "./elements.js";
import { LoadShapes } from "./load-shapes.js";
import { Script } from "./script.js";
import { ScriptFiles } from "./script-files.js";

const format = "OpenDSS";

/** What `readOpenDss` takes. */
export interface OpenDssOptions extends ImportOptions {
  /** Opens the files that scripts redirect to, and those with coordinates and load shapes. Default: none can be opened. */
  readonly open?: OpenFile | undefined;
  /** Whether files outside of the first one's folder may be opened. Default: false. */
  readonly allowOutside?: boolean | undefined;
}

/**
 * The tree of limits in an OpenDSS circuit.
 *
 * Lines, transformers, regulators, series reactors and capacitors, switches and fuses become nodes with their ratings in kW as
 * limits, both ways; loads, generators, photovoltaic systems and storage become leaves that request their power. Ratings:
 * phases × voltage from line to neutral × ampacity (the line's, its code's, its geometry's or its conductor's), and the kVA
 * of a transformer's first winding. Three-phase totals; no voltage drop, no losses. Nothing is solved.
 *
 * @param text the master file, with its line ends
 * @returns the grid, and a report of everything that was merged, cut, left out, without rating or not understood
 * @throws FormatError with file and line: for a text that holds no circuit, a file that is missing, outside of the folder or
 * read within itself; with `strict` for what is not a tree or not understood. InputError for an option out of its range
 */
export async function readOpenDss(text: string, options: OpenDssOptions = {}): Promise<Imported> {
  const checked = checkImportOptions(options, format);
  const { source } = checked;
  const notes = new ReportNotes();
  const files = new ScriptFiles(source, options.open, options.allowOutside ?? false);
  files.begin(undefined, source, text);
  const script = new Script(files, notes);
  await script.run();
  const { circuit, objects, places } = script;
  if (circuit === undefined) {
    throw new FormatError(new InputError(`no OpenDSS circuit: no "New Circuit" in it; ${looksLike(text)}`), { source });
  }
  const shapes = await LoadShapes.read(objects, files, notes);
  const { network } = new Elements(objects, notes, circuit, places, checked, (object, kw) =>
    shapes.columnOf(object, kw),
  );
  return gridOfNetwork(network, format, checked, shapes.table(source));
}
