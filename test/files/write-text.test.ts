import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { writeText } from "../../src/files/write-text.js";
import { FormatError } from "../../src/text/format-error.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();

/** A folder of its own for a test, to see what is left in it. */
function emptyFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

test("the text is in the file, and nothing else beside it", async () => {
  const own = emptyFolder("new");
  await writeText(join(own, "a.csv"), "é\n");
  expect(readFileSync(join(own, "a.csv"), "utf8")).toBe("é\n");
  expect(readdirSync(own)).toEqual(["a.csv"]);
});

test("a name that ends in .gz is gzipped", async () => {
  const own = emptyFolder("gz");
  await writeText(join(own, "a.csv.gz"), "é\n");
  expect(gunzipSync(readFileSync(join(own, "a.csv.gz"))).toString()).toBe("é\n");
});

test("a file that is there is replaced, and keeps its permissions", async () => {
  const path = join(emptyFolder("old"), "a.csv");
  writeFileSync(path, "a longer text than the new one");
  chmodSync(path, 0o600);
  await writeText(path, "new");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a reader of the old file goes on reading the old text", async () => {
  const own = emptyFolder("inode");
  writeFileSync(join(own, "a.csv"), "old");
  const before = statSync(join(own, "a.csv")).ino;
  await writeText(join(own, "a.csv"), "new");
  expect(statSync(join(own, "a.csv")).ino).not.toBe(before);
});

test("a link stays a link", async () => {
  const own = emptyFolder("link");
  writeFileSync(join(own, "target.csv"), "old");
  symlinkSync("target.csv", join(own, "a.csv"));
  await writeText(join(own, "a.csv"), "new");
  expect(lstatSync(join(own, "a.csv")).isSymbolicLink()).toBe(true);
  expect(readlinkSync(join(own, "a.csv"))).toBe("target.csv");
  expect(readFileSync(join(own, "target.csv"), "utf8")).toBe("new");
});

test("a device is written to, not replaced", async () => {
  await writeText("/dev/null", "text");
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

test("a folder that is not there is an error with the file's name", async () => {
  const path = join(folder, "absent", "a.csv");
  await expect(writeText(path, "text")).rejects.toThrow(FormatError);
  await expect(writeText(path, "text")).rejects.toThrow(`${path}: it cannot be written: `);
});

test("a folder in the file's place is an error, and nothing is left behind", async () => {
  const own = emptyFolder("folder");
  mkdirSync(join(own, "a.csv"));
  await expect(writeText(join(own, "a.csv"), "text")).rejects.toThrow("a.csv: it cannot be written: ");
  expect(readdirSync(own)).toEqual(["a.csv"]);
});
