import type { Imported } from "../../src/importers/imported-grid.js";
import { openAmong } from "../../src/importers/open-among.js";
import { type OpenDssOptions, readOpenDss } from "../../src/importers/opendss/read-opendss.js";

/** A grid read from lines of OpenDSS below a source of 12 kV from line to neutral; the lines may be a whole master. */
export function fromDss(
  lines: string,
  files: Readonly<Record<string, string>> = {},
  options: OpenDssOptions = {},
): Promise<Imported> {
  const circuit = /new\s+"?circuit/i.test(lines) ? "" : `New Circuit.test basekv=${12 * Math.sqrt(3)} bus1=source\n`;
  return readOpenDss(circuit + lines, { source: "master.dss", open: openAmong(files), ...options });
}

/** Every node but the root: its parent and its upper limit, in the tree's order. */
export function limitsOf({ grid }: Imported): Record<string, [parent: string, upper: number]> {
  const { tree } = grid;
  const limits: Record<string, [string, number]> = {};
  for (let node = 0; node < tree.nodeCount; node++) {
    if (node !== tree.root) limits[tree.id(node)] = [tree.id(tree.parent[node]), rounded(tree.upper[node])];
  }
  return limits;
}

/** What each leaf requests. */
export function requestsOf({ grid }: Imported): Record<string, number> {
  const { tree } = grid;
  return Object.fromEntries(Array.from(tree.leaves, (leaf) => [tree.id(leaf), rounded(tree.request?.[leaf] ?? 0)]));
}

/** Twelve digits: ratings are products. */
export function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : value;
}

/** The kind of a node. */
export function kindOf({ grid }: Imported, id: string): string {
  return grid.kinds[grid.tree.indexOf(id)];
}
