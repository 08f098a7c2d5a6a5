import type { Branch } from "./network.js";

/** Branches between the same two buses, taken for one. */
export interface Bundle {
  readonly from: number;
  readonly to: number;
  /** In the file's order; never empty. */
  readonly branches: readonly Branch[];
}

/**
 * One bundle for each pair of buses that is joined, in the order in which the pairs first appear. Branches with both ends
 * at one bus are in none.
 * @param busOf maps a branch's buses to those that count
 */
export function mergeParallels(
  branches: readonly Branch[],
  busOf: (bus: number) => number,
  busCount: number,
): Bundle[] {
  const bundles: (Bundle & { branches: Branch[] })[] = [];
  const bundleOfPair = new Map<number, number>();
  for (const branch of branches) {
    const from = busOf(branch.from);
    const to = busOf(branch.to);
    if (from === to) continue;
    const pair = Math.min(from, to) * busCount + Math.max(from, to);
    const found = bundleOfPair.get(pair);
    if (found === undefined) {
      bundleOfPair.set(pair, bundles.length);
      bundles.push({ from, to, branches: [branch] });
    } else bundles[found].branches.push(branch);
  }
  return bundles;
}

/** What a bundle may carry: the sum of what its branches may, each no more than what stands in series with it. */
export function bundleKw({ branches }: Bundle): number {
  let sum = 0;
  for (const { rating, series } of branches) {
    sum += Math.min(rating.kw, ...(series ?? []).map((element) => element.rating.kw));
  }
  return sum;
}

/** Whether the branches are on different phases, so that they are one element and not parallel ones. */
export function isBank({ branches }: Bundle): boolean {
  let seen = 0;
  for (const { phaseBits } of branches) {
    if (phaseBits === 0 || (seen & phaseBits) !== 0) return false;
    seen |= phaseBits;
  }
  return true;
}
