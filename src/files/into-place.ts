import { chmod, link, rename, rm } from "node:fs/promises";
import type { OutputPath } from "./output-path.js";

/**
 * Gives a file that is whole the name that it was written for, and the permissions of what it replaces.
 * @param clobber false: nothing is replaced, were it there only since a moment
 */
export async function moveIntoPlace(
  temporary: string,
  { target, before }: OutputPath,
  clobber: boolean,
): Promise<void> {
  if (before !== undefined) await chmod(temporary, Number(before.mode & 0o7777n));
  if (clobber) return rename(temporary, target);
  // A link is not made where something is.
  await link(temporary, target);
  await rm(temporary);
}
