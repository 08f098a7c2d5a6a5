import { spawnSync } from "node:child_process";
import type { FlatTree } from "../../src/tree/flat-tree.js";
import type { OwnTiming, Program } from "../program.js";
import { isShallow } from "../tree-depth.js";
import type { Tightness } from "../yardstick-shapes.js";

interface NativeTiming {
  readonly method: string;
  readonly milliseconds: number;
}

/**
 * The native yardstick on the same tree, which it draws itself; the name tells its method. Each run is a process of
 * its own that reports the median of a few solves: of its best method (N Newton on slices, C bags from the leaves up,
 * A its own choice), found beforehand.
 * @param yardstick path of the built program: `yardstick SHAPE LIMITS METHODS REPEATS`
 */
export function nativeProgram(yardstick: string, shape: string, tightness: Tightness, tree: FlatTree): Program {
  const repeats = Math.ceil(Math.min(101, Math.max(3, 3e5 / tree.leafCount)));
  const time = (methods: string) => {
    const begin = performance.now();
    const { stdout, status, error } = spawnSync(yardstick, [shape, tightness, methods, String(repeats)], {
      encoding: "utf8",
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`${yardstick} ended with status ${status}`);
    return { timings: timingsFrom(stdout, tree), wall: performance.now() - begin };
  };
  // Newton on slices is quadratic on deep trees: minutes, for nothing.
  const candidates = time(isShallow(tree) ? "CNA" : "CA").timings;
  const { method } = candidates.reduce((best, next) => (next.milliseconds < best.milliseconds ? next : best));
  return {
    name: `native ${method}`,
    isWarm: true,
    run(): OwnTiming {
      const { timings, wall } = time(method);
      return { overriddenDuration: timings[0].milliseconds, overriddenIterationCost: wall };
    },
    flows: () => undefined,
  };
}

/**
 * From lines like `  C     41.687 ms     41.7 ns/leaf  x36.9 floor  viol 2.3e-14  ...` under `SHAPE LIMITS  n=1000
 * m=1`.
 * @throws Error for a tree of another size, or flows that break a limit
 */
function timingsFrom(output: string, { leafCount, nodeCount }: FlatTree): NativeTiming[] {
  const size = /\bn=(\d+) m=(\d+)/.exec(output);
  if (Number(size?.[1]) !== leafCount || Number(size?.[2]) !== nodeCount - leafCount) {
    throw new Error(`the yardstick drew another tree: ${size?.[0]}, not n=${leafCount} m=${nodeCount - leafCount}`);
  }
  const timings: NativeTiming[] = [];
  for (const line of output.matchAll(/^ +(\w) +([\d.]+) ms +([\d.]+) ns\/leaf .* viol (\S+)/gm)) {
    const [, method, milliseconds, perLeaf, violation] = line;
    if (!(Number(violation) < 1e-9)) throw new Error(`the yardstick's method ${method} breaks a limit by ${violation}`);
    // Both have fixed decimals: below 10,000 leaves the time a leaf has more digits.
    const finer = leafCount < 1e4 ? (Number(perLeaf) * leafCount) / 1e6 : Number(milliseconds);
    timings.push({ method, milliseconds: finer });
  }
  if (timings.length === 0) throw new Error(`the yardstick printed no timing: ${output}`);
  return timings;
}
