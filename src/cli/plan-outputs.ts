import type { ScheduleFigures, ScheduleResult } from "../comparison/compare-schedules.js";
import { writeText } from "../files/write-text.js";
import { printable } from "../model/printable.js";
import type { Provenance } from "../report/html/html-page.js";
import { planPage } from "../report/html/plan-page.js";
import { planReport, wayNames } from "../report/plan-report.js";
import { planPicture } from "../report/text/plan-picture.js";
import { sessionPicture } from "../report/text/session-picture.js";
import { explainSchedule } from "../schedule/explanation/explain-schedule.js";
import type { OptimalPlan } from "../schedule/plan.js";
import type { ScheduleRequest } from "../schedule/schedule-request.js";
import { planParquet } from "../series/plan-parquet.js";
import type { Grid } from "../text/grid.js";
import { shortNumber } from "../text/number-text.js";
import { planCsvChunks } from "../text/plan-csv.js";
import type { PlanSteps } from "../text/plan-steps.js";
import { type CommandFiles, deliver } from "./file-arguments.js";
import { type FigureRow, sideBySide } from "./side-by-side.js";
import { print, type Streams } from "./streams.js";
import { terminalColumns } from "./terminal.js";

export const planFormats = ["text", "csv", "html", "parquet"] as const;
export type PlanFormat = (typeof planFormats)[number];

export const formatOfExtension: Readonly<Record<string, PlanFormat>> = {
  csv: "csv",
  txt: "text",
  html: "html",
  htm: "html",
  parquet: "parquet",
};

/** A plan with all that is told of it. */
export interface Planned {
  readonly grid: Grid;
  readonly request: ScheduleRequest;
  readonly steps: PlanSteps;
  readonly results: readonly ScheduleResult[];
  readonly planned: OptimalPlan;
  readonly provenance: Provenance;
}

/** Writes a plan where it belongs, and tells what it comes to. */
export async function deliverPlan(
  format: PlanFormat,
  { grid, request, steps, results, planned, provenance }: Planned,
  told: { readonly compare: boolean; readonly explain: string | undefined },
  files: CommandFiles,
  streams: Streams,
): Promise<void> {
  const report = planReport(grid.tree, request, results, (step) => steps.time(step));
  const words = [
    planPicture(report, terminalColumns(streams.stdout)),
    ...(told.compare ? [compared(results)] : []),
    ...(told.explain === undefined ? [] : [explained(grid, request, planned, told.explain, steps)]),
  ].join("\n");
  const { root } = grid.tree;
  switch (format) {
    case "text":
      return deliver(words, files, streams);
    case "html":
      await deliver(
        await planPage(report, { title: grid.names?.[root] ?? grid.tree.id(root), provenance }),
        files,
        streams,
      );
      break;
    case "parquet":
      // Not without a file, which is asked for before there is a plan.
      await writeText(files.output!, planParquet({ ...report, power: planned.power }, steps), files.writing);
      break;
    case "csv":
      await deliver(planCsvChunks(grid.tree, request.sessions, planned, steps), files, streams);
  }
  if (files.output !== undefined) await print(streams.stdout, words);
}

function explained(
  { tree }: Grid,
  request: ScheduleRequest,
  planned: OptimalPlan,
  session: string,
  steps: PlanSteps,
): string {
  return sessionPicture(explainSchedule(tree, request, planned), session, {
    session: (index) => request.sessions[index].id,
    time: (step) => steps.time(step),
  });
}

const rows: readonly FigureRow<ScheduleFigures>[] = [
  ["energy served, kWh", ({ servedKwh }) => shortNumber(servedKwh)],
  ["sessions short", ({ shortSessions }) => String(shortSessions)],
  ["least share served", ({ leastServed }) => (leastServed ? shortNumber(leastServed.share) : "")],
  ["least served session", ({ leastServed }) => printable(leastServed?.id ?? "")],
  ["greatest load, kW", ({ greatestLoad }) => shortNumber(greatestLoad.kw)],
  ["load factor", ({ loadFactor }) => (loadFactor === undefined ? "" : shortNumber(loadFactor))],
  ["Jain's index of shares served", ({ fairnessIndex }) => shortNumber(fairnessIndex)],
  ["nodes beyond their limits", ({ brokenLimits }) => String(brokenLimits)],
  ["most beyond a limit, kW", ({ worstBroken }) => shortNumber(worstBroken?.by ?? 0)],
];

function compared(results: readonly ScheduleResult[]): string {
  return sideBySide(
    rows,
    results.map(({ way, figures }) => ({ title: wayNames[way], figures })),
  );
}
