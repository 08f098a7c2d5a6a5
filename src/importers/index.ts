export type { Coordinates } from "../text/grid.js";
export { gridFromYaml } from "./grid-from-yaml.js";
export type { ImportOptions, OpenFile } from "./import-options.js";
export type {
  CutElement,
  ElementNote,
  ImportReport,
  Island,
  MergedElements,
  MeshedPart,
  Misunderstood,
  OverRating,
} from "./import-report.js";
export { importNote, importSummary } from "./import-summary.js";
export type { Imported, ImportedGrid, ProfileTable } from "./imported-grid.js";
export { type MatpowerOptions, readMatpower } from "./matpower/read-matpower.js";
export { openAmong } from "./open-among.js";
export { type OpenDssOptions, readOpenDss } from "./opendss/read-opendss.js";
export { readPandapower } from "./pandapower/read-pandapower.js";
export { profileCsv, profileCsvChunks } from "./profile-csv.js";
