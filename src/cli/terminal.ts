export const colorChoices = ["auto", "always", "never"] as const;
export type ColorChoice = (typeof colorChoices)[number];

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * Whether to print colours. `auto`: on a terminal that is not `TERM=dumb`, unless `NO_COLOR` is set (no-color.org).
 */
export function hasColor(choice: ColorChoice, stream: NodeJS.WritableStream, env = process.env): boolean {
  if (choice !== "auto") return choice === "always";
  return (stream as Terminal).isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

/** Width of the terminal in characters; `undefined` where the text goes elsewhere. */
export function terminalColumns(stream: NodeJS.WritableStream): number | undefined {
  const { isTTY, columns } = stream as Terminal;
  return isTTY === true && columns !== undefined && columns > 0 ? columns : undefined;
}
