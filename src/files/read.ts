import { gridFromYaml } from "../importers/grid-from-yaml.js";
import type { ImportReport } from "../importers/import-report.js";
import { importNote } from "../importers/import-summary.js";
import type { ImportedGrid } from "../importers/imported-grid.js";
import { type MatpowerOptions, readMatpower } from "../importers/matpower/read-matpower.js";
import { type OpenDssOptions, readOpenDss } from "../importers/opendss/read-opendss.js";
import { readPandapower } from "../importers/pandapower/read-pandapower.js";
import { InputError } from "../model/input-error.js";
import { flowsFromCsv, flowsFromJson } from "../text/flows.js";
import { FormatError } from "../text/format-error.js";
import type { Grid } from "../text/grid.js";
import { type GridReading, gridFromCsv } from "../text/grid-csv.js";
import { gridFromJson } from "../text/grid-json.js";
import type { PlanSteps } from "../text/plan-steps.js";
import { type ReadSessions, type SessionReading, sessionsFromCsv } from "../text/sessions-csv.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { folderOfFile, openFolder } from "./open-folder.js";
import { type ReadOptions, readText } from "./read-text.js";

/** How a grid file is read: what concerns files, CSV and the formats of the trade. */
export type GridFileOptions = ReadOptions & GridReading & Omit<OpenDssOptions & MatpowerOptions, "open" | "source">;

/** A grid, and where its file is in a format of the trade, what became of everything in it. */
export type ReadGrid =
  | { readonly grid: ImportedGrid; readonly report: ImportReport }
  | { readonly grid: Grid; readonly report?: undefined };

/**
 * The grid in a file: CSV (`gridFromCsv`), JSON (`gridFromJson`), YAML (`gridFromYaml`), OpenDSS, MATPOWER or pandapower
 * (`readOpenDss`, `readMatpower`, `readPandapower`), by its name or else by how it begins; gzipped or not, in any encoding that
 * `decodeText` knows. `-` reads standard input. What a format of the trade leaves to tell is one of the grid's `notes`.
 * @throws FormatError, which is an InputError: for a file that cannot be read or is larger than `maxInput`, and as the
 * functions named do
 */
export async function readGrid(path: string, options: GridFileOptions = {}): Promise<Grid> {
  const { grid, report } = await readGridAndReport(path, options);
  const note = report && importNote(report);
  return note === undefined ? grid : { ...grid, notes: [...(grid.notes ?? []), note] };
}

/**
 * `readGrid`, with the whole report in place of a note.
 * @throws FormatError as `readGrid`
 */
export async function readGridAndReport(path: string, options: GridFileOptions = {}): Promise<ReadGrid> {
  const { text, source, format } = await readText(path, options);
  const importing = { ...options, source };
  switch (format) {
    case "csv":
      return { grid: gridFromCsv(text, source, options) };
    case "json":
      return { grid: gridFromJson(text, source) };
    case "yaml":
      return { grid: await gridFromYaml(text, source) };
    case "matpower":
      return readMatpower(text, importing);
    case "pandapower":
      return readPandapower(text, importing);
    case "opendss": {
      const open = openFolder(folderOfFile(path), options.allowOutside ?? false, options);
      return readOpenDss(text, { ...importing, open });
    }
  }
}

/**
 * The flows in a result file, which may be anyone's: CSV (`flowsFromCsv`) or JSON (`flowsFromJson`), found and read as a
 * grid is.
 * @returns length `nodeCount`, in the tree's order; NaN where no flow is given
 * @throws FormatError, which is an InputError: for a file that cannot be read, is larger than `maxInput` or in another format,
 * and as the functions named do
 */
export async function readFlows(path: string, tree: FlatTree, options: ReadOptions = {}): Promise<Float64Array> {
  const { text, source, format } = await readText(path, options);
  if (format === "csv") return flowsFromCsv(text, source, tree);
  if (format === "json") return flowsFromJson(text, source, tree);
  throw new FormatError(new InputError(`it is ${format}; a result is CSV or JSON`), { source });
}

/**
 * The sessions in a CSV file (`sessionsFromCsv`), found and read as a grid is.
 * @throws FormatError, which is an InputError: for a file that cannot be read, is larger than `maxInput` or in another format,
 * and as the function named does
 */
export async function readSessions(
  path: string,
  tree: FlatTree,
  steps: PlanSteps,
  options: ReadOptions & SessionReading = {},
): Promise<ReadSessions> {
  const { text, source, format } = await readText(path, options);
  if (format === "csv") return sessionsFromCsv(text, source, tree, steps, options);
  throw new FormatError(new InputError(`it is ${format}; sessions are CSV`), { source });
}
