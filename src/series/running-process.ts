import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Who writes: tells a process from others that have had its number. */
export interface RunningProcess {
  readonly host: string;
  readonly pid: number;
  /** When it was started, as the system counts; absent where that is not told. */
  readonly started?: string | undefined;
}

export function thisProcess(): RunningProcess {
  return { host: hostname(), pid: process.pid, started: statOf(process.pid)?.started };
}

/** Whether another process is still at work; what runs on another machine cannot be known. */
export function isAnotherAtWork({ host, pid, started }: RunningProcess): boolean {
  if (host !== hostname() || pid === process.pid || !isThere(pid)) return false;
  const found = statOf(pid);
  // Killed, and not yet noticed by who started it.
  if (found?.state === "Z") return false;
  return started === undefined || found === undefined || found.started === started;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** As Linux tells it; `undefined` elsewhere. */
function statOf(pid: number): { readonly state: string; readonly started: string } | undefined {
  try {
    // Behind the name, which may have blanks and brackets in it.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return { state: fields[0], started: fields[19] };
  } catch {
    return undefined;
  }
}
