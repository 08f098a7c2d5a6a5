import { InputError } from "../model/input-error.js";

/** What Windows-1252 has at 0x80 to 0x9f; a space where it has nothing. */
const WINDOWS_1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
/** Control characters but tabs and line ends, and the codes of Windows-1252 that stand for nothing. */
const NEVER_IN_TEXT = /[^\P{Cc}\t\n\v\f\r]/u;

/**
 * The text that the bytes of a file are. UTF-8 and UTF-16, with a byte-order mark or without; what is neither is taken for
 * Windows-1252, which Latin-1 is a part of, unless it holds what no text in it has. The byte-order mark is left out.
 * @throws InputError for a spreadsheet (which says how to save it), an archive, and other bytes that are no text
 */
export function decodeText(bytes: Uint8Array): string {
  refusePackages(bytes);
  const text = utf16Text(bytes) ?? utf8Text(bytes) ?? windows1252Text(bytes);
  if (text.includes("\0")) throw new InputError("it is no text: it holds NUL characters");
  return text;
}

function refusePackages(bytes: Uint8Array): void {
  const head = String.fromCharCode(...bytes.subarray(0, 2000));
  if (
    head.startsWith("\xd0\xcf\x11\xe0") ||
    (head.startsWith("PK\x03\x04") && /\[Content_Types\]|\bxl\/|opendocument\.spreadsheet/.test(head))
  ) {
    throw new InputError(
      'it is a spreadsheet, not CSV; save the sheet as CSV (File, Save As or Export, file type "CSV UTF-8") and read that',
    );
  }
  if (head.startsWith("PK\x03\x04")) throw new InputError("it is a zip archive; unpack it, and read the file in it");
}

/** `undefined` where it is not UTF-16. Without a mark: grids and results begin with a character of ASCII. */
function utf16Text(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (bytes.length < 2) return undefined;
  const isLittleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && first < 0x80 && second === 0);
  const isBigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second < 0x80);
  if (!isLittleEndian && !isBigEndian) return undefined;
  try {
    return new TextDecoder(isLittleEndian ? "utf-16le" : "utf-16be", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InputError("it is no text: it begins as UTF-16 and does not go on as such");
  }
}

/** `undefined` where it is not UTF-8. */
function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return undefined;
  }
}

function windows1252Text(bytes: Uint8Array): string {
  // Letters of UTF-8 make no sense in Windows-1252: where they are many, this is UTF-8 with a fault in it.
  let surplus = 0;
  for (const [letter] of new TextDecoder("utf-8").decode(bytes).matchAll(/\P{ASCII}/gu)) {
    surplus += letter === "\ufffd" ? -1 : 1;
  }
  if (surplus >= 0) throw new InputError("it is no text: some of it is UTF-8, but not all of it");
  // Node decodes 0x80 to 0x9f to themselves, browsers to what they are.
  const text = new TextDecoder("windows-1252").decode(bytes).replace(/[\x80-\x9f]/g, (code) => {
    const character = WINDOWS_1252[code.charCodeAt(0) - 0x80];
    return character === " " ? code : character;
  });
  if (NEVER_IN_TEXT.test(text)) throw new InputError("it is no text, neither UTF-8 nor UTF-16 nor Latin-1");
  return text;
}
