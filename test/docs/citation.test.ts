import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "./pages.js";

const text = (name: string) => readFileSync(join(projectRoot, name), "utf8");

test("CITATION.cff, package.json and LICENSE say the same", () => {
  const { version, license, author, homepage, repository, bugs } = JSON.parse(text("package.json"));
  const citation = Object.fromEntries(
    Array.from(text("CITATION.cff").matchAll(/^(?: {2}- )?([\w-]+): "?(.+?)"?$/gm), ([, key, value]) => [key, value]),
  );
  expect(citation).toMatchObject({ version, license, name: author, url: homepage });
  expect(repository.url).toBe(`git+${citation["repository-code"]}.git`);
  expect(bugs.url).toBe(`${citation["repository-code"]}/issues`);
  expect(text("LICENSE")).toContain(`Copyright (c) 2026 ${author}\n`);
});
