import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectFolder } from "../built-project.js";

test("the day of the car park goes as the page about shifting tells it", () => {
  const command = "examples/car-park-day.mjs";
  const { stdout, stderr } = spawnSync(process.execPath, [command], { cwd: projectFolder, encoding: "utf8" });
  const page = readFileSync(join(projectFolder, "docs/shifting.md"), "utf8");
  expect(stderr).toBe("");
  expect(page).toContain(`$ node ${command}\n${stdout}\`\`\``);
});
