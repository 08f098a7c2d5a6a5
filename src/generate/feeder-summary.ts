import type { Grid } from "../text/grid.js";
import { depths } from "../tree/depths.js";

/** What is told of each kind, in the order in which it is told. */
const words: readonly (readonly [kind: string, one: string, many: string])[] = [
  ["substation", "substation", "substations"],
  ["transformer", "transformer", "transformers"],
  ["household", "home", "homes"],
  ["business", "business", "businesses"],
  ["pv", "solar roof", "solar roofs"],
  ["ev", "car", "cars"],
  ["storage", "battery", "batteries"],
];

/** A generated feeder for people, in one line and its break. */
export function feederSummary({ tree, kinds }: Grid): string {
  const count = new Map<string, number>();
  for (const kind of kinds ?? []) if (kind !== undefined) count.set(kind, (count.get(kind) ?? 0) + 1);
  const told = words.flatMap(([kind, one, many]) => {
    const found = count.get(kind) ?? 0;
    return found === 0 ? [] : [`${found} ${found === 1 ? one : many}`];
  });
  const deepest = depths(tree.topology).reduce((most, depth) => Math.max(most, depth), 0);
  return `${tree.nodeCount} nodes, ${tree.leafCount} of them leaves, ${deepest} levels below the root: ${told.join(", ")}\n`;
}
