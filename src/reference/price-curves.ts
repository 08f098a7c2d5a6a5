import { BreakpointHeaps, EMPTY } from "./breakpoint-heap.js";
import { CompensatedSum, CompensatedSums } from "./compensated-sum.js";

/**
 * The flow of every subtree as a function of its price: continuous, monotone, piecewise linear.
 *
 * A curve is the line that it follows below its least breakpoint, the line that it follows above its greatest, and the
 * breakpoints between, each with the change of line there. Changes are kept as compensated sums, so a price read off
 * a line is that of the leaves that are free there, whatever came and went on the way to it.
 *
 * A node brings two breakpoints of its own: where its lower limit lets go of the price, and where its upper limit takes
 * hold of it. Each goes at most once into and once out of two heaps: O(n log n) for n nodes of whatever shape.
 */
export class PriceCurves {
  /** Length `2 * nodeCount`: v's limits hold its price above `[2 * v]` and below `[2 * v + 1]`, ±Infinity where they do not. */
  readonly thresholds: Float64Array;
  readonly #changeOfIntercept: CompensatedSums;
  readonly #changeOfSlope: CompensatedSums;
  readonly #isPassed: Uint8Array;
  readonly #low: CurveEnd;
  readonly #high: CurveEnd;
  readonly #ends: readonly CurveEnd[];

  constructor(nodeCount: number) {
    const breakpointCount = 2 * nodeCount;
    this.thresholds = new Float64Array(breakpointCount);
    for (let b = 0; b < breakpointCount; b += 2) {
      this.thresholds[b] = Number.NEGATIVE_INFINITY;
      this.thresholds[b + 1] = Number.POSITIVE_INFINITY;
    }
    this.#changeOfIntercept = new CompensatedSums(breakpointCount);
    this.#changeOfSlope = new CompensatedSums(breakpointCount);
    this.#isPassed = new Uint8Array(breakpointCount);
    this.#low = new CurveEnd(1, nodeCount, this.thresholds);
    this.#high = new CurveEnd(-1, nodeCount, this.thresholds);
    this.#ends = [this.#low, this.#high];
  }

  /** Adds `weight * price` to v's curve. */
  addProportional(v: number, weight: number): void {
    for (const end of this.#ends) end.slope.add(v, weight);
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
    const { inward } = end;
    const line = end.outerLine(v);
    let passed = -inward * Number.POSITIVE_INFINITY;
    let meeting = line.priceAt(limit, inward);
    for (let next = this.#outermost(v, end); next !== EMPTY; next = this.#outermost(v, end)) {
      const key = this.thresholds[next];
      // Breakpoints at one price come in any order; until all are passed the line may point anywhere.
      if (key !== passed && !(inward * (meeting - key) > 0)) break;
      passed = key;
      this.#pass(next, v, end, line);
      meeting = line.priceAt(limit, inward);
    }
    // Keys are rounded, so the meeting may lie an ulp outside its piece, or anywhere on a flat one that is level with it.
    const price = Number.isFinite(meeting) && inward * (meeting - passed) > 0 ? meeting : passed;
    if (!Number.isFinite(price)) return;

    this.thresholds[ownBreakpoint] = price;
    const { intercept, slope } = line;
    intercept.add(-limit);
    this.#changeOfIntercept.set(ownBreakpoint, inward * intercept.high, inward * intercept.low);
    this.#changeOfSlope.set(ownBreakpoint, inward * slope.high, inward * slope.low);
    end.intercept.set(v, limit);
    end.slope.set(v, 0);
    for (const { heap, heaps } of this.#ends) heap[v] = heaps.merge(heap[v], ownBreakpoint);
  }

  /** The outermost breakpoint left at an end of v's curve, or `EMPTY`; forgets those that the other end has passed. */
  #outermost(v: number, { heap, heaps }: CurveEnd): number {
    while (heap[v] !== EMPTY && this.#isPassed[heap[v]] === 1) heap[v] = heaps.withoutTop(heap[v]);
    return heap[v];
  }

  /** Takes the outermost breakpoint off, and turns the line there as the curve does. */
  #pass(breakpoint: number, v: number, { inward, heap, heaps }: CurveEnd, { intercept, slope }: Line): void {
    const byIntercept = this.#changeOfIntercept;
    const bySlope = this.#changeOfSlope;
    intercept.add(inward * byIntercept.high[breakpoint], inward * byIntercept.low[breakpoint]);
    slope.add(inward * bySlope.high[breakpoint], inward * bySlope.low[breakpoint]);
    this.#isPassed[breakpoint] = 1;
    heap[v] = heaps.withoutTop(breakpoint);
  }
}

/** The low or the high end of every node's curve. */
class CurveEnd {
  /** 1 at the low end, where greater prices lie inward; -1 at the high end. */
  readonly inward: 1 | -1;
  /** Length `nodeCount`, with `slope`: the line that v's curve follows from its outermost breakpoint outward. */
  readonly intercept: CompensatedSums;
  readonly slope: CompensatedSums;
  readonly heaps: BreakpointHeaps;
  /** Length `nodeCount`: v's breakpoints, the outermost on top. */
  readonly heap: Int32Array;
  readonly #line = new Line();

  constructor(inward: 1 | -1, nodeCount: number, keys: Float64Array) {
    this.inward = inward;
    this.intercept = new CompensatedSums(nodeCount);
    this.slope = new CompensatedSums(nodeCount);
    this.heaps = new BreakpointHeaps(keys, inward);
    this.heap = new Int32Array(nodeCount).fill(EMPTY);
  }

  /** Good until the next call. */
  outerLine(v: number): Line {
    this.#line.intercept.set(this.intercept.high[v], this.intercept.low[v]);
    this.#line.slope.set(this.slope.high[v], this.slope.low[v]);
    return this.#line;
  }
}

/** `intercept + slope * price`. */
class Line {
  readonly intercept = new CompensatedSum();
  readonly slope = new CompensatedSum();

  /**
   * The price at which the line, followed inward, meets the limit. Infinite where it is flat: outward if it keeps the
   * limit all along, inward if it never does.
   */
  priceAt(limit: number, inward: 1 | -1): number {
    const above = this.intercept.minus(limit);
    if (this.slope.high > 0) return (0 - above) / this.slope.high;
    return inward * above >= 0 ? -inward * Number.POSITIVE_INFINITY : inward * Number.POSITIVE_INFINITY;
  }
}
