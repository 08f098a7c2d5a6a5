import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot, readPages } from "./pages.js";

const architecture = readPages().find(({ path }) => path === "docs/architecture.md")?.text ?? "";
const rooms = Array.from(architecture.matchAll(/^\| `([\w-]+)` \| (.+) \|$/gm), ([, room, imports]) => ({
  room,
  allowed: Array.from(imports.matchAll(/`([\w-]+)`/g), ([, name]) => name),
}));

/** What every file of src/ imports of src/, types too: paths from src/. */
const imports = new Map(sourceFiles().map((file) => [file, importsOf(file)]));

function sourceFiles(): string[] {
  return readdirSync(join(projectRoot, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"));
}

function importsOf(file: string): string[] {
  const source = readFileSync(join(projectRoot, "src", file), "utf8");
  return Array.from(source.matchAll(/(?:from|import\()\s*"(\.[^"]+)\.js"/g), ([, path]) =>
    new URL(`${path}.ts`, `file:///${file}`).pathname.slice(1),
  );
}

const roomOf = (file: string) => file.split("/")[0];

/** The first circle of imports that is found, in the order of its files; empty where there is none. */
function firstCircle(): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const imported of imports.get(file) ?? []) {
      const circle = visit(imported);
      if (circle.length > 0) return circle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle.length > 0) return circle;
  }
  return [];
}

test("the page has every room of src/", () => {
  const folders = readdirSync(join(projectRoot, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(rooms.map(({ room }) => room).sort()).toEqual(folders.map(({ name }) => name).sort());
});

test.each(rooms)("src/$room imports from the rooms that the page names, at whatever depth", ({ room, allowed }) => {
  const found = new Set<string>();
  for (const [file, imported] of imports) {
    if (roomOf(file) !== room) continue;
    for (const other of imported) if (roomOf(other) !== room) found.add(roomOf(other));
  }
  expect([...found].sort()).toEqual([...allowed].sort());
});

test("rooms stand in the page's table before those that import from them", () => {
  const place = new Map(rooms.map(({ room }, at) => [room, at]));
  const backwards = rooms.flatMap(({ room, allowed }) =>
    allowed
      .filter((name) => !((place.get(name) ?? Number.NaN) < (place.get(room) ?? Number.NaN)))
      .map((name) => `${room} → ${name}`),
  );
  expect(backwards).toEqual([]);
});

test("every import leads to a file, and none in a circle", () => {
  const missing = [...imports].flatMap(([file, all]) =>
    all.filter((path) => !imports.has(path)).map((path) => `${file} → ${path}`),
  );
  expect(missing).toEqual([]);
  expect(firstCircle()).toEqual([]);
});
