import { existsSync, readFileSync, writeFileSync } from "node:fs";

const skeleton = `# Performance

<!-- bench:machine -->
<!-- /bench:machine -->

<!-- bench:shapes -->
<!-- /bench:shapes -->

![Milliseconds a solve over the number of leaves](scaling.svg)

<!-- bench:sizes -->
<!-- /bench:sizes -->

<!-- bench:grids -->
<!-- /bench:grids -->
`;

/**
 * Puts each section between its markers, `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`, and touches nothing else. A
 * page that is not there is begun.
 * @throws Error where a marker is missing
 */
export function writeSections(path: string, sections: Readonly<Record<string, string>>): void {
  let page = existsSync(path) ? readFileSync(path, "utf8") : skeleton;
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
