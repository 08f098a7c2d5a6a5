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

/** The first of the texts, the fullest one first, that fits; else as much of the last as does. */
export function fittingText(texts: readonly string[], fontSize: number, width: number): string {
  return (
    texts.find((text) => textWidth(text, fontSize) <= width) ?? clippedText(texts[texts.length - 1], fontSize, width)
  );
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
