/** The greatest magnitude that is finite; 0 where there is none. */
export function greatestFinite(...arrays: readonly Float64Array[]): number {
  let greatest = 0;
  for (const values of arrays) {
    for (let v = 0; v < values.length; v++) {
      const magnitude = Math.abs(values[v]);
      if (magnitude > greatest && magnitude < Number.POSITIVE_INFINITY) greatest = magnitude;
    }
  }
  return greatest;
}
