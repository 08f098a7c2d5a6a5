import { Readable, Writable } from "node:stream";
import type { ExitCode } from "./exit-code.js";
import type { Job } from "./job-files.js";
import type { Streams } from "./streams.js";

/** What a job's run came to. */
export interface JobOutcome {
  readonly code: ExitCode;
  /** What it would have printed by itself. */
  readonly said: string;
  /** What it complained of, a line each. */
  readonly complaints: readonly string[];
}

/** Runs a grid as the command does, and tells what goes wrong. */
export type RunGrid<Options> = (grid: string, options: Options, streams: Streams) => Promise<ExitCode>;

/** Runs a job by itself, in this thread; what goes wrong with it is its outcome. */
export async function outcomeOf<Options>(
  { grid, options }: Pick<Job, "grid" | "options">,
  run: RunGrid<Options>,
): Promise<JobOutcome> {
  const [stdout, stderr] = [new Gathered(), new Gathered()];
  // The table has been checked against the command's options.
  const code = await run(grid, options as Options, { stdin: Readable.from([]), stdout, stderr });
  const lines = stderr.text.split("\n").filter((line) => line !== "");
  return { code, said: stdout.text, complaints: lines.map((line) => line.replace(/^cnab: /, "")) };
}

class Gathered extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
