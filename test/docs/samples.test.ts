import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as files from "../../src/files/index.js";
import * as generate from "../../src/generate/index.js";
import * as importers from "../../src/importers/index.js";
import * as library from "../../src/index.js";
import * as report from "../../src/report/index.js";
import * as series from "../../src/series/index.js";
import * as texts from "../../src/text/index.js";
import { cnab } from "../cli/run-in-process.js";
import { type Page, projectRoot, readPages } from "./pages.js";
import { claimCount, pageScripts, runProgram, typescriptPrograms } from "./program.js";
import { exchangesOf, Shell } from "./transcript.js";

const pages = readPages();
const packageName = "constrained-node-allocation-balancer";

const known: Readonly<Record<string, unknown>> = {
  [packageName]: library,
  [`${packageName}/text`]: texts,
  [`${packageName}/importers`]: importers,
  [`${packageName}/files`]: files,
  [`${packageName}/report`]: report,
  [`${packageName}/series`]: series,
  [`${packageName}/generate`]: generate,
  [`${packageName}/light`]: { ...library, ...texts, ...report },
  [`https://cdn.example/${packageName}@0.1.0/dist/browser.js`]: { ...library, ...texts, ...report },
};
const modules = (name: string) => (name in known ? Promise.resolve(known[name]) : import(/* @vite-ignore */ name));

// Samples may write files: they run in a folder of their own, with the examples in it.
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cnab-docs-"));
  await symlink(join(projectRoot, "examples"), join(folder, "examples"));
  process.chdir(folder);
});

afterAll(async () => {
  process.chdir(projectRoot);
  await rm(folder, { recursive: true });
});

function blocksIn(language: string): { name: string; text: string }[] {
  return pages.flatMap(({ path, blocks }) =>
    blocks.filter((block) => block.language === language).map(({ line, text }) => ({ name: `${path}:${line}`, text })),
  );
}

describe("TypeScript samples", () => {
  const programs = pages.flatMap(typescriptPrograms);

  test.each(programs)("$name", async (program) => {
    expect(claimCount(program)).toBeGreaterThan(0);
    await runProgram(program, { modules, globals: {} });
  });

  test("pass the type checker", async () => {
    const samples = join(projectRoot, "build", "docs-samples");
    await rm(samples, { recursive: true, force: true });
    await mkdir(samples, { recursive: true });
    const compilerOptions = {
      noEmit: true,
      noUnusedLocals: false,
      paths: {
        [packageName]: ["../../src/index.ts"],
        [`${packageName}/text`]: ["../../src/text/index.ts"],
        [`${packageName}/importers`]: ["../../src/importers/index.ts"],
        [`${packageName}/files`]: ["../../src/files/index.ts"],
        [`${packageName}/report`]: ["../../src/report/index.ts"],
        [`${packageName}/series`]: ["../../src/series/index.ts"],
        [`${packageName}/generate`]: ["../../src/generate/index.ts"],
      },
    };
    const configuration = { extends: "../../tsconfig.json", compilerOptions, include: ["*.ts"] };
    await writeFile(join(samples, "tsconfig.json"), JSON.stringify(configuration));
    await Promise.all(
      programs.map(({ name, source }, at) => writeFile(join(samples, `${at}.ts`), `// ${name}\n${source}export {};\n`)),
    );
    const tsc = join(projectRoot, "node_modules", "typescript", "bin", "tsc");
    const complaints = await promisify(execFile)(process.execPath, [tsc, "-p", samples]).then(
      () => "",
      ({ stdout }) => stdout,
    );
    expect(complaints).toBe("");
  });
});

describe("web pages", () => {
  const scripts = pages.flatMap(pageScripts);
  const installed = (address: string) => address.replace(`./node_modules/${packageName}/`, "./");

  test.each(scripts)("$name", async (script) => {
    const globals = {
      document: { body: { textContent: "" } },
      fetch: async (address: string) =>
        new Response(await readFile(join(projectRoot, installed(address))), {
          headers: { "content-type": "application/wasm" },
        }),
    };
    expect(claimCount(script)).toBeGreaterThan(0);
    await runProgram(script, { modules, globals });
  });

  test("import maps name files that are there", () => {
    const addresses = blocksIn("html").flatMap(({ text }) => {
      const map = /<script type="importmap">\n([\s\S]*?)<\/script>/.exec(text)?.[1];
      return map === undefined ? [] : Object.values<string>(JSON.parse(map).imports);
    });
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) expect(existsSync(join(projectRoot, installed(address))), address).toBe(true);
  });
});

test.each(blocksIn("console"))("transcript $name", async ({ text }) => {
  const { scripts } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
  const shell = new Shell(scripts.demo);
  const exchanges = exchangesOf(text);
  expect(exchanges.length).toBeGreaterThan(0);
  for (const { command, printed } of exchanges)
    expect(`$ ${command}\n${await shell.run(command)}`).toBe(`$ ${command}\n${printed}`);
});

test("the picture in README is what cnab show draws of the example", async () => {
  const { stdout } = await cnab(["show", "examples/four-users.json", "--format", "svg"]);
  expect(await readFile(join(projectRoot, "docs/four-users.svg"), "utf8")).toBe(stdout);
});

test.each(blocksIn("json"))("JSON grid $name", ({ text }) => {
  expect(texts.gridFromJson(text).tree.nodeCount).toBeGreaterThan(1);
});

test.each(blocksIn("csv"))("CSV grid $name", ({ text }) => {
  expect(texts.gridFromCsv(text).tree.nodeCount).toBeGreaterThan(1);
});

test("every block is in a language that is tested, or plain text", () => {
  const languages = new Set(pages.flatMap(({ blocks }) => blocks.map(({ language }) => language)));
  // `js` is a worker, which test/browser runs.
  const accounted = ["ts", "js", "html", "console", "json", "csv", "sh", "text"];
  expect([...languages].filter((language) => !accounted.includes(language))).toEqual([]);
});

test("links between pages lead to files and headings that are there", () => {
  const anchors = new Map(pages.map((page) => [page.path, anchorsOf(page)]));
  for (const { path, text } of pages) {
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file, anchor] = target.split("#");
      const linked = file === "" ? path : join(dirname(path), file);
      expect(existsSync(join(projectRoot, linked)), `${path} links to ${target}`).toBe(true);
      if (anchor !== undefined) expect(anchors.get(linked), `${path} links to ${target}`).toContain(anchor);
    }
  }
});

test("the pages name every export, command and option", async () => {
  const told = pages.map(({ text }) => text).join("\n");
  const help = await Promise.all(
    [
      "--help",
      "solve --help",
      "verify --help",
      "compare --help",
      "explain --help",
      "show --help",
      "convert --help",
      "run --help",
      "plan --help",
    ].map((argv) => cnab(argv.split(" "))),
  );
  const options = help.flatMap(({ stdout }) => stdout.match(/--[a-z][a-z-]*/g) ?? []);
  expect(options.length).toBeGreaterThan(0);
  for (const name of [
    ...Object.keys(library),
    ...Object.keys(texts),
    ...Object.keys(importers),
    ...Object.keys(files),
    ...Object.keys(report),
    ...Object.keys(series),
    ...options,
  ])
    expect(told).toContain(name);
});

/** As GitHub makes them. */
function anchorsOf({ text }: Page): string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, "")
      .replaceAll(" ", "-"),
  );
}
