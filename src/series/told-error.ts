import { InputError } from "../model/input-error.js";

/** An `InputError` as it can be posted between threads, which would make a plain `Error` of it. */
export interface ToldError {
  readonly message: string;
  readonly id: string | undefined;
  readonly field: string | undefined;
  readonly value: unknown;
}

export function toldError({ message, id, field, value }: InputError): ToldError {
  return { message, id, field, value };
}

export function inputErrorOf({ message, id, field, value }: ToldError): InputError {
  // The id is put in front of the problem once more.
  const front = new InputError("", { id }).message;
  return new InputError(message.slice(front.length), { id, field, value });
}

/** What a thread answers: the value, or why the input was refused. */
export type Told<Value> = { readonly value: Value } | { readonly refused: ToldError };
