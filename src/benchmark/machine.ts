import { availableParallelism, cpus, totalmem } from "node:os";

/** What figures were measured on. */
export interface Machine {
  readonly processor: string;
  /** Those that this process may use. */
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  return {
    // Some systems do not tell it.
    processor: cpus()[0]?.model.trim() || "unknown processor",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}
