import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { workedExamplePages } from "../../scripts/worked-examples.js";
import { differing, published } from "../published-examples.js";
import { projectRoot } from "./pages.js";

const folder = `${projectRoot}/docs/worked-examples`;
const pages = workedExamplePages();

test("there is a page for every published example, and no other", () => {
  expect(pages).toHaveLength(1 + [...published, differing].length);
  expect(readdirSync(folder).sort()).toEqual(pages.map(({ name }) => name).sort());
});

test.each(pages)("$name is as the trace makes it now (npm run docs:examples writes it)", ({ name, text }) => {
  expect(readFileSync(`${folder}/${name}`, "utf8")).toBe(text);
});
