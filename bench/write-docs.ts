import { readFileSync, writeFileSync } from "node:fs";

/**
 * Puts each section between its markers, `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`, and touches nothing else.
 * @throws Error where a marker is missing; nothing is written then
 */
export function writeSections(path: string, sections: Readonly<Record<string, string>>): void {
  let page = readFileSync(path, "utf8");
  for (const [name, text] of Object.entries(sections)) {
    const begin = `<!-- bench:${name} -->`;
    const end = `<!-- /bench:${name} -->`;
    const from = page.indexOf(begin);
    const to = page.indexOf(end);
    if (from < 0 || to < from) throw new Error(`${path} has no section ${begin} … ${end}`);
    page = `${page.slice(0, from + begin.length)}\n\n${text}\n${page.slice(to)}`;
  }
  writeFileSync(path, page);
}
