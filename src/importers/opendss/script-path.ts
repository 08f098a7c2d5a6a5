/**
 * A path from the folder of the first file, with `/` between folders, `..` at its beginning only.
 * @param folder that the path starts from; `""` is the first file's
 * @param written as a script has it, `\` between folders on Windows
 */
export function pathFrom(folder: string, written: string): string {
  const path = written.trim().replaceAll("\\", "/");
  if (isAbsolute(path)) return path;
  const steps: string[] = [];
  for (const step of `${folder}/${path}`.split("/")) {
    if (step === "" || step === ".") continue;
    if (step === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else steps.push(step);
  }
  return isAbsolute(folder) ? `${/^[a-z]:/i.test(folder) ? "" : "/"}${steps.join("/")}` : steps.join("/");
}

/** The folder of a file. */
export function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "" : path.slice(0, end);
}

/** Whether a path leads out of the first file's folder. */
export function leadsOut(path: string): boolean {
  return isAbsolute(path) || path === ".." || path.startsWith("../");
}

function isAbsolute(path: string): boolean {
  return /^([a-z]:|\/)/i.test(path);
}
