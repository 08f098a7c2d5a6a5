import { printable } from "../model/printable.js";
import { shortNumber } from "../text/number-text.js";
import type { ElementNote, ImportReport } from "./import-report.js";

/** How many of each kind are named; the report has them all. */
const NAMED = 8;

/** A report for people: what was read and what became of it, some of each by name; ends with a line break. */
export function importSummary(report: ImportReport): string {
  const { nodes, leaves, depth, loadKw, exportKw, name, format } = report;
  const called = name ? ` "${name}"` : "";
  const lines = [
    `${format} grid${called}: ${nodes} nodes, ${leaves} of them leaves, ${depth} levels below the root`,
    `requested: ${shortNumber(loadKw)} kW of import, ${shortNumber(exportKw)} kW of export`,
    `read: ${counts(report.read)}`,
  ];
  if (Object.keys(report.ignored).length > 0) lines.push(`plays no part: ${counts(report.ignored)}`);
  const parallel = report.merged.filter(({ bank }) => !bank);
  const banks = report.merged.length - parallel.length;
  if (banks > 0) lines.push(`banks of single phases, taken for one element each: ${banks}`);
  const tell = (what: string, told: readonly string[], count = told.length) => {
    if (told.length === 0) return;
    const more = told.length > NAMED ? [`and ${told.length - NAMED} more`] : [];
    lines.push(`${what}: ${count}`, ...[...told.slice(0, NAMED), ...more].map((one) => `  ${one}`));
  };
  tell(
    "in parallel, ratings added",
    parallel.map(({ ids }) => ids.join(" + ")),
  );
  tell(
    "loops, cut at",
    report.cut.map(({ id, from, to }) => `${id}, between ${from} and ${to}`),
  );
  tell(
    "meshed parts, each taken for one busbar",
    report.meshed.map(({ node, ids }) => `at ${node}: ${some(ids)}`),
  );
  tell(
    "islands that no source reaches, left out",
    report.islands.map(({ ids }) => some(ids)),
  );
  tell("off, open or leading nowhere, left out", byReason(report.dropped), report.dropped.length);
  tell("without a rating, unlimited", byReason(report.unrated), report.unrated.length);
  tell("assumed", byReason(report.assumed), report.assumed.length);
  tell(
    "not understood, left out",
    report.misunderstood.map(
      ({ source, line, problem }) => `${line === undefined ? source : `${source}:${line}`}: ${problem}`,
    ),
  );
  tell(
    "beyond their rating at the requests",
    report.overRating.map(({ id, flowKw, ratingKw }) => `${id}: ${shortNumber(flowKw)} of ${shortNumber(ratingKw)} kW`),
  );
  return `${lines.map(printable).join("\n")}\n`;
}

/** What a report has to tell beyond its sums, in one line; `undefined` where that is nothing. */
export function importNote(report: ImportReport): string | undefined {
  const { merged, cut, meshed, islands, unrated, assumed, misunderstood, overRating } = report;
  const told = (
    [
      [merged.filter(({ bank }) => !bank).length, "in parallel and merged"],
      [cut.length, "cut out of loops"],
      [meshed.reduce((sum, { ids }) => sum + ids.length, 0), "in meshes and without a limit"],
      [islands.reduce((sum, { ids }) => sum + ids.length, 0), "on islands and left out"],
      [unrated.length, "without a rating and unlimited"],
      [assumed.length, "with assumptions"],
      [misunderstood.length, "not understood and left out"],
      [overRating.length, "beyond their rating at the requests"],
    ] as const
  ).filter(([count]) => count > 0);
  if (told.length === 0) return undefined;
  return `${report.format} elements: ${told.map(([count, what]) => `${count} ${what}`).join(", ")}`;
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ");
}

/** Elements with the same reason on one line, the most common reasons first. */
function byReason(notes: readonly ElementNote[]): string[] {
  const ids = new Map<string, string[]>();
  for (const { id, reason } of notes) {
    const others = ids.get(reason);
    if (others) others.push(id);
    else ids.set(reason, [id]);
  }
  return [...ids]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, all]) => `${all.length}: ${reason} (${some(all)})`);
}

function some(ids: readonly string[]): string {
  const shown = 4;
  return ids.length <= shown ? ids.join(", ") : `${ids.slice(0, shown).join(", ")} and ${ids.length - shown} more`;
}
