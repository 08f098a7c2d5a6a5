import { printable } from "../../model/printable.js";
import type { ScheduleExplanation } from "../../schedule/explanation/explain-schedule.js";
import type { GainOfChange, HoldingLimit, SessionStory, StepStory } from "../../schedule/explanation/session-story.js";
import { counted, pictureNumber } from "../picture-numbers.js";

const NAMED = 5;

/** Names of the sessions by index, and of the times by step. */
export interface SessionNames {
  readonly session: (index: number) => string;
  readonly time: (step: number) => string;
}

/** The story of one session in lines for people: what holds it, who shares it, what a change would give, and when it charges and why then. */
export function sessionPicture(
  explanation: ScheduleExplanation,
  session: string | number,
  names: SessionNames,
): string {
  const story = explanation.session(session);
  const { id, leaf, wantedKwh, servedKwh, level, isShort } = story;
  const share = isShort ? `, level ${pictureNumber(level)}` : ", all that it wants";
  const lines = [`${id} at ${leaf}: ${pictureNumber(servedKwh)} of ${pictureNumber(wantedKwh)} kWh${share}`];
  if (isShort) lines.push(...shortLines(explanation, story, names));
  lines.push(...whenLines(story, names));
  return `${lines.map(printable).join("\n")}\n`;
}

function shortLines(explanation: ScheduleExplanation, story: SessionStory, names: SessionNames): string[] {
  const { session, heldBy, sharing } = story;
  const lines: string[] = [];
  if (heldBy.length === 0) lines.push("  held by its own greatest power: it takes that in every step that it is there");
  for (const limit of heldBy.slice(0, NAMED)) {
    lines.push(`  held by ${limitText(limit, names)}`);
    lines.push(`    one more kWh there: ${gainText(explanation.gainOfKwh(session, limit))}`);
  }
  if (heldBy.length > NAMED) lines.push(`  and by ${heldBy.length - NAMED} more`);
  if (sharing.length > 0) {
    const rest = sharing.length > NAMED ? ` and ${sharing.length - NAMED} more` : "";
    lines.push(`  shared with ${sharing.slice(0, NAMED).map(names.session).join(", ")}${rest}`);
  }
  for (const where of ["earlier", "later"] as const) {
    const gain = explanation.gainOfHour(session, where);
    const change = where === "earlier" ? "an hour earlier there" : "an hour longer there";
    if (gain) lines.push(`  ${change}: ${gainText(gain)}`);
  }
  return lines;
}

function limitText({ id, limit, steps, bounds }: HoldingLimit, { time }: SessionNames): string {
  const [least, greatest] = [Math.min(...bounds), Math.max(...bounds)];
  const kw = least === greatest ? pictureNumber(least) : `${pictureNumber(least)} to ${pictureNumber(greatest)}`;
  const which = limit === "upper" ? "the upper limit" : "the lower limit";
  return `${which} of ${id}, ${kw} kW, in ${counted(steps.length, "step")} from ${time(steps[0])} to ${time(steps[steps.length - 1] + 1)}`;
}

function gainText({ ownKwh, totalKwh }: GainOfChange): string {
  return `${pictureNumber(rounded(ownKwh))} kWh for it, ${pictureNumber(rounded(totalKwh))} for all`;
}

/** What two plans differ by in rounding is nothing. */
function rounded(kwh: number): number {
  return Math.abs(kwh) < 1e-6 ? 0 : kwh;
}

/** Steps one after the other with one reason are one line. */
function whenLines({ steps }: SessionStory, { time }: SessionNames): string[] {
  const runs: StepStory[][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last?.[0].reason === step.reason && last[0].node === step.node) last.push(step);
    else runs.push([step]);
  }
  const shown = runs.slice(0, 4 * NAMED);
  const rest = runs.length > shown.length ? [`  and ${runs.length - shown.length} more`] : [];
  return [
    ...shown.map((run) => {
      const { step } = run[run.length - 1];
      return `  ${time(run[0].step)} to ${time(step + 1)}: ${range(run.map(({ power }) => power))} kW; ${reasonText(run)}`;
    }),
    ...rest,
  ];
}

function reasonText(run: readonly StepStory[]): string {
  const [{ reason, id }] = run;
  if (reason === "maximum") return "its greatest power";
  if (reason === "limit") return `no more goes through ${id}`;
  const loads = `the load is ${range(run.map(({ load }) => load))} kW`;
  return run.some(({ power }) => power > 0)
    ? `${loads}, and lower nowhere that it could go`
    : `${loads}, no less than where it charges`;
}

function range(values: readonly number[]): string {
  const [least, greatest] = [Math.min(...values), Math.max(...values)].map((value) => pictureNumber(rounded(value)));
  return least === greatest ? least : `${least} to ${greatest}`;
}
