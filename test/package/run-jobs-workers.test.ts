import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { distFolder } from "../built-project.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { writeJobInputs } from "./job-inputs.js";

const folder = temporaryFolder();
const command = join(distFolder, "cli", "main.js");
const jobCount = 7;

writeJobInputs(folder, { jobs: jobCount, leaves: 30, limit: [20, 90], seed: 3 });
const rows = Array.from(
  { length: jobCount },
  (_, job) => `grid${job}.csv,profiles${job}.csv,${job}.csv,steps${job}.csv`,
);
writeFileSync(join(folder, "in/jobs.csv"), `grid,profiles,output,steps_output\n${rows.join("\n")}\n`);

function ran(output: string, workers: string, ...options: string[]) {
  const given = ["run", "in/jobs.csv", "-o", output, "--workers", workers, ...options];
  return spawnSync(process.execPath, [command, ...given], {
    cwd: folder,
    encoding: "utf8",
  });
}

function contents(output: string): Record<string, string> {
  const names = readdirSync(join(folder, output)).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, output, name), "utf8")]));
}

test("a table of jobs comes to the same bytes and words with 1 and with 4 workers, and with more than there are jobs", () => {
  const one = ran("one", "1");
  expect(one.status).toBe(2);
  expect(one.stderr).toMatch(/^cnab: in\/jobs\.csv:5: in\/profiles3\.csv:1002: step 999 stands there twice\n/);
  expect(one.stdout).toContain(`${jobCount} jobs: ${jobCount - 1} solved, 1 failed\n`);
  const expected = contents("one");
  expect(Object.keys(expected)).toHaveLength(2 * (jobCount - 1));
  for (const workers of ["4", "16"]) {
    const many = ran(workers, workers);
    expect(many).toMatchObject({ status: 2, stdout: one.stdout, stderr: one.stderr });
    expect(contents(workers)).toEqual(expected);
  }
});

test.each(["SIGINT", "SIGKILL"] as const)(
  "%s in the middle leaves whole files, and --resume goes on to the same",
  async (signal) => {
    const whole = contents("one");
    for (const milliseconds of [400, 700]) {
      const output = `${signal}${milliseconds}`;
      const child = spawn(process.execPath, [command, "run", "in/jobs.csv", "-o", output, "--workers", "3"], {
        cwd: folder,
        stdio: "ignore",
      });
      const end = new Promise((resolve) => child.on("exit", resolve));
      await setTimeout(milliseconds);
      child.kill(signal);
      await end;
      mkdirSync(join(folder, output), { recursive: true });
      for (const [name, text] of Object.entries(contents(output))) {
        if (name in whole) expect(text, name).toBe(whole[name]);
      }
      expect(ran(output, "3", "--resume").status).toBe(2);
      expect(contents(output)).toEqual(whole);
    }
  },
);
