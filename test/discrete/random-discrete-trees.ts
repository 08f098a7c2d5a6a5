import type { TreeArrays } from "../../src/index.js";
import { Random } from "../random-trees.js";

/** A small tree of imports in whole numbers and of one priority, with minimums, steps or both. */
export function randomDiscreteTree(seed: number): TreeArrays {
  const random = new Random(seed);
  const count = random.integer(2, 12);
  const parent = Array.from({ length: count }, (_, v) => (v === 0 ? -1 : random.integer(Math.max(0, v - 4), v - 1)));
  const isLeaf = parent.map((_, v) => !parent.includes(v));
  const pick = (v: number, values: readonly number[], otherwise: number) =>
    isLeaf[v] ? random.pick(values) : otherwise;
  const each = (make: (v: number) => number) => Float64Array.from(parent, (_, v) => make(v));
  const kinds = random.integer(0, 2);
  return {
    parent,
    lower: each((v) => (isLeaf[v] ? 0 : random.pick([-Infinity, -Infinity, 0, 3]))),
    upper: each((v) => (isLeaf[v] ? random.pick([4, 7, 12, 16]) : random.pick([6, 11, 20, 33, Infinity]))),
    weight: each((v) => pick(v, [1, 1, 2], 1)),
    connected: each((v) => pick(v, [Number.NaN, 1, 2, 3], Number.NaN)),
    ...(kinds !== 0 && { minimum: each((v) => pick(v, [Number.NaN, 5, 6], Number.NaN)) }),
    ...(kinds !== 1 && { step: each((v) => pick(v, random.pick([[1], [2], [1, 3, Number.NaN]]), Number.NaN)) }),
  };
}

/**
 * A small tree of imports and exports with requests, some of them without limits, and with minimums, steps or both; with
 * guarantees, priorities and lower limits of leaves where that is asked for.
 */
export function randomMixedTree(
  seed: number,
  { hasGuarantees = false, hasPriorities = false, hasLowerLimits = false } = {},
): TreeArrays {
  const random = new Random(seed);
  const count = random.integer(2, 14);
  const parent = Array.from({ length: count }, (_, v) => (v === 0 ? -1 : random.integer(Math.max(0, v - 4), v - 1)));
  const isLeaf = parent.map((_, v) => !parent.includes(v));
  const { lower, upper, shift, request, guarantee, minimum, step } = blank(count);
  const [withMinimums, withSteps] = random.pick([
    [true, true],
    [true, false],
    [false, true],
  ]);
  const size = random.pick([1, 2, 0.5]);
  for (let v = 0; v < count; v++) {
    if (!isLeaf[v]) {
      lower[v] = random.pick([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, -12, -5, 0]);
      upper[v] = random.pick([5, 11, 18, 30, Number.POSITIVE_INFINITY]);
      if (v === 0) upper[v] = random.pick([8, 15, 25]);
      continue;
    }
    const kind = random.pick(["load", "load", "load", "source", "storage"] as const);
    const most = random.pick([4, 7, 12, 16]);
    if (kind !== "source") upper[v] = random.chance(0.1) ? Number.POSITIVE_INFINITY : most;
    if (kind !== "load") lower[v] = random.chance(0.2) ? Number.NEGATIVE_INFINITY : -most;
    if (kind === "load" && hasLowerLimits && random.chance(0.3)) lower[v] = random.pick([1, 3]);
    request[v] = kind === "source" ? -random.pick([most, most / 2]) : random.pick([most, most, 3]);
    if (kind === "source" && lower[v] > request[v]) request[v] = lower[v];
    if (withMinimums && kind === "load" && lower[v] === 0 && random.chance(0.7)) minimum[v] = random.pick([3, 5, 6]);
    if (withSteps && random.chance(0.8)) step[v] = size;
    if (hasGuarantees && random.chance(0.5)) guarantee[v] = request[v] * random.pick([0.5, 1]);
    if (random.chance(0.1)) shift[v] = random.pick([-2, 1]);
  }
  const each = (make: (v: number) => number) => Float64Array.from(parent, (_, v) => make(v));
  const ofLeaves = (values: readonly number[], otherwise: number) =>
    each((v) => (isLeaf[v] ? random.pick(values) : otherwise));
  return {
    ...{ parent, lower, upper, shift, request },
    weight: ofLeaves([1, 1, 2], 1),
    connected: ofLeaves([Number.NaN, 1, 2, 3], Number.NaN),
    ...(withMinimums && { minimum }),
    ...(withSteps && { step }),
    ...(hasGuarantees && { guarantee }),
    ...(hasPriorities && { priority: ofLeaves([0, 1], 0) }),
  };
}

function blank(count: number) {
  const zeros = () => new Float64Array(count);
  const none = () => new Float64Array(count).fill(Number.NaN);
  return {
    ...{ lower: zeros(), upper: zeros(), shift: zeros(), guarantee: zeros() },
    ...{ request: none(), minimum: none(), step: none() },
  };
}
