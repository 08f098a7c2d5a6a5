import { printable } from "../model/printable.js";
import type { Grid } from "./grid.js";

/** The node's id, and what people call it where that is something else. */
export function nodeLabel({ tree, names }: Grid, node: number): string {
  const id = tree.id(node);
  const name = names?.[node];
  return printable(name === undefined || name === id ? id : `${id} (${name})`);
}
