import stringWidth from "string-width";

/** How many columns of a terminal a text takes: letters of some scripts take two, marks on letters none. */
export function cellWidth(text: string): number {
  return stringWidth(text);
}

/** The text with blanks behind it, or in front of it where it is a number. */
export function paddedCell(text: string, width: number, isNumber = false): string {
  const blanks = " ".repeat(Math.max(0, width - cellWidth(text)));
  return isNumber ? blanks + text : text + blanks;
}
