import type { ScheduleRequest, Session, StepLimit } from "../../src/schedule/schedule-request.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { Random } from "../random-trees.js";

export interface Posed {
  readonly tree: FlatTree;
  readonly request: ScheduleRequest;
}

/** What a random problem may have in it. */
export interface Extent {
  readonly inners: number;
  readonly sessions: number;
  readonly steps: number;
  /** Whole numbers: many ties, and sums without rounding. */
  readonly isWhole: boolean;
  readonly priorities: number;
  readonly prices: number;
}

/** A small problem: limits on either side by step, ties, empty windows, holes, minimums, energies given before. */
export function randomSchedule(seed: number): Posed & { readonly extent: Extent } {
  const random = new Random(seed);
  const extent = {
    inners: random.integer(1, 4),
    sessions: random.integer(0, 5),
    steps: random.integer(1, 5),
    isWhole: random.chance(0.6),
    priorities: random.chance(0.3) ? random.integer(2, 3) : 1,
    prices: random.chance(0.3) ? random.integer(2, 3) : 1,
  };
  return { ...drawSchedule(random, extent), extent };
}

export function drawSchedule(random: Random, extent: Extent): Posed {
  const { inners, steps, isWhole } = extent;
  const amount = (greatest: number) => (isWhole ? random.integer(0, greatest) : random.next() * greatest);
  const leaves = random.integer(1, 4);
  const count = inners + leaves;
  const parent = Array.from({ length: count }, (_, v) => (v === 0 ? -1 : random.integer(0, Math.min(v, inners) - 1)));
  // Inner nodes without children would be leaves with limits that are theirs: give each a leaf of its own.
  const isInner = new Set(parent);
  for (let v = 0; v < inners; v++) if (!isInner.has(v)) parent.push(v);
  const nodeCount = parent.length;
  const lower = new Float64Array(nodeCount).fill(Number.NEGATIVE_INFINITY);
  const upper = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY);
  const shift = new Float64Array(nodeCount);
  const hasLower = random.chance(0.35);
  for (let v = 0; v < nodeCount; v++) {
    const isLeaf = !parent.includes(v);
    if (isLeaf) {
      lower[v] = 0;
      if (random.chance(0.4)) upper[v] = amount(6);
      if (random.chance(0.3)) shift[v] = amount(3) - 1;
    } else {
      if (random.chance(0.5)) upper[v] = amount(8) + 1;
      if (hasLower && random.chance(0.3)) lower[v] = Math.min(upper[v], -amount(3));
    }
  }
  const tree = new FlatTree({ parent, lower, upper, shift });
  const stepHours = random.pick([1, 0.25, Array.from({ length: steps }, () => random.pick([0.25, 0.5, 1]))]);
  const sessions = Array.from({ length: extent.sessions }, (_, s) => drawSession(random, extent, tree, s, amount));
  return {
    tree,
    request: {
      steps,
      stepHours,
      sessions,
      limits: drawLimits(random, tree, steps, hasLower, amount),
      ...(random.chance(0.6) && { fixed: Array.from({ length: tree.leafCount * steps }, () => amount(3) - 1) }),
      ...(extent.prices > 1 && { price: Array.from({ length: steps }, () => random.integer(1, extent.prices)) }),
      ...(random.chance(0.2) && { target: Array.from({ length: steps }, () => amount(4)) }),
    },
  };
}

function drawSession(
  random: Random,
  { steps, priorities }: Extent,
  tree: FlatTree,
  s: number,
  amount: (greatest: number) => number,
): Session {
  const arrival = random.integer(0, steps - 1);
  const departure = random.integer(arrival, steps);
  const length = departure - arrival;
  const maximumKw = random.chance(0.25) ? Array.from({ length }, () => amount(4)) : amount(4);
  const least = (most: number) => Math.min(most, amount(1));
  const minimumKw = typeof maximumKw === "number" ? least(maximumKw) : maximumKw.map(least);
  return {
    id: `s${s}`,
    leaf: random.pick([...tree.leaves]),
    arrival,
    departure,
    energyKwh: amount(8),
    maximumKw,
    ...(random.chance(0.15) && { minimumKw }),
    ...(random.chance(0.2) && { givenKwh: amount(3) }),
    ...(random.chance(0.4) && { weight: 1 + amount(2) }),
    ...(priorities > 1 && { priority: random.integer(1, priorities) }),
  };
}

function drawLimits(
  random: Random,
  tree: FlatTree,
  steps: number,
  hasLower: boolean,
  amount: (greatest: number) => number,
): StepLimit[] {
  return Array.from({ length: random.integer(0, 3) }, () => {
    const node = random.integer(0, tree.nodeCount - 1);
    const from = random.integer(0, steps);
    const to = random.integer(from, steps);
    const upper = amount(8) + 0.5;
    const isLower = hasLower && !tree.isLeaf(node) && random.chance(0.5);
    return {
      node,
      from,
      to,
      upper,
      ...(isLower ? { lower: amount(4) - 3.5 } : { lower: tree.isLeaf(node) ? 0 : -1e6 }),
    };
  });
}
