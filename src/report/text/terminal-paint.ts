/** Parts of a terminal picture, by what they mean. */
export type Paint = "calm" | "near" | "binding" | "broken" | "leaf" | "short" | "faint" | "plain";

const codes: Readonly<Record<Paint, string>> = {
  calm: "36",
  near: "33",
  binding: "1;31",
  broken: "1;7;31",
  leaf: "32",
  short: "35",
  faint: "2",
  plain: "",
};

/** A piece of a line, and what it means. */
export interface Painted {
  readonly text: string;
  readonly paint: Paint;
}

/**
 * A line out of its pieces.
 * @param isColoured with escape sequences for the terminal's own sixteen colours
 * @param columns where to cut it; default nowhere
 */
export function paintedLine(
  pieces: readonly Painted[],
  isColoured: boolean,
  columns = Number.POSITIVE_INFINITY,
): string {
  let line = "";
  let room = columns;
  const width = pieces.reduce((sum, { text }) => sum + characters(text).length, 0);
  const isCut = width > columns;
  if (isCut) room -= 1;
  for (const { text, paint } of pieces) {
    if (room <= 0) break;
    const shown = characters(text).slice(0, room);
    room -= shown.length;
    line += painted(shown.join(""), paint, isColoured);
  }
  return (isCut ? `${line}…` : line).trimEnd();
}

function painted(text: string, paint: Paint, isColoured: boolean): string {
  return isColoured && codes[paint] !== "" && text.trim() !== "" ? `\u001b[${codes[paint]}m${text}\u001b[0m` : text;
}

function characters(text: string): string[] {
  return Array.from(text);
}
