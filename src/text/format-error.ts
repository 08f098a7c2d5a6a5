import { InputError } from "../model/input-error.js";

/** Where in an input something stands; lines and columns count from 1. */
export interface Place {
  /** Path of the file, or what else to call the text. */
  readonly source: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** An input error and the place where it was read: `grid.csv:12: node "user3": upper is "x"; ...` */
export class FormatError extends InputError {
  override readonly name: string = "FormatError";
  readonly source: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(fault: InputError, place: Place) {
    super(fault.message, { id: fault.id, field: fault.field, value: fault.value });
    const { source, line, column } = place;
    this.source = source;
    this.line = line;
    this.column = column;
    this.message = `${[source, line, column].filter((part) => part !== undefined).join(":")}: ${fault.message}`;
  }
}

/**
 * Runs `make`, and puts the place in front of an input error that it throws.
 * @param lineOfId line of the node with that id, where it is known
 */
export function withPlace<T>(source: string, make: () => T, lineOfId?: (id: string) => number | undefined): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError) || error instanceof FormatError) throw error;
    throw new FormatError(error, { source, line: error.id === undefined ? undefined : lineOfId?.(error.id) });
  }
}
