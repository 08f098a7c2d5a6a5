import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { instantiateKernel, kernelModule } from "../src/engine/kernel.js";
import { count, digits, milliseconds, table } from "./markdown.js";
import { summary, type Timing } from "./measure.js";
import { yardstickTopology } from "./yardstick-shapes.js";

/** What the kernel takes up, and how soon it answers. */
export interface FootprintResult {
  readonly memory: readonly {
    readonly name: string;
    readonly nodes: number;
    readonly bytes: number;
    readonly bytesPerNode: number;
  }[];
  readonly kernelBytes: number;
  readonly kernelGzippedBytes: number;
  /** Compiled, instantiated, and a first tree of seven nodes solved and read, in a fresh process. */
  readonly coldStart: Timing;
}

/** @param kernelFile path of kernel.wasm as it ships */
export function measureFootprint(shapes: readonly string[], starts: number, kernelFile: string): FootprintResult {
  const file = readFileSync(kernelFile);
  return {
    memory: shapes.map((name) => {
      const { nodeCount, leafCount } = yardstickTopology(name);
      const bytes = instantiateKernel(kernelModule()!).layOut(leafCount, nodeCount - leafCount);
      return { name, nodes: nodeCount, bytes, bytesPerNode: bytes / nodeCount };
    }),
    kernelBytes: file.length,
    kernelGzippedBytes: gzipSync(file, { level: 9 }).length,
    coldStart: summary("cold start", Array.from({ length: starts }, coldStart)),
  };
}

function coldStart(): number {
  const program = fileURLToPath(new URL("cold-start.js", import.meta.url));
  const { stdout, stderr, status, error } = spawnSync(process.execPath, [program], { encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`cold-start.js ended with status ${status}: ${stderr}`);
  return Number(stdout);
}

export function footprintTables(result: FootprintResult | undefined): string {
  if (!result) return "";
  const memory = table(
    "The kernel's memory, all in.",
    ["tree", "nodes", "MB", "bytes a node"],
    result.memory.map(({ name, nodes, bytes, bytesPerNode }) => [
      name,
      count(nodes),
      digits(bytes / 1e6),
      digits(bytesPerNode),
    ]),
  );
  const start = table(
    "The kernel's file, and its cold start: from nothing compiled to the first answer, in a fresh process.",
    ["kernel.wasm, bytes", "gzipped", "cold start, milliseconds: median (quartiles)"],
    [[count(result.kernelBytes), count(result.kernelGzippedBytes), milliseconds(result.coldStart)]],
  );
  return `${memory}\n${start}`;
}
