// Makes one small edit of assembly/ at a time, builds, and runs the kernel's suites until one fails: lists the edits that no
// test notices. `npm run mutate -- --sample 100`; CONTRIBUTING.md says more.
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Random } from "../test/random-trees.js";
import { type Edit, editsOf } from "./kernel-edits.js";

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "." },
    sample: { type: "string", default: "Infinity" },
    seed: { type: "string", default: "1" },
    quick: { type: "boolean", default: false },
  },
});

/** Suites in turns, the quick ones first: most edits do not get far. */
const QUICK = ["absorption", "contradictions", "rounding-in-limits", "extremes"].map(
  (name) => `test/exact/${name}.test.ts`,
);
const TURNS = [
  [...QUICK, "test/published-examples.test.ts"],
  ["test/engine"],
  ["test/exact", "test/curtailment.test.ts", "test/large-trees.test.ts"],
];
/** An edit that has a loop run on is noticed too. */
const TURN_MILLISECONDS = [60_000, 300_000, 600_000];

const WORK = "build/mutant";
const ASC = "node_modules/assemblyscript/bin/asc.js";
const OPTIONS = [
  "--runtime",
  "stub",
  "--initialMemory",
  "1",
  "--maximumMemory",
  "65536",
  "-O3",
  "--noAssert",
  "--enable",
  "simd",
];

interface Mutant extends Edit {
  readonly file: string;
}

function build(target: string): boolean {
  const args = [ASC, `${WORK}/assembly/index.ts`, ...OPTIONS, "--outFile", target];
  if (spawnSync(process.execPath, args, { stdio: "ignore" }).status !== 0) return false;
  // Without the mark it would be refused as none of this version's kernels.
  appendFileSync(target, readFileSync("build/kernel.mark"));
  return true;
}

/** Whether all suites pass over `build/kernel.mutant.wasm`. */
function passes(suites: readonly string[], turn: number): boolean {
  const args = [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    "release kernel",
    "--bail",
    "1",
    "--maxWorkers",
    "1",
    ...suites,
  ];
  const env = { ...process.env, CNAB_KERNEL: "mutant" };
  // Its own time limit does not end a loop in WebAssembly.
  return (
    spawnSync(process.execPath, args, { stdio: "ignore", env, timeout: TURN_MILLISECONDS[turn], killSignal: "SIGKILL" })
      .status === 0
  );
}

function outcomeOf({ file, line, after }: Mutant, original: Buffer): "not built" | "the same" | "noticed" | "survived" {
  const path = `${WORK}/assembly/${file}`;
  const source = readFileSync(path, "utf8");
  try {
    writeFileSync(
      path,
      source
        .split("\n")
        .with(line - 1, after)
        .join("\n"),
    );
    if (!build("build/kernel.mutant.wasm")) return "not built";
  } finally {
    writeFileSync(path, source);
  }
  if (readFileSync("build/kernel.mutant.wasm").equals(original)) return "the same";
  return TURNS.slice(0, values.quick ? 1 : undefined).every(passes) ? "survived" : "noticed";
}

function allMutants(): Mutant[] {
  const files = readdirSync("assembly").filter((name) => name.endsWith(".ts") && name !== "index.ts");
  return files
    .filter((file) => new RegExp(values.files).test(file))
    .flatMap((file) => editsOf(readFileSync(`assembly/${file}`, "utf8")).map((edit) => ({ file, ...edit })));
}

rmSync(WORK, { recursive: true, force: true });
mkdirSync(WORK, { recursive: true });
cpSync("assembly", `${WORK}/assembly`, { recursive: true });
// The suites load a kernel of that name of either kind.
cpSync("build/schedule-kernel.release.wasm", "build/schedule-kernel.mutant.wasm");
if (!build("build/kernel.mutant.wasm")) throw new Error("assembly/ does not build as it is");
const original = readFileSync("build/kernel.mutant.wasm");
if (!passes(TURNS[0], 0)) throw new Error("the quick suites do not pass as it is");

const all = allMutants();
const order = new Random(Number(values.seed)).permutation(all.length);
const chosen = Array.from(order.subarray(0, Math.min(all.length, Number(values.sample))), (k) => all[k]);
const count = { "not built": 0, "the same": 0, noticed: 0, survived: 0 };
for (const mutant of chosen) {
  const outcome = outcomeOf(mutant, original);
  count[outcome]++;
  if (outcome === "survived")
    console.log(`assembly/${mutant.file}:${mutant.line}\n-${mutant.before}\n+${mutant.after}`);
}
console.log(
  `${chosen.length} of ${all.length} edits: ${Object.entries(count)
    .map(([name, n]) => `${n} ${name}`)
    .join(", ")}`,
);
