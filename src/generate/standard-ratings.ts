/** What things are sold in, in kW at a power factor of 1, ascending. */
export type Ratings = readonly number[];

/** Distribution transformers in kVA: the sizes of IEC 60076-1 (R10). */
export const distributionTransformers: Ratings = [50, 100, 160, 250, 315, 400, 500, 630, 800, 1000];

/** Transformers of substations in kVA. */
export const substationTransformers: Ratings = [6_300, 10_000, 16_000, 20_000, 25_000, 31_500, 40_000, 63_000];

/** Overhead lines and cables at 20 kV: 100, 160, 200, 250, 315, 400, 500 and 630 A. */
export const mediumVoltageLines: Ratings = [3464, 5543, 6928, 8660, 10912, 13856, 17321, 21824];

/** Cables at 400 V: 80, 100, 125, 160, 200, 250, 315 and 400 A. */
export const lowVoltageCables: Ratings = [55.4, 69.3, 86.6, 110.9, 138.6, 173.2, 218.2, 277.1];

/** Three-phase main fuses at 400 V: 25, 35, 50, 63, 80, 100, 125, 160, 250 and 400 A. */
export const mainFuses: Ratings = [17.3, 24.2, 34.6, 43.6, 55.4, 69.3, 86.6, 110.9, 173.2, 277.1];

/** The smallest rating that carries a power; beyond the greatest, as many of those side by side as it takes. */
export function smallestRating(ratings: Ratings, kw: number): number {
  const greatest = ratings[ratings.length - 1];
  return ratings.find((rating) => rating >= kw) ?? Math.ceil(kw / greatest) * greatest;
}
