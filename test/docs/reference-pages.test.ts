import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { optionsPage } from "../../scripts/reference-pages.js";
import { projectRoot } from "./pages.js";

test("docs/options.md is as the code has it now (npm run docs:reference writes it)", () => {
  expect(readFileSync(`${projectRoot}/docs/options.md`, "utf8")).toBe(optionsPage());
});

test("every option on it says what it is for", () => {
  const rows = optionsPage().match(/^\| `.*$/gm) ?? [];
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter((row) => /\| {2}\|$/.test(row))).toEqual([]);
});
