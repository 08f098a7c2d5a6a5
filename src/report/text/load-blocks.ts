const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/**
 * A row of loads as blocks, a character a step; where steps are more than `columns`, a character for the greatest of several. What is
 * not above `lowest` is a blank, what is at `highest` a full block.
 */
export function loadBlocks(load: Float64Array, lowest: number, highest: number, columns: number): string {
  const perColumn = Math.ceil(load.length / Math.max(1, columns));
  let blocks = "";
  for (let at = 0; at < load.length; at += perColumn) {
    const kw = load.subarray(at, at + perColumn).reduce((greatest, value) => Math.max(greatest, value));
    const share = (kw - lowest) / (highest - lowest);
    // Rounding may leave next to nothing where nothing is.
    if (!(share > 1e-9)) blocks += " ";
    else blocks += BLOCKS[Math.min(BLOCKS.length, Math.ceil(share * BLOCKS.length - 1e-9)) - 1];
  }
  return blocks;
}
