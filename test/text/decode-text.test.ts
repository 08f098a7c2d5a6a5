import { describe, expect, test } from "vitest";
import { decodeText } from "../../src/text/decode-text.js";

const text = 'id,parent,name\r\nr,,"Zähler, 5 €, „groß“"\r\n';

/** In UTF-16, the less significant byte first; the other way round where asked. */
function utf16(content: string, isBigEndian = false): Uint8Array {
  const bytes = Buffer.from(content, "utf16le");
  return isBigEndian ? bytes.swap16() : bytes;
}

const windows1252 = Uint8Array.from(
  Buffer.from(text.replaceAll("€", "\x80").replaceAll("„", "\x84").replaceAll("“", "\x93"), "latin1"),
);

describe("decodeText reads", () => {
  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte-order mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16, little-endian", utf16(text)],
    ["UTF-16, little-endian, with a byte-order mark", utf16(`\uFEFF${text}`)],
    ["UTF-16, big-endian", utf16(text, true)],
    ["UTF-16, big-endian, with a byte-order mark", utf16(`\uFEFF${text}`, true)],
    ["Windows-1252", windows1252],
  ])("%s", (_, bytes) => {
    expect(decodeText(bytes)).toBe(text);
  });

  test("every character of Latin-1 above the control characters", () => {
    const codes = Array.from({ length: 96 }, (_, at) => 0xa0 + at);
    expect(decodeText(Uint8Array.from([0x61, ...codes]))).toBe(`a${String.fromCharCode(...codes)}`);
  });

  test("nothing", () => {
    expect(decodeText(new Uint8Array(0))).toBe("");
    expect(decodeText(Uint8Array.of(0x61))).toBe("a");
  });
});

describe("decodeText refuses", () => {
  test.each([
    [
      "a workbook",
      Buffer.from("PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml", "latin1"),
      /spreadsheet.*save the sheet as CSV/,
    ],
    [
      "a workbook that begins with its sheet",
      Buffer.from("PK\x03\x04\x14\0\0\0xl/worksheets/sheet1.xml", "latin1"),
      /spreadsheet/,
    ],
    [
      "an open document",
      Buffer.from("PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "latin1"),
      /spreadsheet/,
    ],
    ["a workbook of the nineties", Buffer.from("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "latin1"), /spreadsheet/],
    ["another archive", Buffer.from("PK\x03\x04\x14\0\0\0grid.csv", "latin1"), /zip archive/],
    ["zeros", new Uint8Array(100), /no text: it holds NUL characters/],
    ["a zero in a text", Buffer.from("id,parent\nr\0,\n"), /no text: it holds NUL characters/],
    ["half a character of UTF-16", utf16(text).subarray(0, 21), /no text: it begins as UTF-16/],
    ["UTF-8 with a broken character", Buffer.concat([Buffer.from("é"), Buffer.of(0xe9)]), /some of it is UTF-8/],
    ["bytes of all kinds", Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), /neither UTF-8/],
  ])("%s", (_, bytes, message) => {
    expect(() => decodeText(bytes)).toThrow(message);
  });
});
