import { BreakpointHeaps, EMPTY } from "./breakpoint-heap.js";
import { CompensatedSum, CompensatedSums } from "./compensated-sum.js";

/**
 * The flow of every subtree as a function of its price: continuous, monotone, piecewise linear. A price is a pair, compared
 * tier first; where a price of one tier is meant, every leaf of another rests.
 *
 * A curve is the line that it follows below its least breakpoint, the line that it follows above its greatest, and the
 * breakpoints between, each with the change of line there. Changes are kept as compensated sums, so a price read off
 * a line is that of the leaves that are free there, whatever came and went on the way to it.
 *
 * A curve brings two breakpoints of its own: where its lower limit lets go of the price, and where its upper limit takes
 * hold of it. A leaf without limit on a side has its breakpoint where its tier ends. Each goes at most once into and once out of two heaps: O(n log n) for n nodes of whatever shape.
 */
export class PriceCurves {
  /** Length `2 * curveCount`: v's limits hold its price above `[2 * v]` and below `[2 * v + 1]`, ±Infinity where they do not. */
  readonly thresholds: Float64Array;
  /** Of the same length: the tier of each threshold. */
  readonly thresholdTiers: Uint32Array;
  readonly #lastTier: number;
  readonly #changeOfIntercept: CompensatedSums;
  readonly #changeOfSlope: CompensatedSums;
  readonly #changeOfMoving: Int32Array;
  readonly #changeOfUnlimited: Int32Array;
  readonly #isPassed: Uint8Array;
  readonly #low: CurveEnd;
  readonly #high: CurveEnd;
  readonly #ends: readonly CurveEnd[];

  constructor(curveCount: number, tierCount: number) {
    const breakpointCount = 2 * curveCount;
    this.#lastTier = tierCount - 1;
    this.thresholds = new Float64Array(breakpointCount);
    this.thresholdTiers = new Uint32Array(breakpointCount);
    for (let b = 0; b < breakpointCount; b += 2) {
      this.thresholds[b] = Number.NEGATIVE_INFINITY;
      this.thresholds[b + 1] = Number.POSITIVE_INFINITY;
      this.thresholdTiers[b + 1] = this.#lastTier;
    }
    this.#changeOfIntercept = new CompensatedSums(breakpointCount);
    this.#changeOfSlope = new CompensatedSums(breakpointCount);
    this.#changeOfMoving = new Int32Array(breakpointCount);
    this.#changeOfUnlimited = new Int32Array(breakpointCount);
    this.#isPassed = new Uint8Array(breakpointCount);
    const tiers = tierCount > 1 ? this.thresholdTiers : undefined;
    this.#low = new CurveEnd(1, curveCount, this.thresholds, tiers);
    this.#high = new CurveEnd(-1, curveCount, this.thresholds, tiers);
    this.#ends = [this.#low, this.#high];
  }

  /** Makes v's curve `clamp(weight * price, lower, upper)` at the prices of a tier, and level in the others. */
  setLeaf(v: number, tier: number, weight: number, lower: number, upper: number): void {
    for (const end of this.#ends) {
      const { inward } = end;
      const limit = end === this.#low ? lower : upper;
      const isUnlimited = Math.abs(limit) === Number.POSITIVE_INFINITY;
      const ownBreakpoint = end === this.#low ? 2 * v : 2 * v + 1;
      end.intercept.set(v, isUnlimited ? 0 : limit);
      end.unlimited[v] = isUnlimited ? -inward : 0;
      this.thresholds[ownBreakpoint] = limit / weight;
      this.thresholdTiers[ownBreakpoint] = tier;
      this.#changeOfIntercept.set(ownBreakpoint, isUnlimited ? 0 : -inward * limit);
      this.#changeOfSlope.set(ownBreakpoint, inward * weight);
      this.#changeOfMoving[ownBreakpoint] = inward;
      this.#changeOfUnlimited[ownBreakpoint] = isUnlimited ? 1 : 0;
    }
    // A curve without range turns nowhere.
    if (lower === upper) return;
    for (const { heap, heaps } of this.#ends) heap[v] = heaps.merge(2 * v, 2 * v + 1);
  }

  /** Adds `flow`, at every price, to v's curve. */
  addConstant(v: number, flow: number): void {
    for (const end of this.#ends) end.intercept.add(v, flow);
  }

  /** Adds v's curve to its parent's, and takes it apart. */
  moveInto(parent: number, v: number): void {
    for (const end of this.#ends) {
      end.intercept.add(parent, end.intercept.high[v], end.intercept.low[v]);
      end.slope.add(parent, end.slope.high[v], end.slope.low[v]);
      end.moving[parent] += end.moving[v];
      end.unlimited[parent] += end.unlimited[v];
      end.heap[parent] = end.heaps.merge(end.heap[parent], end.heap[v]);
    }
  }

  /** Holds v's curve within limits that it can meet, and sets v's thresholds. */
  hold(v: number, lower: number, upper: number): void {
    this.#levelOff(v, this.#low, lower, 2 * v);
    this.#levelOff(v, this.#high, upper, 2 * v + 1);
    // A curve without range turns nowhere.
    if (lower === upper) for (const end of this.#ends) end.heap[v] = EMPTY;
  }

  /** Follows the curve inward from one end to where it meets the limit, and makes it level from there outward. */
  #levelOff(v: number, end: CurveEnd, limit: number, ownBreakpoint: number): void {
    if (Math.abs(limit) === Number.POSITIVE_INFINITY) return;
    const { inward } = end;
    const line = end.outerLine(v);
    let passed = -inward * Number.POSITIVE_INFINITY;
    let passedTier = end === this.#low ? 0 : this.#lastTier;
    let meeting = line.priceAt(limit, inward);
    for (let next = this.#outermost(v, end); next !== EMPTY; next = this.#outermost(v, end)) {
      const key = this.thresholds[next];
      const tier = this.thresholdTiers[next];
      // A level line goes on into the next tier; one that rises meets every limit in its own.
      const meetsBeyond = line.isLevel
        ? meeting === inward * Number.POSITIVE_INFINITY
        : tier === passedTier && inward * (meeting - key) > 0;
      // Breakpoints at one price come in any order; until all are passed the line may point anywhere.
      const isAtPassed = key === passed && tier === passedTier;
      if (!isAtPassed && !meetsBeyond) break;
      passed = key;
      passedTier = tier;
      this.#pass(next, v, end, line);
      meeting = line.priceAt(limit, inward);
    }
    // Keys are rounded, so the meeting may lie an ulp outside its piece, or anywhere on a flat one that is level with it.
    const price = Number.isFinite(meeting) && inward * (meeting - passed) > 0 ? meeting : passed;
    if (!Number.isFinite(price)) return;

    this.thresholds[ownBreakpoint] = price;
    this.thresholdTiers[ownBreakpoint] = passedTier;
    const { intercept, slope } = line;
    intercept.add(-limit);
    this.#changeOfIntercept.set(ownBreakpoint, inward * intercept.high, inward * intercept.low);
    this.#changeOfSlope.set(ownBreakpoint, inward * slope.high, inward * slope.low);
    this.#changeOfMoving[ownBreakpoint] = inward * line.moving;
    this.#changeOfUnlimited[ownBreakpoint] = inward * line.unlimited;
    end.intercept.set(v, limit);
    end.slope.set(v, 0);
    end.moving[v] = 0;
    end.unlimited[v] = 0;
    for (const { heap, heaps } of this.#ends) heap[v] = heaps.merge(heap[v], ownBreakpoint);
  }

  /** The outermost breakpoint left at an end of v's curve, or `EMPTY`; forgets those that the other end has passed. */
  #outermost(v: number, { heap, heaps }: CurveEnd): number {
    while (heap[v] !== EMPTY && this.#isPassed[heap[v]] === 1) heap[v] = heaps.withoutTop(heap[v]);
    return heap[v];
  }

  /** Takes the outermost breakpoint off, and turns the line there as the curve does. */
  #pass(breakpoint: number, v: number, { inward, heap, heaps }: CurveEnd, line: Line): void {
    const { intercept, slope } = line;
    const byIntercept = this.#changeOfIntercept;
    const bySlope = this.#changeOfSlope;
    intercept.add(inward * byIntercept.high[breakpoint], inward * byIntercept.low[breakpoint]);
    slope.add(inward * bySlope.high[breakpoint], inward * bySlope.low[breakpoint]);
    line.moving += inward * this.#changeOfMoving[breakpoint];
    line.unlimited += inward * this.#changeOfUnlimited[breakpoint];
    this.#isPassed[breakpoint] = 1;
    heap[v] = heaps.withoutTop(breakpoint);
  }
}

/** The low or the high end of every node's curve. */
class CurveEnd {
  /** 1 at the low end, where greater prices lie inward; -1 at the high end. */
  readonly inward: 1 | -1;
  /** Length `curveCount`, with the next three: the line that v's curve follows from its outermost breakpoint outward. */
  readonly intercept: CompensatedSums;
  readonly slope: CompensatedSums;
  readonly moving: Int32Array;
  readonly unlimited: Int32Array;
  readonly heaps: BreakpointHeaps;
  /** Length `curveCount`: v's breakpoints, the outermost on top. */
  readonly heap: Int32Array;
  readonly #line = new Line();

  constructor(inward: 1 | -1, curveCount: number, keys: Float64Array, tiers: Uint32Array | undefined) {
    this.inward = inward;
    this.intercept = new CompensatedSums(curveCount);
    this.slope = new CompensatedSums(curveCount);
    this.moving = new Int32Array(curveCount);
    this.unlimited = new Int32Array(curveCount);
    this.heaps = new BreakpointHeaps(keys, inward, tiers);
    this.heap = new Int32Array(curveCount).fill(EMPTY);
  }

  /** Good until the next call. */
  outerLine(v: number): Line {
    this.#line.intercept.set(this.intercept.high[v], this.intercept.low[v]);
    this.#line.slope.set(this.slope.high[v], this.slope.low[v]);
    this.#line.moving = this.moving[v];
    this.#line.unlimited = this.unlimited[v];
    return this.#line;
  }
}

/** `intercept + slope * price`, and `unlimited` times infinity. */
class Line {
  readonly intercept = new CompensatedSum();
  readonly slope = new CompensatedSum();
  /** How many leaves move along it: what is left of their slopes when all have come to rest is rounding. */
  moving = 0;
  /** How many leaves stand at an unlimited end: below 0 where at the lower one. */
  unlimited = 0;

  get isLevel(): boolean {
    return this.moving === 0 || !(this.slope.high > 0) || this.unlimited !== 0;
  }

  /**
   * The price at which the line, followed inward, meets the limit. Infinite where it is flat: outward if it keeps the
   * limit all along, inward if it never does.
   */
  priceAt(limit: number, inward: 1 | -1): number {
    const above = this.unlimited === 0 ? this.intercept.minus(limit) : this.unlimited * Number.POSITIVE_INFINITY;
    if (!this.isLevel) return (0 - above) / this.slope.high;
    return inward * above >= 0 ? -inward * Number.POSITIVE_INFINITY : inward * Number.POSITIVE_INFINITY;
  }
}
