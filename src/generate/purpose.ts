/** What random numbers of a feeder are drawn for: each has its own, whatever the others draw. */
export const purpose = {
  user: 1,
  structure: 2,
  shapeOfLeaf: 3,
  weather: 4,
  household: 5,
  business: 6,
  pv: 7,
  ev: 8,
  session: 9,
} as const;
