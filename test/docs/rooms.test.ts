import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot, readPages } from "./pages.js";

const architecture = readPages().find(({ path }) => path === "docs/architecture.md")?.text ?? "";
const rooms = Array.from(architecture.matchAll(/^\| `(\w+)` \| (.+) \|$/gm), ([, room, imports]) => ({
  room,
  allowed: Array.from(imports.matchAll(/`(\w+)`/g), ([, name]) => name),
}));

/** What the files of `folder` import, by its path from src/. */
function importedRooms(folder: string): string[] {
  const found = new Set<string>();
  for (const file of readdirSync(folder)) {
    const source = readFileSync(join(folder, file), "utf8");
    for (const [, name] of source.matchAll(/from "\.\.\/([\w.-]+)/g)) found.add(name);
  }
  return [...found].sort();
}

test("the page has every room of src/", () => {
  const folders = readdirSync(join(projectRoot, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(rooms.map(({ room }) => room).sort()).toEqual(folders.map(({ name }) => name).sort());
});

test.each(rooms)("src/$room imports from the rooms that the page names", ({ room, allowed }) => {
  expect(importedRooms(join(projectRoot, "src", room))).toEqual([...allowed].sort());
});
