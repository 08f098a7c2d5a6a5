import { printable } from "../../model/printable.js";
import type { BusyLimit } from "../busy-limits.js";
import { counted, percent, pictureNumber } from "../picture-numbers.js";
import { type PlanReport, type ReportedSession, wayNames } from "../plan-report.js";
import { loadBlocks } from "./load-blocks.js";

const NAMED = 10;
const DEFAULT_COLUMNS = 100;

/**
 * A plan for people: the load before (uncontrolled) and after (planned) as two lines of blocks, who is short, and what binds.
 * @param columns width of the terminal
 */
export function planPicture(report: PlanReport, columns = DEFAULT_COLUMNS): string {
  return [...loadLines(report, columns), "", ...shortLines(report), "", ...limitLines(report), ""].join("\n");
}

function loadLines({ ways, steps, time }: PlanReport, columns: number): string[] {
  const shown = ways.filter(({ way }) => way !== "stepByStep");
  const lowest = Math.min(0, ...shown.map(({ load }) => load.reduce((a, b) => Math.min(a, b))));
  const highest = Math.max(0, ...shown.map(({ figures }) => figures.greatestLoad.kw));
  const width = Math.max(...shown.map(({ way }) => wayNames[way].length));
  const peaks = shown.map(({ figures }) => pictureNumber(figures.greatestLoad.kw));
  const peakWidth = Math.max(...peaks.map((peak) => peak.length));
  const room = columns - width - peakWidth - " up to  kW".length - 4;
  const lines = shown.map(({ way, load }, k) => {
    const blocks = loadBlocks(load, lowest, highest, room);
    return `${wayNames[way].padEnd(width)}  ${blocks}  up to ${peaks[k].padStart(peakWidth)} kW`;
  });
  return [`load from ${time(0)} to ${time(steps)}, ${counted(steps, "step")}`, ...lines];
}

function shortLines({ ways, sessions }: PlanReport): string[] {
  const { wantedKwh, servedKwh } = ways[ways.length - 1].figures;
  const energy = `${pictureNumber(servedKwh)} of ${pictureNumber(wantedKwh)} kWh served`;
  const short = sessions.filter(({ isShort }) => isShort).sort((a, b) => a.share - b.share);
  if (short.length === 0) return [`${energy}; none of ${counted(sessions.length, "session")} is short`];
  const rest = short.length > NAMED ? [`  and ${short.length - NAMED} more`] : [];
  return [
    `${energy}; ${short.length} of ${counted(sessions.length, "session")} ${short.length === 1 ? "is" : "are"} short`,
    ...short.slice(0, NAMED).map(shortLine),
    ...rest,
  ];
}

function shortLine({ id, leaf, servedKwh, wantedKwh, share }: ReportedSession): string {
  const energy = `${pictureNumber(servedKwh)} of ${pictureNumber(wantedKwh)} kWh, ${percent(share)}`;
  return printable(`  ${id} at ${leaf}: ${energy}`);
}

function limitLines({ busy, steps, time }: PlanReport): string[] {
  const binding = busy.filter(({ bindingSteps }) => bindingSteps > 0);
  if (binding.length > 0) {
    const lines = binding.slice(0, NAMED).map((limit) => bindingLine(limit, steps, time));
    return ["at their limit", ...lines, ...(binding.length > NAMED ? ["  and others"] : [])];
  }
  if (busy.length === 0) return ["no node above the leaves has a limit"];
  const { id, use, fullestStep } = busy[0];
  return [
    printable(
      `no limit above the leaves binds; the fullest is that of ${id}, ${percent(use[fullestStep])} at ${time(fullestStep)}`,
    ),
  ];
}

function bindingLine(
  { id, bindingBounds: [least, greatest], bindingSteps, firstBinding }: BusyLimit,
  steps: number,
  time: PlanReport["time"],
): string {
  const when =
    bindingSteps === steps
      ? "in every step"
      : `in ${bindingSteps} of ${counted(steps, "step")}, first ${time(firstBinding)}`;
  const bounds = least === greatest ? pictureNumber(least) : `${pictureNumber(least)} to ${pictureNumber(greatest)}`;
  return printable(`  ${id}: ${bounds} kW, ${when}`);
}
