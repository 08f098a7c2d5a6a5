import type { BalanceOptions } from "../../src/model/options.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { Rational } from "./rational.js";

/** A limit, or a flow that may be without limit: `null` is the infinity of its side. */
export type Bound = Rational | null;

/**
 * A tree in exact numbers, posed as "greatest import at the root". Indices are the caller's.
 *
 * Flows are counted in `unit`, a power of two that makes every one of them an integer; weights likewise in a unit of
 * their own, which no answer depends on.
 */
export interface ExactTree {
  readonly root: number;
  readonly parent: readonly number[];
  readonly children: readonly (readonly number[])[];
  /** Every node after its parent. */
  readonly topDown: readonly number[];
  /** Limits on the flow, at leaves too: shift constant + limit of the dispatch. */
  readonly lower: Bound[];
  readonly upper: Bound[];
  readonly shift: readonly Rational[];
  readonly weight: readonly Rational[];
  /** What each leaf requests, as a flow: shift constant + request of the dispatch. */
  readonly request: readonly Bound[];
  /** Of each leaf, as a dispatch: the part of the request that is served first; 0 for none. */
  readonly guarantee: readonly Rational[];
  /** Whether the even share comes on top of the guarantee. */
  readonly isBase: boolean;
  /** Of each leaf; the higher is cut last. */
  readonly priority: readonly number[];
  readonly unit: Rational;
}

export function readExactTree(tree: TreeArrays, options: BalanceOptions = {}): ExactTree {
  const nodeCount = tree.parent.length;
  const parent = Array.from(tree.parent);
  const children: number[][] = parent.map(() => []);
  for (let v = 0; v < nodeCount; v++) if (parent[v] >= 0) children[parent[v]].push(v);
  const root = parent.indexOf(-1);
  const topDown = [root];
  for (const v of topDown) topDown.push(...children[v]);

  const lowerGiven = Array.from(tree.lower);
  const upperGiven = Array.from(tree.upper);
  const shiftGiven = Array.from({ length: nodeCount }, (_, v) => tree.shift?.[v] ?? 0);
  const weightGiven = Array.from({ length: nodeCount }, (_, v) =>
    children[v].length > 0 ? 1 : (tree.weight?.[v] ?? 1),
  );
  const requestGiven = Array.from({ length: nodeCount }, (_, v) => tree.request?.[v] ?? Number.NaN);
  const guaranteeGiven = Array.from({ length: nodeCount }, (_, v) => tree.guarantee?.[v] ?? 0);
  const flows = inWholeUnits([
    ...[...lowerGiven, ...upperGiven, ...shiftGiven, ...requestGiven, ...guaranteeGiven],
    options.target ?? 0,
  ]);
  const flowOf = (values: number[]) => values.map(flows.count);
  const shift = flowOf(shiftGiven).map((value) => value ?? Rational.zero);
  const limits = { lower: flowOf(lowerGiven), upper: flowOf(upperGiven) };
  const target = options.target === undefined ? null : flows.count(options.target);
  if (target) {
    limits.lower[root] = target.subtract(shift[root]);
    limits.upper[root] = limits.lower[root];
  }

  const lower = limits.lower.map((limit, v) => limit?.add(shift[v]) ?? null);
  const upper = limits.upper.map((limit, v) => limit?.add(shift[v]) ?? null);
  const isMirrored = options.maximise === "export";
  const most = isMirrored ? lower : upper;
  const request = requestGiven.map((value, v) => {
    if (Number.isNaN(value) || (target && v === root)) return most[v];
    return flows.count(value)?.add(shift[v]) ?? null;
  });
  return {
    root,
    parent,
    children,
    topDown,
    lower: isMirrored ? upper.map(mirrored) : lower,
    upper: isMirrored ? lower.map(mirrored) : upper,
    shift: isMirrored ? shift.map((value) => value.negate()) : shift,
    weight: inWholeUnits(weightGiven).counts,
    request: isMirrored ? request.map(mirrored) : request,
    guarantee: guaranteeGiven.map((value) => {
      const guarantee = flows.count(value) as Rational;
      return isMirrored ? guarantee.negate() : guarantee;
    }),
    isBase: options.guarantees === "base",
    priority: Array.from({ length: nodeCount }, (_, v) => tree.priority?.[v] ?? 0),
    unit: flows.unit,
  };
}

function mirrored(bound: Bound): Bound {
  return bound?.negate() ?? null;
}

interface WholeUnits {
  readonly unit: Rational;
  readonly count: (value: number) => Bound;
  /** The values counted, those that are infinite left out. */
  readonly counts: readonly Rational[];
}

/** The largest unit 2^-k in which each of the numbers is an integer. */
function inWholeUnits(values: readonly number[]): WholeUnits {
  let denominator = 1n;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const own = Rational.fromNumber(value).denominator;
    if (own > denominator) denominator = own;
  }
  const count = (value: number): Bound => {
    if (!Number.isFinite(value)) return null;
    const exact = Rational.fromNumber(value);
    return Rational.integer(exact.numerator * (denominator / exact.denominator));
  };
  return {
    unit: Rational.fraction(1n, denominator),
    count,
    counts: values.map(count).filter((value) => value !== null),
  };
}
