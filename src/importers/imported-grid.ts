import type { Coordinates, Grid } from "../text/grid.js";
import type { ImportReport } from "./import-report.js";

/** Time series that a file has of its own. */
export interface ProfileTable {
  /** Minutes from the beginning, one a row, evenly spaced. */
  readonly minutes: Float64Array;
  /** Per unit of a leaf's own request, by the name that `profiles` of the grid has; each as long as `minutes`. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** A grid with what its file says beyond limits and requests; all arrays are in the tree's order. */
export interface ImportedGrid extends Grid {
  readonly kinds: readonly string[];
  /** Where each limit comes from. */
  readonly ratingSources: readonly string[];
  /** Phases of each element, 3 where the file does not tell. */
  readonly phases: readonly number[];
  /** Nominal voltage from line to neutral in kV at each node's lower end; NaN where the file does not tell. */
  readonly kvLineToNeutral: Float64Array;
  /** Where each node's lower end is; `undefined` in whole where the file has no coordinates. */
  readonly places: readonly (Coordinates | undefined)[] | undefined;
  /** The profile that each leaf follows, a name in `profileTable`; `undefined` in whole where none does. */
  readonly profiles: readonly (string | undefined)[] | undefined;
  readonly profileTable: ProfileTable | undefined;
}

/** What a reader hands out. */
export interface Imported {
  readonly grid: ImportedGrid;
  readonly report: ImportReport;
}
