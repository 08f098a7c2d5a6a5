const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const FULL = "█";
const RIGHT_HALF = "▐";

/** A bar in its parts, so that each can have its own colour; together always equally wide. */
export interface FlowBar {
  /** Left of zero, where there is a left: the empty part, then the filled one. */
  readonly left: { readonly empty: string; readonly filled: string };
  readonly right: { readonly filled: string; readonly empty: string };
}

/**
 * Flow against its limit, each side scaled to the limit on that side: import fills to the right of zero, export to the left.
 * What is not nothing shows, and only what is full, or over, fills a side.
 * @param share `fullness` of the node; NaN where there is no scale
 * @param isExport whether the flow is below 0
 * @param cells width of one side in characters
 */
export function flowBar(share: number, isExport: boolean, cells: number, hasLimit: boolean): FlowBar {
  const blank = (hasLimit ? " " : "·").repeat(cells);
  const unfilled = { filled: "", empty: blank };
  if (!(share > 0)) return { left: unfilled, right: unfilled };
  if (!isExport) {
    const eighths = steps(share, cells * 8);
    const filled = FULL.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
    return { left: unfilled, right: { filled, empty: " ".repeat(cells - filled.length) } };
  }
  // There are no eighths that grow from the right.
  const halves = steps(share, cells * 2);
  const filled = (halves % 2 === 1 ? RIGHT_HALF : "") + FULL.repeat(Math.floor(halves / 2));
  return { left: { filled, empty: " ".repeat(cells - filled.length) }, right: unfilled };
}

function steps(share: number, most: number): number {
  if (share >= 1 - 1e-6) return most;
  return Math.min(most - 1, Math.max(1, Math.round(share * most)));
}
