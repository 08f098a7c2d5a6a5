import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { distFolder } from "../built-project.js";

/** What compiled modules import, by `import`, `export … from` and `import()`. */
const importedSpecifier = /(?:^(?:import|export)\b[^"=;()]*|\bimport\(\s*)"([^"]+)"/gm;

/** All files that an entry reaches by relative imports, and all else that these import. */
function importGraph(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set([pathToFileURL(entry).href]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const [, specifier] of readFileSync(fileURLToPath(file), "utf8").matchAll(importedSpecifier)) {
      if (specifier.startsWith(".")) files.add(new URL(specifier, file).href);
      else packages.add(specifier);
    }
  }
  return { files, packages };
}

test("the main entry imports nothing but its own files and the loader of the kernel", () => {
  const { files, packages } = importGraph(join(distFolder, "index.js"));
  const names = Array.from(files, (file) => fileURLToPath(file).slice(distFolder.length + 1));
  expect(names).toEqual(expect.arrayContaining(["engine/kernel-binary.js", "audit/verify.js", "model/grid-user.js"]));
  expect(names.filter((name) => /^(text|files|report|cli)\b/.test(name))).toEqual([]);
  expect([...packages]).toEqual(["@assemblyscript/loader"]);
});

test("the walk sees Node's built-ins where there are some: in the files", () => {
  const { packages } = importGraph(join(distFolder, "files/index.js"));
  expect([...packages]).toContain("node:zlib");
});

test("the report's entry runs anywhere: it imports its own files, and nothing of texts, files or engines", () => {
  const { files, packages } = importGraph(join(distFolder, "report/index.js"));
  const names = Array.from(files, (file) => fileURLToPath(file).slice(distFolder.length + 1));
  expect(names.filter((name) => /^(text|files|engine|cli)\b/.test(name))).toEqual([]);
  expect([...packages]).toEqual([]);
});

test("the importers' entry runs anywhere: it imports no solver, nothing of Node, and two packages: for places in broken JSON, and for YAML when it is asked for", () => {
  const { files, packages } = importGraph(join(distFolder, "importers/index.js"));
  const names = Array.from(files, (file) => fileURLToPath(file).slice(distFolder.length + 1));
  expect(names.filter((name) => /^(files|engine|report|cli)\b/.test(name))).toEqual([]);
  expect([...packages].sort()).toEqual(["jsonc-parser", "yaml"]);
});

test("the generator's entry runs anywhere: it imports its own files, and no packages, files or engines", () => {
  const { files, packages } = importGraph(join(distFolder, "generate/index.js"));
  const names = Array.from(files, (file) => fileURLToPath(file).slice(distFolder.length + 1));
  expect(names.filter((name) => /^(files|engine|report|cli)\b/.test(name))).toEqual([]);
  expect([...packages]).toEqual([]);
});
