/** What a terminal would obey, what turns the direction of text around, line ends, and halves of characters. */
const unprintable = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]+/gu;

const LONGEST_EXCERPT = 200;

/** The text on one line, without what a terminal would obey or what would reorder the line. */
export function printable(text: string): string {
  return text.replace(unprintable, " ");
}

/** What a message repeats of an input: printable, and its first 200 characters where it is longer. */
export function excerpt(text: string): string {
  return text.length <= LONGEST_EXCERPT ? printable(text) : `${printable(text.slice(0, LONGEST_EXCERPT - 1))}…`;
}
