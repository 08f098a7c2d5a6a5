import type { FlatTree } from "../tree/flat-tree.js";

/** A place on a map or a plane, in whatever system the file uses. */
export interface Coordinates {
  readonly x: number;
  readonly y: number;
}

/** A tree as read from a file, with what the file says for people. */
export interface Grid {
  readonly tree: FlatTree;
  /** What people call the nodes, in the tree's order; `undefined` in whole where the file names none. */
  readonly names: readonly (string | undefined)[] | undefined;
  /** What the nodes are (line, transformer, load, ...), likewise. */
  readonly kinds: readonly (string | undefined)[] | undefined;
  /** The time series that each leaf follows, by name, likewise. */
  readonly profiles?: readonly (string | undefined)[] | undefined;
  /** Where each node's lower end is, likewise. */
  readonly places?: readonly (Coordinates | undefined)[] | undefined;
  /** What its flows are measured in, where the file's names say so: `"kW"` for `upper_kw`, `dispatchableLoadKw` and the like. */
  readonly unit?: string | undefined;
  /** What stood in the file and says nothing about the grid, a line each for people: columns that were ignored, and the like. */
  readonly notes?: readonly string[] | undefined;
}

const kilowatts = /kw$/i;

/** `"kW"` where one of the names that numbers have in a file ends in it. */
export function unitOfNames(names: Iterable<string>): string | undefined {
  for (const name of names) if (kilowatts.test(name)) return "kW";
  return undefined;
}
