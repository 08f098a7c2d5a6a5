// Searches for cases in which a promise is not kept: kernel, reference and auditor against each other and, on small trees,
// against exact numbers. `npm run fuzz -- --minutes 10 --seed 1`; CONTRIBUTING.md says more.
import { parseArgs } from "node:util";
import { extremeCase } from "../test/exact/extreme-cases.js";
import { brokenPromises, type ChangingCase } from "../test/exact/promises.js";
import { shrink } from "./shrink-case.js";

const SHRINK_MILLISECONDS = 20_000;
const FAULTS_SHOWN = 3;
/** Finds after which there is enough to look at. */
const ENOUGH = 10;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const first = Number(values.seed);
const end = Date.now() + Number(values.minutes) * 60_000;
if (!Number.isInteger(first) || !Number.isFinite(end)) throw new Error("expected --minutes NUMBER --seed INTEGER");

/** The same kind of fault: its message without the numbers. */
const kindOf = (fault: string) => fault.replace(/-?\d[\d.e+-]*|after change|at first/g, "");

/** As it can be pasted into test/exact/extremes.test.ts. */
function literal({ tree, options, changes }: ChangingCase): string {
  const written = (value: unknown): string => {
    if (typeof value === "number") {
      if (Number.isNaN(value)) return "none";
      return Math.abs(value) === Number.POSITIVE_INFINITY
        ? `${value < 0 ? "-" : ""}inf`
        : Object.is(value, -0)
          ? "-0"
          : `${value}`;
    }
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    if (ArrayBuffer.isView(value) || Array.isArray(value))
      return `[${Array.from(value as number[], written).join(", ")}]`;
    const fields = Object.entries(value).map(([key, inner]) => `${key}: ${written(inner)}`);
    return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
  };
  return written({ tree, options, changes });
}

/** What is thrown is a fault too. */
function faultsOf(given: ChangingCase): string[] {
  try {
    return brokenPromises(given);
  } catch (error) {
    return [`throws ${error instanceof Error ? error.stack : error}`];
  }
}

let cases = 0;
const kinds = new Set<string>();
for (let seed = first; Date.now() < end && kinds.size < ENOUGH; seed++, cases++) {
  const given = extremeCase(seed);
  const faults = faultsOf(given);
  if (faults.length === 0) continue;
  const kind = kindOf(faults[0]);
  if (kinds.has(kind)) continue;
  kinds.add(kind);
  const isSame = (candidate: ChangingCase) => brokenPromises(candidate).some((fault) => kindOf(fault) === kind);
  const least = shrink(given, isSame, SHRINK_MILLISECONDS);
  console.log(`seed ${seed}:\n${faultsOf(least).slice(0, FAULTS_SHOWN).join("\n")}\n${literal(least)}\n`);
}
console.log(`${cases} cases from seed ${first} on, ${kinds.size} kinds of fault`);
process.exitCode = kinds.size > 0 ? 1 : 0;
