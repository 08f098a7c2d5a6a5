/**
 * Finite numbers end here, either side of 0: far beyond any flow, and so near that no sum of them, and no product with a
 * quotient of them, leaves the range of a double.
 */
export const GREATEST_NUMBER = 1e30;

/** The least weight, for the same reason: a limit divided by it is a price. */
export const LEAST_WEIGHT = 1e-30;

/** Whether a number is finite and not beyond what is taken for one. */
export function isWithinRange(value: number): boolean {
  return Math.abs(value) <= GREATEST_NUMBER;
}
