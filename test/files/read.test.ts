import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readFlows, readGrid } from "../../src/files/read.js";
import type { ReadOptions } from "../../src/files/read-text.js";
import { FormatError } from "../../src/text/format-error.js";
import { filesIn, temporaryFolder } from "./temporary-folder.js";

const csv = "id,parent,upper\nr,,4\n";
const json = '{"id": "r", "upper": 4}';
const folder = temporaryFolder();

const file = filesIn(folder);

async function upperOf(path: string, options?: ReadOptions): Promise<number> {
  const { tree } = await readGrid(path, options);
  expect(tree.id(0)).toBe("r");
  return tree.upper[0];
}

describe("readGrid takes", () => {
  test.each([
    ["a.csv", csv],
    ["b.json", json],
    ["c.CSV", csv],
    ["d.csv.gz", gzipSync(csv)],
    ["e.json.gz", gzipSync(json)],
    ["gzip-by-content.csv", gzipSync(csv)],
    ["plain-by-content.json.gz", json],
    ["csv-by-content", csv],
    ["json-by-content.txt", `\uFEFF\n ${json}`],
    ["list-by-content.txt", `[${json}]`],
    ["gzipped-json-by-content", gzipSync(json)],
    ["utf16.csv", Buffer.from(`\uFEFF${csv}`, "utf16le")],
    ["utf16.json.gz", gzipSync(Buffer.from(json, "utf16le"))],
    ["latin1.csv", Buffer.from("id,parent,upper,name\nr,,4,Zähler\n", "latin1")],
  ])("%s", async (name, content) => {
    expect(await upperOf(file(name, content))).toBe(4);
  });

  test("standard input for -, CSV by its content", async () => {
    expect(await upperOf("-", { stdin: Readable.from([Buffer.from(csv)]) })).toBe(4);
  });

  test("standard input for -, JSON by its content", async () => {
    expect(await upperOf("-", { stdin: Readable.from([Buffer.from(json)]) })).toBe(4);
  });

  test("standard input in pieces that cut characters and the gzip header", async () => {
    const bytes = gzipSync("id,parent,name\nr,,Zähler\n");
    const { names } = await readGrid("-", { stdin: Readable.from(Array.from(bytes, (byte) => Buffer.of(byte))) });
    expect(names).toEqual(["Zähler"]);
  });
});

describe("readGrid refuses", () => {
  test("a file that is not there", async () => {
    const path = join(folder, "absent.csv");
    await expect(readGrid(path)).rejects.toThrow(/absent\.csv: there is no such file$/);
    await expect(readGrid(path)).rejects.toBeInstanceOf(FormatError);
  });

  test("a folder", async () => {
    await expect(readGrid(folder)).rejects.toThrow("it is a folder; expected a file");
  });

  test("gzip that is cut off", async () => {
    const path = file("cut.csv.gz", gzipSync(csv).subarray(0, 20));
    await expect(readGrid(path)).rejects.toThrow("cut.csv.gz: it is not sound gzip: ");
  });

  test("a workbook, and says how to save it", async () => {
    const path = file("grid.xlsx", Buffer.from("PK\x03\x04\x14\0\x06\0[Content_Types].xml", "latin1"));
    await expect(readGrid(path)).rejects.toThrow(/grid\.xlsx: it is a spreadsheet, not CSV; save the sheet as CSV/);
  });

  test("bad rows, with the file and line", async () => {
    const path = file("bad.csv", "id,parent\nr,\na,q\n");
    await expect(readGrid(path)).rejects.toThrow(`${path}:3: node "a": parent "q" is not a node`);
  });

  test("bad rows on standard input, by that name", async () => {
    await expect(readGrid("-", { stdin: Readable.from(["id,parent\na,q\n"]) })).rejects.toThrow("standard input:2: ");
  });

  test("standard input that breaks off", async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error("gone"));
      },
    });
    await expect(readGrid("-", { stdin: broken })).rejects.toThrow("standard input: it cannot be read: gone");
  });
});

describe("max-input:", () => {
  test("a file of just as many bytes is read, one of one more is not", async () => {
    const path = file("large.csv", csv);
    expect(await upperOf(path, { maxInput: csv.length })).toBe(4);
    await expect(readGrid(path, { maxInput: csv.length - 1 })).rejects.toThrow(
      `large.csv: it has more than ${csv.length - 1} bytes, the limit; a higher one is set by max-input`,
    );
    await expect(readGrid(path, { maxInput: csv.length - 1 })).rejects.toMatchObject({ field: "maxInput" });
  });

  test("a pipe without end is read up to the limit, and no further", async () => {
    let pieces = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          pieces++;
          yield Buffer.alloc(1000, "a");
        }
      })(),
    );
    await expect(readGrid("-", { stdin: endless, maxInput: 1e5 })).rejects.toThrow("it has more than 100000 bytes");
    expect(pieces).toBeLessThan(200);
    expect(endless.destroyed).toBe(true);
  });

  test("gzip is counted as what it unzips to", async () => {
    const path = file("bomb.csv.gz", gzipSync(Buffer.alloc(1e6, "a")));
    await expect(readGrid(path, { maxInput: 1e5 })).rejects.toThrow("unzipped it has more than 100000 bytes");
  });

  test("flows have the same limit", async () => {
    const { tree } = await readGrid("-", { stdin: Readable.from([csv]) });
    await expect(readFlows(file("flows.csv", "id,flow\nr,3\n"), tree, { maxInput: 9 })).rejects.toThrow("more than 9");
  });

  test.each([0, -1, Number.NaN])("%s is no limit", async (maxInput) => {
    await expect(readGrid("-", { maxInput })).rejects.toThrow(`maxInput is ${maxInput}; it must be a number of bytes`);
  });
});

describe("readFlows takes", () => {
  test.each([
    ["result.csv", "id,flow\nr,3\n"],
    ["result.json", '[{"id": "r", "flow": 3}]'],
    ["result.csv.gz", gzipSync("id,flow\nr,3\n")],
  ])("%s", async (name, content) => {
    const { tree } = await readGrid("-", { stdin: Readable.from([csv]) });
    expect([...(await readFlows(file(name, content), tree))]).toEqual([3]);
  });
});
