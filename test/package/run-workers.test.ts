import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { distFolder } from "../built-project.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { Random } from "../random-trees.js";

const folder = temporaryFolder();

test("cnab run writes the same bytes with 1 and with 4 workers", () => {
  const random = new Random(1);
  const leaves = Array.from({ length: 600 }, (_, k) => `user${k},feeder${k % 20},0,${random.integer(1, 9)},s${k % 7}`);
  const feeders = Array.from({ length: 20 }, (_, k) => `feeder${k},root,0,${random.integer(20, 90)},`);
  writeFileSync(
    join(folder, "grid.csv"),
    `id,parent,lower,upper,profile\nroot,,0,900,\n${[...feeders, ...leaves].join("\n")}\n`,
  );
  const steps = Array.from({ length: 3000 }, (_, step) =>
    [step, ...Array.from({ length: 7 }, () => random.next())].join(),
  );
  writeFileSync(join(folder, "profiles.csv"), `step,s0,s1,s2,s3,s4,s5,s6\n${steps.join("\n")}\n`);
  const [one, four] = ["1", "4"].map((workers) => {
    const output = join(folder, `${workers}.csv`);
    const args = [
      "run",
      "grid.csv",
      "--profiles",
      "profiles.csv",
      "--only",
      "curtailed",
      "--workers",
      workers,
      "-o",
      output,
    ];
    const ended = spawnSync(process.execPath, [join(distFolder, "cli/main.js"), ...args], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    return readFileSync(output);
  });
  expect(one.length).toBeGreaterThan(100_000);
  expect(four.equals(one)).toBe(true);
});
