import { type Command, InvalidArgumentError } from "commander";
import { InputError } from "../model/input-error.js";

const hoursOfUnit: Readonly<Record<string, number>> = { min: 1 / 60, h: 1, d: 24 };
const written = /^(\d+(?:\.\d+)?)(min|h|d)?$/;

/** Adds how long those who were served less are remembered. */
export function addFairOverTimeOption(command: Command): Command {
  return command.option(
    "--fair-over-time <half-life>",
    "who was served less before is served more now; after so long it counts half: 12h, 7d, 90min, or a number of steps",
    halfLife,
  );
}

/** @throws InvalidArgumentError, which commander turns into a message */
function halfLife(text: string): string {
  const [, count] = written.exec(text) ?? [];
  if (Number(count) > 0) return text;
  throw new InvalidArgumentError("It must be a time above 0, such as 12h, 7d or 90min, or a number of steps.");
}

/**
 * @param hours length of a step; `undefined` where steps are only numbered
 * @throws InputError for a time where steps are only numbered
 */
export function halfLifeInSteps(text: string, hours: number | undefined): number {
  const [, count, unit] = written.exec(text) ?? [];
  if (unit === undefined) return Number(count);
  if (hours !== undefined) return (Number(count) * hoursOfUnit[unit]) / hours;
  const problem = `--fair-over-time is ${text}, but steps are only numbered: a number of steps is needed`;
  throw new InputError(problem, { field: "fairOverTime", value: text });
}
