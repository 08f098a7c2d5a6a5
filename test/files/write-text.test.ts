import {
  chmodSync,
  linkSync,
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
import { describe, expect, test } from "vitest";
import { writeText } from "../../src/files/write-text.js";
import { InputError } from "../../src/model/input-error.js";
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

test("a link to nothing stays a link, and the file that it leads to is made", async () => {
  const own = emptyFolder("dangling");
  symlinkSync("second.csv", join(own, "first.csv"));
  symlinkSync("target.csv", join(own, "second.csv"));
  await writeText(join(own, "first.csv"), "new");
  expect(readlinkSync(join(own, "first.csv"))).toBe("second.csv");
  expect(readlinkSync(join(own, "second.csv"))).toBe("target.csv");
  expect(readFileSync(join(own, "target.csv"), "utf8")).toBe("new");
});

test("links in a circle are an error", async () => {
  const own = emptyFolder("circle");
  symlinkSync("a.csv", join(own, "a.csv"));
  await expect(writeText(join(own, "a.csv"), "new")).rejects.toThrow("a.csv: it cannot be written: ELOOP");
});

test("permissions that the umask would not give are kept too", async () => {
  const path = join(emptyFolder("umask"), "a.csv");
  writeFileSync(path, "old");
  chmodSync(path, 0o666);
  await writeText(path, "new");
  expect(statSync(path).mode & 0o7777).toBe(0o666);
});

test("a read-only file is not replaced", async () => {
  const own = emptyFolder("read-only");
  const path = join(own, "a.csv");
  writeFileSync(path, "old");
  chmodSync(path, 0o444);
  await expect(writeText(path, "new")).rejects.toThrow("a.csv: it is read-only");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(own)).toEqual(["a.csv"]);
});

describe("a text in pieces", () => {
  function* numbers(count: number) {
    for (let k = 0; k < count; k++) yield `${k}\n`;
  }
  const whole = Array.from(numbers(100_000)).join("");

  test("is written as one", async () => {
    const path = join(emptyFolder("pieces"), "a.csv");
    await writeText(path, numbers(100_000));
    expect(readFileSync(path, "utf8")).toBe(whole);
  });

  test("is gzipped as one", async () => {
    const path = join(emptyFolder("zipped-pieces"), "a.csv.gz");
    await writeText(path, numbers(100_000));
    expect(gunzipSync(readFileSync(path)).toString()).toBe(whole);
  });

  test("is made as fast as it is written, not faster", async () => {
    let made = 0;
    const written: number[] = [];
    const path = join(emptyFolder("pressure"), "a.txt");
    const piece = "x".repeat(1e6);
    await writeText(
      path,
      (function* () {
        for (; made < 60; made++) {
          written.push(statSync(readdirSync(join(path, "..")).map((name) => join(path, "..", name))[0]).size / 1e6);
          yield piece;
        }
      })(),
    );
    const ahead = written.map((size, at) => at - size);
    expect(Math.max(...ahead)).toBeLessThan(40);
  });

  test("that cannot be made leaves what was there, and nothing beside it", async () => {
    const own = emptyFolder("broken-pieces");
    const path = join(own, "a.csv");
    writeFileSync(path, "old");
    const broken = (function* () {
      yield "x".repeat(1e5);
      throw new InputError("the tree is too deep to draw");
    })();
    await expect(writeText(path, broken)).rejects.toThrow(/^the tree is too deep to draw$/);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(own)).toEqual(["a.csv"]);
  });
});

describe("an input is not written over:", () => {
  const own = emptyFolder("inputs");
  const grid = join(own, "grid.csv");
  writeFileSync(grid, "the grid");
  symlinkSync("grid.csv", join(own, "soft.csv"));
  linkSync(grid, join(own, "hard.csv"));

  test.each([
    ["by its name", grid, grid],
    ["by another spelling", grid, join(own, "..", "inputs", "grid.csv")],
    ["through a link", grid, join(own, "soft.csv")],
    ["through a link that was read", join(own, "soft.csv"), grid],
    ["by its other name", grid, join(own, "hard.csv")],
  ])("%s", async (_, input, path) => {
    await expect(writeText(path, "result", { inputs: ["absent.csv", input] })).rejects.toThrow(
      `${path}: it is the input; a result is not written over what it is made from`,
    );
    expect(readFileSync(grid, "utf8")).toBe("the grid");
  });

  test("another file is", async () => {
    await writeText(join(own, "result.csv"), "result", { inputs: [grid, "-"] });
    await writeText(join(own, "result.csv"), "result again", { inputs: [grid, "-"] });
    expect(readFileSync(join(own, "result.csv"), "utf8")).toBe("result again");
  });
});

describe("without clobber", () => {
  test("a file that is there is refused", async () => {
    const path = join(emptyFolder("no-clobber"), "a.csv");
    await writeText(path, "first", { clobber: false });
    await expect(writeText(path, "second", { clobber: false })).rejects.toThrow("a.csv: it is there already");
    expect(readFileSync(path, "utf8")).toBe("first");
  });

  test("nor is one written over that comes while the text is made", async () => {
    const own = emptyFolder("race");
    const path = join(own, "a.csv");
    const late = (function* () {
      writeFileSync(path, "somebody else's");
      yield "mine";
    })();
    await expect(writeText(path, late, { clobber: false })).rejects.toThrow("a.csv: it is there already");
    expect(readFileSync(path, "utf8")).toBe("somebody else's");
    expect(readdirSync(own)).toEqual(["a.csv"]);
  });

  test("a device is written to", async () => {
    await writeText("/dev/null", "text", { clobber: false });
  });
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
