/** A stretch of an axis that is of one colour. */
export interface StepRun {
  readonly left: number;
  readonly right: number;
  /** The greatest value in it. */
  readonly value: number;
}

/**
 * Steps as stretches between whole pixels: neighbours of one value are one, and steps that share a pixel are told by the greatest of
 * them, so that none is lost where there are more steps than pixels.
 * @param edges pixels of the steps' edges
 * @param valueAt of a step from `from` to `to - 1`; NaN where there is nothing to draw
 */
export function stepRuns(
  edges: readonly number[],
  from: number,
  to: number,
  valueAt: (step: number) => number,
): StepRun[] {
  const runs: StepRun[] = [];
  for (let step = from; step < to; step++) {
    const value = valueAt(step);
    if (Number.isNaN(value)) continue;
    const left = Math.round(edges[step]);
    const right = Math.max(left + 1, Math.round(edges[step + 1]));
    const last = runs[runs.length - 1];
    if (last && last.right > left) {
      runs[runs.length - 1] = {
        left: last.left,
        right: Math.max(last.right, right),
        value: Math.max(last.value, value),
      };
    } else if (last && last.right === left && last.value === value) {
      runs[runs.length - 1] = { left: last.left, right, value };
    } else {
      runs.push({ left, right, value });
    }
  }
  return runs;
}
