import type { Session } from "../schedule/schedule-request.js";
import { inChunks } from "./chunks.js";
import { CsvCells } from "./csv-cells.js";
import type { PlanSteps } from "./plan-steps.js";
import type { SessionField } from "./session-columns.js";

/** What a session has at the least; the same power in all of its steps. */
export interface WrittenSession extends Pick<Session, "id" | "arrival" | "departure" | "energyKwh"> {
  /** Id. */
  readonly leaf: string;
  readonly maximumKw: number;
}

const columns = ["id", "leaf", "arrival", "departure", "energy_kwh", "max_kw"] as const satisfies SessionField[];

/**
 * Sessions as CSV in pieces that `sessionsFromCsv` reads: `id,leaf,arrival,departure,energy_kwh,max_kw`, a row a session in the order in which they come.
 * @param steps those that arrivals and departures count
 */
export function sessionsCsvChunks(sessions: Iterable<WrittenSession>, steps: PlanSteps): Iterable<string> {
  return inChunks(lines(sessions, steps));
}

function* lines(sessions: Iterable<WrittenSession>, steps: PlanSteps): Generator<string, void> {
  const cells = new CsvCells();
  yield `${columns.join(",")}\n`;
  for (const { id, leaf, arrival, departure, energyKwh, maximumKw } of sessions) {
    const row = [
      cells.text(id),
      cells.text(leaf),
      cells.text(steps.time(arrival)),
      cells.text(steps.time(departure)),
      cells.number(energyKwh),
      cells.number(maximumKw),
    ];
    yield `${row.join(cells.delimiter)}\n`;
  }
}
