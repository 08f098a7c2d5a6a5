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
  #faults: readonly FormatError[] | undefined;

  constructor(fault: InputError, place: Place) {
    super(fault.message, { id: fault.id, field: fault.field, value: fault.value });
    const { source, line, column } = place;
    this.source = source;
    this.line = line;
    this.column = column;
    this.message = `${[source, line, column].filter((part) => part !== undefined).join(":")}: ${fault.message}`;
  }

  /** All that was found wrong, at most 20: this error alone, or several, each of which has a line of this one's message. */
  get faults(): readonly FormatError[] {
    return this.#faults ?? [this];
  }

  /** The first of several faults, whose message has a line for each of them. */
  static ofSeveral(faults: readonly FormatError[], more: number): FormatError {
    const [first] = faults;
    const error = new FormatError(first, first);
    const lines = faults.map(({ message }) => message);
    if (more > 0) lines.push(`${first.source}: and ${more} more`);
    error.message = lines.join("\n");
    error.#faults = faults;
    return error;
  }
}

/** Runs `make`, and puts the source in front of an input error that it throws. */
export function withSource<T>(source: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError) || error instanceof FormatError) throw error;
    throw new FormatError(error, { source });
  }
}
