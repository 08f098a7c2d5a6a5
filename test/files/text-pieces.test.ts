import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { textPieces } from "../../src/files/text-pieces.js";
import { gathered } from "../series/gathered.js";
import { filesIn, temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();

const file = filesIn(folder);

/** Longer than what is read at a time, with letters of two to four bytes wherever that may be cut. */
const long = Array.from({ length: 60_000 }, (_, line) => `${line},Straße €${line % 7},🚗\n`).join("");

test.each([
  ["a text of many pieces", long],
  ["no line end at its end", `${long}last €`],
  ["one line longer than a piece", `${"ß".repeat(2_000_000)}\nnext`],
  ["lines of Windows", "a,b\r\n1,2\r\n"],
  ["nothing", ""],
])("%s comes as it is, gzipped or not, in pieces that end where lines do", async (_, text) => {
  for (const path of [file("plain.csv", text), file("zipped.csv.gz", gzipSync(text))]) {
    const pieces = await gathered(textPieces(path));
    expect(pieces.join("") === text).toBe(true);
    expect(pieces.slice(0, -1).every((piece) => piece.endsWith("\n"))).toBe(true);
    expect(pieces).not.toContain("");
  }
});

test("a byte-order mark is left out at the beginning, and stays everywhere else", async () => {
  const lines = `${long}\ufeffx\n`;
  expect((await gathered(textPieces(file("marked.csv", `\ufeff${lines}`)))).join("") === lines).toBe(true);
});

test.each([
  ["the middle", Buffer.concat([Buffer.from(long), Buffer.of(0xff), Buffer.from("\nmore\n")])],
  ["the end, where a letter is cut", Buffer.from("Straß").subarray(0, 5)],
])("what is not UTF-8 in %s is an error", async (_, bytes) => {
  await expect(gathered(textPieces(file("broken.csv", bytes)))).rejects.toThrow("broken.csv: it is not UTF-8");
});
