import type { WriteStream } from "node:tty";

export const colorChoices = ["auto", "always", "never"] as const;
export type ColorChoice = (typeof colorChoices)[number];

/** What a `tty.WriteStream` has; other streams have nothing of it. */
type Terminal = Partial<Pick<WriteStream, "columns" | "hasColors" | "isTTY">>;

/** Whether to print colours. `auto`: on a terminal that has them, unless `NO_COLOR` is set, as Node finds. */
export function hasColor(choice: ColorChoice, stream: NodeJS.WritableStream): boolean {
  if (choice !== "auto") return choice === "always";
  return (stream as Terminal).hasColors?.() === true;
}

/** Width of the terminal in characters; `undefined` where the text goes elsewhere. */
export function terminalColumns(stream: NodeJS.WritableStream): number | undefined {
  const { isTTY, columns } = stream as Terminal;
  return isTTY === true && columns !== undefined && columns > 0 ? columns : undefined;
}

/** Whether a line can be written over: on a terminal, unless it says that it cannot (`TERM=dumb`). */
export function canRewriteLines(stream: NodeJS.WritableStream): boolean {
  return (stream as Terminal).isTTY === true && process.env.TERM !== "dumb";
}
