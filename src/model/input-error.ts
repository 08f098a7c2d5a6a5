import { excerpt } from "./printable.js";

/** What was wrong with an input, for programs; the message says the same for people. */
export interface InputErrorDetails {
  /** Id of the node at fault, given or positional ("1.2.1"). */
  readonly id?: string | undefined;
  /** Name of the field at fault, e.g. `"upper"`. */
  readonly field?: string | undefined;
  /** The value that was refused. */
  readonly value?: unknown;
}

/**
 * Nonsense in the input: NaN, a lower limit above its upper limit, a cycle, an unknown parent, ...
 *
 * Limits that merely contradict each other are not nonsense: they are the outcome `status: "infeasible"`.
 */
export class InputError extends Error {
  override readonly name: string = "InputError";
  readonly id: string | undefined;
  readonly field: string | undefined;
  readonly value: unknown;

  constructor(message: string, details: InputErrorDetails = {}) {
    super(details.id === undefined ? message : `node "${excerpt(details.id)}": ${message}`);
    this.id = details.id;
    this.field = details.field;
    this.value = details.value;
  }
}
