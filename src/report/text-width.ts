// Of a common sans-serif, in parts of the font size; what is not listed is taken for a wide letter of another script.
const NARROW = /[ijltfrI.,:;'|!()[\] ]/;
const WIDE = /[mwMW%@]/;
const LATIN = /[\u0020-\u024f]/;

/** About how wide a text is in a sans-serif font, rather too much than too little. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) {
    if (NARROW.test(character)) width += 0.36;
    else if (WIDE.test(character)) width += 0.96;
    else if (LATIN.test(character)) width += /[A-Z]/.test(character) ? 0.72 : 0.62;
    else width += 1;
  }
  return width * fontSize;
}

/** The first of the texts, the fullest wording first, that fits. */
export function fittingText(texts: readonly string[], fontSize: number, width: number): string | undefined {
  return texts.find((text) => textWidth(text, fontSize) <= width);
}

/** As much of a text as fits, an ellipsis behind what was cut; nothing where hardly a letter would be left. */
export function clippedText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(text);
  let kept = "";
  for (const character of characters) {
    if (textWidth(`${kept}${character}…`, fontSize) > width) break;
    kept += character;
  }
  return Array.from(kept).length < 2 ? "" : `${kept.trimEnd()}…`;
}

/** As `clippedText`, but the end is kept too: ids that begin alike often differ there. */
export function clippedMiddle(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(text);
  const around = (kept: number) =>
    `${characters.slice(0, Math.ceil(kept / 2)).join("")}…${characters.slice(characters.length - Math.floor(kept / 2)).join("")}`;
  let kept = 0;
  while (kept < characters.length && textWidth(around(kept + 1), fontSize) <= width) kept++;
  return kept < 5 ? "" : around(kept);
}
