import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../random-trees.js";

/** What jobs are made of. */
export interface JobInputs {
  readonly jobs: number;
  readonly leaves: number;
  /** Of the root's upper limit. */
  readonly limit: readonly [least: number, greatest: number];
  readonly seed: number;
}

/** Which job's profiles are broken in the middle. */
export const BROKEN = 3;

/** Writes `in/gridN.csv` and `in/profilesN.csv` into a folder, 2000 steps each. */
export function writeJobInputs(folder: string, { jobs, leaves, limit, seed }: JobInputs): void {
  const random = new Random(seed);
  mkdirSync(join(folder, "in"));
  for (let job = 0; job < jobs; job++) {
    const users = Array.from({ length: leaves }, (_, k) => `user${k},root,0,${random.integer(1, 9)},s${k % 3}`);
    writeFileSync(
      join(folder, `in/grid${job}.csv`),
      `id,parent,lower,upper,profile\nroot,,0,${random.integer(...limit)},\n${users.join("\n")}\n`,
    );
    const steps = Array.from({ length: 2000 }, (_, step) => [step, random.next(), random.next(), random.next()].join());
    if (job === BROKEN) steps[1000] = "999,1,1,1";
    writeFileSync(join(folder, `in/profiles${job}.csv`), `step,s0,s1,s2\n${steps.join("\n")}\n`);
  }
}
