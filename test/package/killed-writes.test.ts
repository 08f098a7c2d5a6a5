import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { seeded } from "../audit/random-tree.js";
import { distFolder } from "../built-project.js";
import { temporaryFolder } from "../files/temporary-folder.js";

const folder = temporaryFolder();
const command = join(distFolder, "cli", "main.js");

/** Writes `old` to the path it is given, says so, then writes ten million bytes of x again and again. */
const writer = join(folder, "writer.mjs");
writeFileSync(
  writer,
  `import { writeText } from ${JSON.stringify(pathToFileURL(join(distFolder, "files", "index.js")).href)};
const [path] = process.argv.slice(2);
await writeText(path, "old");
console.log("ready");
for (;;) await writeText(path, Array.from({ length: 1000 }, () => "x".repeat(10_000)));
`,
);

/** The writer, killed some time after it has begun; what it leaves in its folder. */
async function killed(name: string, signal: NodeJS.Signals, milliseconds: number) {
  const own = join(folder, name);
  mkdirSync(own);
  const path = join(own, "out.csv");
  const child = spawn(process.execPath, [writer, path], { stdio: ["ignore", "pipe", "inherit"] });
  const end = new Promise<NodeJS.Signals | null>((resolve) => child.on("exit", (_, by) => resolve(by)));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  await setTimeout(milliseconds);
  child.kill(signal);
  const endedBy = await end;
  return { endedBy, text: readFileSync(path, "utf8"), files: readdirSync(own) };
}

function isWhole(text: string): boolean {
  return text === "old" || (text.length === 1e7 && /^x+$/.test(text));
}

describe("a program that is killed while it writes", () => {
  const random = seeded(32);
  const moments = Array.from({ length: 8 }, () => Math.floor(random() * 120));

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("by %s leaves a whole file, and no other", async (signal) => {
    for (const [at, milliseconds] of moments.entries()) {
      const { endedBy, text, files } = await killed(`${signal}-${at}`, signal, milliseconds);
      expect({ endedBy, files, isWhole: isWhole(text) }).toEqual({
        endedBy: signal,
        files: ["out.csv"],
        isWhole: true,
      });
    }
  });

  test("by SIGKILL leaves a whole file", async () => {
    for (const [at, milliseconds] of moments.entries()) {
      const { endedBy, text } = await killed(`SIGKILL-${at}`, "SIGKILL", milliseconds);
      expect({ endedBy, isWhole: isWhole(text) }).toEqual({ endedBy: "SIGKILL", isWhole: true });
    }
  });
});

describe("the command's streams:", () => {
  const grid = join(folder, "grid.csv");
  writeFileSync(grid, "id,parent,upper\nr,,\na,r,4\n");

  test("a file that is read as standard input is not written over", () => {
    const { status, stderr } = spawnSync(process.execPath, [command, "solve", "-", "-o", grid], {
      stdio: [openSync(grid, "r"), "pipe", "pipe"],
      encoding: "utf8",
    });
    expect(stderr).toContain("grid.csv: it is the input");
    expect(status).toBe(2);
    expect(statSync(grid).size).toBe(26);
  });

  test.skipIf(!existsSync("/dev/full"))("a standard error that is full does not change the exit code", () => {
    for (const [argv, code] of [
      [["solve", grid], 0],
      [["solve", "absent.csv"], 2],
      [["solve", grid, "--target", "8"], 3],
    ] as const) {
      const stdio = ["ignore", "ignore", openSync("/dev/full", "w")] as const;
      expect(spawnSync(process.execPath, [command, ...argv], { stdio: [...stdio] }).status).toBe(code);
    }
  });

  test.skipIf(!existsSync("/dev/zero"))("zeros without end are refused at the limit", () => {
    const { status, stderr } = spawnSync(process.execPath, [command, "solve", "/dev/zero", "--max-input", "50MB"], {
      encoding: "utf8",
    });
    expect(stderr).toBe(
      "cnab: /dev/zero: it has more than 50000000 bytes, the limit; a higher one is set by max-input\n",
    );
    expect(status).toBe(2);
  });
});
