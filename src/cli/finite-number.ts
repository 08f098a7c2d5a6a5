import { InvalidArgumentError } from "commander";
import { plainNumber } from "../text/cell-number.js";

/**
 * A number as CSV has them: decimal, none of `0x10`, `1_000` or `Infinity`.
 * @throws InvalidArgumentError, which commander turns into a message
 */
export function finiteNumber(text: string): number {
  const value = plainNumber.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}
