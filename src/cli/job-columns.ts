import { resolve } from "node:path";
import { type Command, InvalidArgumentError, type Option } from "commander";
import { nearestName } from "../model/nearest-name.js";
import { excerpt } from "../model/printable.js";
import type { Columns } from "../text/csv-table.js";
import type { GridField } from "../text/grid-fields.js";

/** Options that are said once for all jobs, or that say how the whole run is done. */
const OF_THE_RUN: ReadonlySet<string> = new Set([
  "clobber",
  "eventsJson",
  "maxInput",
  "queue",
  "quiet",
  "resume",
  "workers",
]);

/** The columns that name a file which is read, beside the grid. */
export const inputColumns = ["profiles", "events"] as const;
/** The columns that name a file which is written. */
export const outputColumns = ["output", "stepsOutput", "leavesOutput"] as const;

/** The options that name files, whole: others may stand in other folders. */
export function absoluteOptions(options: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    [...inputColumns, ...outputColumns].flatMap((name) => {
      const path = options[name];
      return typeof path === "string" ? [[name, resolve(path)]] : [];
    }),
  );
}

/** The options of a command that a job may have for itself, by the name under which the command takes them. */
export function jobOptions(command: Command): Map<string, Option> {
  const own = command.options.filter((option) => !OF_THE_RUN.has(option.attributeName()));
  return new Map(own.map((option) => [option.attributeName(), option]));
}

/** The columns of a table of jobs: the grid, and an option each. */
export function jobColumns(options: ReadonlyMap<string, Option>): Columns<string> {
  const columns: Record<string, GridField> = {
    grid: { names: ["grid"], holds: "text", says: "The grid's file." },
  };
  for (const [attribute, option] of options) {
    columns[attribute] = { names: [option.name().replaceAll("-", "_")], holds: "text", says: option.description };
  }
  return columns;
}

/**
 * What a cell says of an option.
 * @throws InvalidArgumentError for what the option does not take
 */
export function cellValue(option: Option, cell: string): unknown {
  if (option.isBoolean()) return isYes(cell);
  const { argChoices, parseArg } = option;
  if (argChoices === undefined) return parseArg === undefined ? cell : parseArg(cell, undefined);
  if (argChoices.includes(cell)) return cell;
  const meant = nearestName(cell, argChoices);
  throw new InvalidArgumentError(
    meant === undefined ? `expected ${argChoices.join(", ")}` : `did you mean "${excerpt(meant)}"?`,
  );
}

function isYes(cell: string): boolean {
  if (/^(?:yes|true|1)$/i.test(cell)) return true;
  if (/^(?:no|false|0)$/i.test(cell)) return false;
  throw new InvalidArgumentError("expected yes or no");
}
