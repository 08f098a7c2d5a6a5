import type { NodeState } from "../audit/story.js";
import type { Grid } from "../text/grid.js";
import { limitText } from "../text/needed-limits.js";
import { nodeLabel } from "../text/node-label.js";
import { shortNumber } from "../text/number-text.js";
import { cellWidth, paddedCell } from "../text/table-cells.js";

/** At either end of the way to the root; limits that bind are shown wherever they are. */
const SHOWN_AT_AN_END = 4;

/**
 * The way from a node to the root, a line a node: flow, limits and what is left of them. Long stretches are folded.
 * @param hasTarget whether the root's limits are a target
 */
export function chainText(grid: Grid, chain: readonly NodeState[], hasTarget: boolean): string {
  const isShown = chain.map(
    ({ binds }, at) => binds.lower || binds.upper || at < SHOWN_AT_AN_END || at >= chain.length - SHOWN_AT_AN_END,
  );
  const rows = chain.map((state, at) =>
    isShown[at]
      ? [nodeLabel(grid, state.node), shortNumber(state.flow), limits(grid, state, hasTarget), room(state)]
      : [],
  );
  const widths = [0, 1, 2].map((column) =>
    rows.reduce((widest, row) => Math.max(widest, cellWidth(row[column] ?? "")), 0),
  );
  const lines: string[] = [];
  for (let at = 0; at < chain.length; at++) {
    if (isShown[at]) {
      const [label, flow, range, left] = rows[at];
      lines.push(
        `${paddedCell(label, widths[0])}  ${paddedCell(flow, widths[1], true)}  ${paddedCell(range, widths[2])}  ${left}`,
      );
      continue;
    }
    const end = isShown.indexOf(true, at);
    lines.push(`... ${end - at} more, none of them at a limit`);
    at = end - 1;
  }
  return lines.map((line) => `    ${line.trimEnd()}\n`).join("");
}

function limits(grid: Grid, { node, limits: { lower, upper } }: NodeState, hasTarget: boolean): string {
  const told = (side: "lower" | "upper", held: number) =>
    hasTarget && node === grid.tree.root ? shortNumber(held) : toldLimit(grid, node, side, held);
  const fixed = grid.tree.shift[node];
  const range = `[${told("lower", lower)}, ${told("upper", upper)}]`;
  return fixed === 0 ? range : `${shortNumber(fixed)} + ${range}`;
}

/** A limit as it is and, where it was widened or gave way, what was needed. */
export function toldLimit({ tree }: Grid, node: number, side: "lower" | "upper", held: number): string {
  const given = tree[side][node];
  const isWidened = side === "lower" ? held < given : held > given;
  return limitText(isWidened ? given : held, isWidened ? held : undefined);
}

function room({ binds, headroom }: NodeState): string {
  if (binds.lower && binds.upper) return "fixed";
  if (binds.upper) return "at its upper limit";
  if (binds.lower) return "at its lower limit";
  const up = Number.isFinite(headroom.up) ? [`${shortNumber(headroom.up)} up`] : [];
  const down = Number.isFinite(headroom.down) ? [`${shortNumber(headroom.down)} down`] : [];
  const both = [...up, ...down];
  return both.length > 0 ? `room ${both.join(", ")}` : "no limits";
}
