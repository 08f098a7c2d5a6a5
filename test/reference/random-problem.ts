import fc from "fast-check";
import type { PosedProblem } from "../../src/problem/posed-problem.js";
import { posedArrays } from "./posed.js";

/** Values on a coarse grid, so that ties, zero ranges and equal limits are common. */
const coarse = fc.integer({ min: -4, max: 4 });
/** Decimals, which doubles only come near. */
const fine = fc.integer({ min: -4e6, max: 4e6 }).map((millionths) => millionths / 1e6);
const fraction = fc.constantFrom(0, 0.25, 1 / 3, 0.5, 0.9, 1);

const drawnNode = fc.record({
  attachment: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  base: fc.oneof(coarse, fine),
  range: fc.oneof(fc.constantFrom(0, 1, 2, 2 ** -51), fine.map(Math.abs)),
  unlimited: fc.constantFrom("", "", "", "", "below", "above"),
  shift: fc.oneof(fc.constant(0), coarse, fine),
  weight: fc.constantFrom(1, 1, 1, 2, 1 / 3, 0.1, 1e3, 1e-3),
  limited: fc.constantFrom("", "", "lower", "upper", "both", "equal"),
  limitAt: fc.tuple(fraction, fraction),
});

export type DrawnNode = typeof drawnNode extends fc.Arbitrary<infer T> ? T : never;

/** Small trees of every kind that have an optimum; limits are a few units, times a power of ten of either sign. */
export const feasibleProblem: fc.Arbitrary<PosedProblem> = fc
  .tuple(
    fc.array(drawnNode, { minLength: 1, maxLength: 14 }),
    fc.constantFrom(0, 0, -9, -3, 6, 9),
    fc.constantFrom("bushy", "deep"),
  )
  .map(([nodes, exponent, shape]) => problemOf(nodes, 10 ** exponent, shape === "deep"));

function problemOf(nodes: readonly DrawnNode[], scale: number, deep: boolean): PosedProblem {
  const parent = nodes.map(({ attachment }, v) => {
    if (v === 0) return -1;
    return deep ? Math.max(0, v - 1 - Math.floor(attachment * 3)) : Math.floor(attachment * v);
  });
  const isInner = nodes.map((_, v) => parent.includes(v));
  const lower: number[] = [];
  const upper: number[] = [];
  const least = nodes.map(() => 0);
  const greatest = nodes.map(() => 0);
  for (let v = nodes.length - 1; v >= 0; v--) {
    const drawn = nodes[v];
    if (isInner[v]) {
      [lower[v], upper[v]] = innerLimits(drawn, least[v], greatest[v], scale);
      if (v === 0 && upper[v] === Number.POSITIVE_INFINITY) upper[v] = finiteWithin(0.5, least[v], greatest[v], scale);
      upper[v] = Math.max(lower[v], upper[v]);
      least[v] = Math.max(least[v], lower[v]);
      greatest[v] = Math.min(greatest[v], upper[v]);
    } else {
      lower[v] = drawn.unlimited === "below" ? Number.NEGATIVE_INFINITY : drawn.base * scale;
      upper[v] = drawn.unlimited === "above" && v > 0 ? Number.POSITIVE_INFINITY : (drawn.base + drawn.range) * scale;
      least[v] = lower[v] + drawn.shift * scale;
      greatest[v] = upper[v] + drawn.shift * scale;
    }
    if (v === 0) continue;
    least[parent[v]] += least[v];
    greatest[parent[v]] += greatest[v];
  }
  return posedArrays({
    parent,
    lower,
    upper,
    shift: nodes.map(({ shift }, v) => (isInner[v] ? 0 : shift * scale)),
    weight: nodes.map(({ weight }, v) => (isInner[v] ? 1 : weight)),
  });
}

function innerLimits(
  { limited, limitAt }: DrawnNode,
  least: number,
  greatest: number,
  scale: number,
): [number, number] {
  const [low, high] = [Math.min(...limitAt), Math.max(...limitAt)].map((at) =>
    finiteWithin(at, least, greatest, scale),
  );
  if (limited === "equal") return [low, low];
  return [
    limited === "lower" || limited === "both" ? low : Number.NEGATIVE_INFINITY,
    limited === "upper" || limited === "both" ? high : Number.POSITIVE_INFINITY,
  ];
}

function finiteWithin(at: number, least: number, greatest: number, scale: number): number {
  const from = Number.isFinite(least) ? least : Math.min(0, greatest) - 9 * scale;
  const to = Number.isFinite(greatest) ? greatest : Math.max(0, from) + 9 * scale;
  return at === 1 ? to : from + at * (to - from);
}
