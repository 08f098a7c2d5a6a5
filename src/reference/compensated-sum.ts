/**
 * A running sum held as two doubles, `high + low` with `high` the nearest double: some 32 digits, so that what cancels
 * in it leaves nothing behind. Two-sum of Knuth, two-product of Dekker (1971).
 *
 * A sum may be infinite on one side; then `low` is 0.
 */
export class CompensatedSum {
  high = 0;
  low = 0;

  set(high: number, low = 0): this {
    this.high = high;
    this.low = low;
    return this;
  }

  /** Adds `high + low`. */
  add(high: number, low = 0): this {
    const sum = this.high + high;
    // An infinity has no rounding error; the formula would make it NaN.
    if (!Number.isFinite(sum)) return this.set(sum);
    const lowSum = this.low + low;
    const carried = roundingOfSum(this.high, high, sum) + lowSum;
    const nearly = sum + carried;
    const rest = carried - (nearly - sum) + roundingOfSum(this.low, low, lowSum);
    this.high = nearly + rest;
    this.low = rest - (this.high - nearly);
    return this;
  }

  /** Sets this to `factor` times `high + low`. */
  setProduct(factor: number, high: number, low: number): this {
    const product = factor * high;
    return this.set(product).add(roundingOfProduct(factor, high, product), factor * low);
  }

  /** Divides by a positive finite sum. */
  divide(divisor: CompensatedSum): this {
    const quotient = this.high / divisor.high;
    const product = quotient * divisor.high;
    this.add(-product, -roundingOfProduct(quotient, divisor.high, product)).add(-quotient * divisor.low);
    const correction = this.high / divisor.high;
    return this.set(quotient).add(correction);
  }

  /** This less `value`, as one double. An infinity less itself is 0. */
  minus(value: number): number {
    return difference(this.high, this.low, value);
  }
}

/** As many compensated sums as asked for, all 0 to begin with. */
export class CompensatedSums {
  readonly high: Float64Array;
  readonly low: Float64Array;

  constructor(count: number) {
    this.high = new Float64Array(count);
    this.low = new Float64Array(count);
  }

  set(index: number, high: number, low = 0): void {
    this.high[index] = high;
    this.low[index] = low;
  }

  /** Adds `high + low` to one of the sums. */
  add(index: number, high: number, low = 0): void {
    scratch.set(this.high[index], this.low[index]).add(high, low);
    this.set(index, scratch.high, scratch.low);
  }

  /** One of the sums less `value`, as one double. An infinity less itself is 0. */
  minus(index: number, value: number): number {
    return difference(this.high[index], this.low[index], value);
  }
}

const scratch = new CompensatedSum();

function difference(high: number, low: number, value: number): number {
  if (high === value) return low;
  const rough = high - value;
  return Number.isFinite(rough) ? rough + (roundingOfSum(high, -value, rough) + low) : rough;
}

/** What `sum = a + b` lost to rounding, exactly. */
function roundingOfSum(a: number, b: number, sum: number): number {
  const bAsAdded = sum - a;
  return a - (sum - bAsAdded) + (b - bAsAdded);
}

/** What `product = a * b` lost to rounding, exactly; 0 near the ends of the number range, where halves overflow. */
function roundingOfProduct(a: number, b: number, product: number): number {
  const aTop = topHalf(a);
  const bTop = topHalf(b);
  const aRest = a - aTop;
  const bRest = b - bTop;
  const rounding = aRest * bRest - (product - aTop * bTop - aRest * bTop - aTop * bRest);
  return Number.isFinite(rounding) ? rounding : 0;
}

/** The upper 26 bits of a double: halves multiply without rounding. */
function topHalf(value: number): number {
  const spread = value * (2 ** 27 + 1);
  return spread - (spread - value);
}
