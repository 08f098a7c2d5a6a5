/** The yardstick's generator (splitmix64), in 32-bit halves, so that both programs draw the same trees. */
export class YardstickRandom {
  #high: number;
  #low: number;

  constructor(seed: number) {
    // state = seed · 0x9E3779B97F4A7C15 + 1
    const state = (BigInt(seed) * 0x9e3779b97f4a7c15n + 1n) & 0xffffffffffffffffn;
    this.#high = Number(state >> 32n) >>> 0;
    this.#low = Number(state & 0xffffffffn) >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  next(): number {
    const lowSum = this.#low + 0x7f4a7c15;
    this.#low = lowSum >>> 0;
    this.#high = (this.#high + 0x9e3779b9 + (lowSum > 0xffffffff ? 1 : 0)) >>> 0;
    let high = this.#high;
    let low = this.#low;
    // z = (z ^ z >> 30) · 0xBF58476D1CE4E5B9
    low ^= (low >>> 30) | (high << 2);
    high ^= high >>> 30;
    [high, low] = multiply(high >>> 0, low >>> 0, 0xbf58476d, 0x1ce4e5b9);
    // z = (z ^ z >> 27) · 0x94D049BB133111EB
    low ^= (low >>> 27) | (high << 5);
    high ^= high >>> 27;
    [high, low] = multiply(high >>> 0, low >>> 0, 0x94d049bb, 0x133111eb);
    low = (low ^ ((low >>> 31) | (high << 1))) >>> 0;
    high = (high ^ (high >>> 31)) >>> 0;
    // The upper 53 of 64 bits.
    return (high * 2097152 + (low >>> 11)) / 9007199254740992;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }
}

/** The low 64 bits of a product of two 64-bit numbers, all in 32-bit halves. */
function multiply(aHigh: number, aLow: number, bHigh: number, bLow: number): [number, number] {
  const a0 = aLow & 0xffff;
  const a1 = aLow >>> 16;
  const b0 = bLow & 0xffff;
  const b1 = bLow >>> 16;
  const lowest = a0 * b0;
  const middle = a1 * b0 + (lowest >>> 16);
  const middle2 = a0 * b1 + (middle % 65536);
  const low = ((middle2 & 0xffff) * 65536 + (lowest & 0xffff)) >>> 0;
  const carry = a1 * b1 + Math.floor(middle / 65536) + Math.floor(middle2 / 65536);
  const high = (carry + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) >>> 0;
  return [high, low];
}
