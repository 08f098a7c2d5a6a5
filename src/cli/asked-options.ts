import { basename } from "node:path";
import type { Command } from "commander";

/** How somebody is answered is no part of what they asked. */
const aside = ["output", "clobber", "maxInput", "format", "color", "unit"];

/**
 * The options that somebody typed, those aside that say where and how the answer is written.
 * @param others names of options that are told elsewhere
 */
export function askedOptions(command: Command, others: readonly string[] = []): string {
  return command.options
    .map((option) => ({ option, name: option.attributeName() }))
    .filter(({ name }) => command.getOptionValueSource(name) === "cli" && ![...aside, ...others].includes(name))
    .map(({ option, name }) => `${option.long} ${asTyped(command.getOptionValue(name))}`.replace(/ true$/, ""))
    .join(" ");
}

/** Names with values are typed as `name=value,name=value`. */
function asTyped(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, of]) => `${name}=${of}`)
    .join(",");
}

/** A file as a picture's foot names it. */
export function nameOfInput(path: string): string {
  return path === "-" ? "standard input" : basename(path);
}
