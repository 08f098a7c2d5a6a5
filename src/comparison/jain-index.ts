/**
 * Jain's fairness index `(Σ x)² / (n · Σ x²)` of numbers that are 0 or more: 1 where all are equal, 1/n where one has all.
 * 1 where there are none, or all are 0.
 *
 * Jain, Chiu & Hawe: A Quantitative Measure of Fairness and Discrimination (DEC-TR-301, 1984).
 */
export function jainIndex(values: readonly number[]): number {
  let sum = 0;
  let sumOfSquares = 0;
  for (const value of values) {
    sum += value;
    sumOfSquares += value * value;
  }
  return sumOfSquares === 0 ? 1 : (sum * sum) / (values.length * sumOfSquares);
}
