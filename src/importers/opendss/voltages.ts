/** Two buses that are joined, and the voltage from line to neutral that each end has of itself; NaN takes the other's. */
export interface Joint {
  readonly from: number;
  readonly to: number;
  readonly kvFrom: number;
  readonly kvTo: number;
}

/**
 * Carries nominal voltages from the sources through lines and transformers, breadth first; a bus keeps the first it gets.
 * @param kv voltage from line to neutral of each bus, NaN where it is not known; filled in
 */
export function carryVoltages(joints: readonly Joint[], sources: readonly number[], kv: number[]): void {
  const jointsAt: Joint[][] = kv.map(() => []);
  for (const joint of joints) {
    jointsAt[joint.from].push(joint);
    jointsAt[joint.to].push(joint);
  }
  const reached = new Set(sources);
  for (const bus of reached) {
    for (const { from, to, kvFrom, kvTo } of jointsAt[bus]) {
      const other = from === bus ? to : from;
      if (reached.has(other)) continue;
      const own = from === bus ? kvTo : kvFrom;
      kv[other] = Number.isNaN(own) ? kv[bus] : own;
      reached.add(other);
    }
  }
}
