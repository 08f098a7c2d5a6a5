import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Bench, type Task } from "tinybench";
import type { Program } from "./program.js";

/** Milliseconds a call, over all samples of all turns. */
export interface Timing {
  readonly program: string;
  readonly median: number;
  readonly p10: number;
  readonly p25: number;
  readonly p75: number;
  readonly p90: number;
  readonly min: number;
  readonly max: number;
  readonly samples: number;
}

export interface Pace {
  /** How often each program has its turn. */
  readonly turns: number;
  /** A turn takes samples until this much time is measured; one at least. */
  readonly turnMilliseconds: number;
  readonly warmupMilliseconds: number;
}

setFlagsFromString("--expose-gc");
export const collectGarbage = runInNewContext("gc") as () => void;

/**
 * Measures programs by turns: all are warmed up, then each has its turn, again and again, so that whatever else the
 * machine does meanwhile falls on all of them. Garbage is collected between turns, untimed.
 */
export function measureByTurns(programs: readonly Program[], pace: Pace): Timing[] {
  const bench = new Bench({
    iterations: 1,
    time: pace.turnMilliseconds,
    warmupIterations: 1,
    warmupTime: pace.warmupMilliseconds,
    retainSamples: true,
    throws: true,
  });
  for (const program of programs) {
    bench.add(program.name, () => program.run(), { beforeEach: () => program.prepare?.() });
  }
  bench.tasks.forEach((task, at) => {
    if (!programs[at].isWarm) task.warmupSync();
  });
  const samples = bench.tasks.map((): number[] => []);
  for (let turn = 0; turn < pace.turns; turn++) {
    bench.tasks.forEach((task, at) => {
      const { callsPerTurn = 1 } = programs[at];
      collectGarbage();
      const turn = [...turnSamples(task)];
      while (turn.length < callsPerTurn) turn.push(...turnSamples(task));
      samples[at].push(...turn);
    });
  }
  return programs.map((program, at) => summary(program.name, samples[at]));
}

/** Milliseconds that a call takes. */
export function timeOf(call: () => unknown): number {
  const begin = performance.now();
  call();
  return performance.now() - begin;
}

function turnSamples(task: Task): readonly number[] {
  task.reset();
  const { result } = task.runSync();
  if (result.state !== "completed") throw new Error(`${task.name} ended ${result.state}`);
  return result.latency.samples ?? [];
}

/** Sorts the samples. */
export function summary(program: string, samples: number[]): Timing {
  const sorted = samples.sort((a, b) => a - b);
  const quantile = (share: number) => {
    const at = (sorted.length - 1) * share;
    const below = sorted[Math.floor(at)];
    return below + (sorted[Math.ceil(at)] - below) * (at % 1);
  };
  return {
    program,
    median: quantile(0.5),
    p10: quantile(0.1),
    p25: quantile(0.25),
    p75: quantile(0.75),
    p90: quantile(0.9),
    min: sorted[0],
    max: sorted[sorted.length - 1],
    samples: sorted.length,
  };
}
