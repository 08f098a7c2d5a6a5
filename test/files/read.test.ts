import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readFlows, readGrid } from "../../src/files/read.js";
import { FormatError } from "../../src/text/format-error.js";
import { temporaryFolder } from "./temporary-folder.js";

const csv = "id,parent,upper\nr,,4\n";
const json = '{"id": "r", "upper": 4}';
const folder = temporaryFolder();

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function upperOf(path: string, stdin?: Readable): Promise<number> {
  const { tree } = await readGrid(path, stdin);
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
  ])("%s", async (name, content) => {
    expect(await upperOf(file(name, content))).toBe(4);
  });

  test("standard input for -, CSV by its content", async () => {
    expect(await upperOf("-", Readable.from([Buffer.from(csv)]))).toBe(4);
  });

  test("standard input for -, JSON by its content", async () => {
    expect(await upperOf("-", Readable.from([Buffer.from(json)]))).toBe(4);
  });

  test("standard input in pieces that cut characters and the gzip header", async () => {
    const bytes = gzipSync("id,parent,name\nr,,Zähler\n");
    const { names } = await readGrid("-", Readable.from(Array.from(bytes, (byte) => Buffer.of(byte))));
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

  test("text that is not UTF-8", async () => {
    const path = file("latin1.csv", Buffer.from("id,parent\nZähler,\n", "latin1"));
    await expect(readGrid(path)).rejects.toThrow("latin1.csv: it is not UTF-8 text");
  });

  test("bad rows, with the file and line", async () => {
    const path = file("bad.csv", "id,parent\nr,\na,q\n");
    await expect(readGrid(path)).rejects.toThrow(`${path}:3: node "a": parent "q" is not a node`);
  });

  test("bad rows on standard input, by that name", async () => {
    await expect(readGrid("-", Readable.from(["id,parent\na,q\n"]))).rejects.toThrow("standard input:2: ");
  });

  test("standard input that breaks off", async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error("gone"));
      },
    });
    await expect(readGrid("-", broken)).rejects.toThrow("standard input: it cannot be read: gone");
  });
});

describe("readFlows takes", () => {
  test.each([
    ["result.csv", "id,flow\nr,3\n"],
    ["result.json", '[{"id": "r", "flow": 3}]'],
    ["result.csv.gz", gzipSync("id,flow\nr,3\n")],
  ])("%s", async (name, content) => {
    const { tree } = await readGrid("-", Readable.from([csv]));
    expect([...(await readFlows(file(name, content), tree))]).toEqual([3]);
  });
});
