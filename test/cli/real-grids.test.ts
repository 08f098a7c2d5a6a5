import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const grids = process.env.CNAB_GRIDS;
if (!grids) console.warn("Real grids are skipped: set CNAB_GRIDS to a folder of CSV trees to solve them too.");

const trees = grids
  ? readdirSync(grids).filter((name) => /\.csv(\.gz)?$/.test(name) && !/\.(profiles|sessions)\.csv/.test(name))
  : [];

/** These files say more than a grid has, and that is all that there is to say. */
const said = expect.stringMatching(/^(cnab: .*: ignored, since no grid has such columns: .*\n)?$/);

describe.skipIf(!grids)("a real grid is solved, and its answer passes the audit:", () => {
  const folder = temporaryFolder();

  test("the folder has some", () => {
    expect(trees).not.toEqual([]);
  });

  for (const name of trees) {
    test(`${name} is drawn, in every format, small enough to be looked at`, { timeout: 60_000 }, async () => {
      const result = join(folder, "flows.csv");
      await cnab(["solve", join(grids as string, name), "-o", result]);
      for (const [format, most] of Object.entries({ tree: 20_000, mermaid: 10_000, svg: 600_000, html: 10_000_000 })) {
        const drawn = await cnab(["show", join(grids as string, name), result, "--format", format]);
        expect({ code: drawn.code, stderr: drawn.stderr }).toEqual({ code: 0, stderr: said });
        expect(drawn.stdout.length, format).toBeLessThan(most);
        expect(drawn.stdout.length, format).toBeGreaterThan(500);
      }
    });

    for (const fairness of ["leaves", "siblings"]) {
      test(`${name}, fair among ${fairness}`, { timeout: 60_000 }, async () => {
        const grid = join(grids as string, name);
        const result = join(folder, "result.csv");
        const begun = performance.now();
        const solved = await cnab(["solve", grid, "--fairness", fairness, "-o", result]);
        const solvedAt = performance.now();
        expect(solved).toEqual({ code: 0, stdout: "", stderr: said });
        const audited = await cnab(["verify", grid, result, "--fairness", fairness]);
        const auditedAt = performance.now();
        expect(audited.stdout).toMatch(/^ok: /);
        expect(audited.code).toBe(0);
        const [solving, auditing] = [solvedAt - begun, auditedAt - solvedAt].map((ms) => ms.toFixed(0));
        console.log(`${name}, ${fairness}: read, solved and written in ${solving} ms, audited in ${auditing} ms`);
      });
    }

    test(`${name}, with requests by kind, under each rule that it has the numbers for`, {
      timeout: 60_000,
    }, async () => {
      const grid = join(grids as string, name);
      const result = join(folder, "requests.csv");
      for (const rule of [[], ["--rule", "equal"], ["--rule", "proportional"]]) {
        const solved = await cnab(["solve", grid, "--requests", "by-kind", ...rule, "-o", result]);
        expect(solved).toMatchObject({ code: 0, stderr: said });
        expect(solved.stdout).toMatch(/^ +import +export\nrequested /);
        const audited = await cnab(["verify", grid, result, "--requests", "by-kind", ...rule]);
        expect(audited).toMatchObject({ code: 0, stderr: said });
      }
    });
  }
});
