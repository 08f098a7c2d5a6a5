import { access } from "node:fs/promises";

/** Whether there is anything under a name. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
