import { cellWidth, paddedCell } from "../text/table-cells.js";

/** A line of a table: what it is called, and its cell in the column of some figures. */
export type FigureRow<Figures> = readonly [title: string, cell: (figures: Figures) => string];

/** A table with a column for each set of figures; empty where there are none. */
export function sideBySide<Figures>(
  rows: readonly FigureRow<Figures>[],
  sets: readonly { readonly title: string; readonly figures: Figures | undefined }[],
): string {
  const titles = rows.map(([title]) => title);
  const width = Math.max(...titles.map((title) => title.length));
  const columns = sets.map(({ title, figures }) => {
    const cells = [title, ...rows.map(([, cell]) => (figures ? cell(figures) : ""))];
    const columnWidth = Math.max(...cells.map(cellWidth));
    return cells.map((cell) => paddedCell(cell, columnWidth, true));
  });
  return ["", ...titles]
    .map((title, row) => `${[title.padEnd(width), ...columns.map((cells) => cells[row])].join("  ").trimEnd()}\n`)
    .join("");
}
