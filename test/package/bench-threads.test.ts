import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { distFolder, projectFolder } from "../built-project.js";

test("cnab bench compares one thread with several", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(distFolder, "cli/main.js"), "bench", "examples/shared-street.csv", "--json", "--workers", "3"],
    { cwd: projectFolder, encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { steps, answers } = JSON.parse(stdout);
  expect([steps.oneThread.threads, steps.manyThreads.threads]).toEqual([1, 3]);
  expect(steps.manyThreads.stepsOfARepeat).toBe(steps.oneThread.stepsOfARepeat);
  expect(answers).toMatchObject({ sameOnAllThreads: true, faults: [] });
});
