import { onExit } from "signal-exit";

/** @param signal what ends the process; null where it ends by itself */
type LastWork = (signal: NodeJS.Signals | null) => void;

const works = new Set<LastWork>();
let isWatching = false;

/**
 * Does something when the process ends, also by SIGINT, SIGTERM or SIGHUP. From the first time on the exit is watched for good:
 * a signal that came just while watching stopped or began again would be lost, and the process go on.
 * @returns what takes it back
 */
export function atExit(work: LastWork): () => void {
  works.add(work);
  if (!isWatching) {
    isWatching = true;
    onExit((_, signal) => {
      for (const one of works) one(signal);
    });
  }
  return () => works.delete(work);
}
