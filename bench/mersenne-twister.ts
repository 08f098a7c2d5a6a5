/** The 64-bit Mersenne Twister (Matsumoto and Nishimura 1998) in 32-bit halves: what the native yardstick for schedules draws from. */
export class MersenneTwister {
  readonly #high = new Uint32Array(STATE_WORDS);
  readonly #low = new Uint32Array(STATE_WORDS);
  #next = STATE_WORDS;

  constructor(seed: number) {
    let word = BigInt(seed);
    for (let k = 0; k < STATE_WORDS; k++) {
      if (k > 0) word = (6364136223846793005n * (word ^ (word >> 62n)) + BigInt(k)) & 0xffffffffffffffffn;
      this.#high[k] = Number(word >> 32n);
      this.#low[k] = Number(word & 0xffffffffn);
    }
  }

  /** Uniform in [0, 1), 53 bits. */
  next(): number {
    if (this.#next === STATE_WORDS) this.#twist();
    let high = this.#high[this.#next];
    let low = this.#low[this.#next++];
    low ^= ((low >>> 29) | (high << 3)) & 0x55555555;
    high ^= (high >>> 29) & 0x55555555;
    high ^= ((high << 17) | (low >>> 15)) & 0x71d67fff;
    low ^= (low << 17) & 0xeda60000;
    high ^= (low << 5) & 0xfff7eee0;
    low ^= high >>> 11;
    // The upper 53 of 64 bits.
    return ((high >>> 0) * 2097152 + ((low >>> 0) >>> 11)) / 9007199254740992;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** Near enough to normal: the sum of twelve, about 0. */
  normal(): number {
    let sum = 0;
    for (let k = 0; k < 12; k++) sum += this.next();
    return sum - 6;
  }

  #twist(): void {
    const high = this.#high;
    const low = this.#low;
    for (let k = 0; k < STATE_WORDS; k++) {
      const after = (k + 1) % STATE_WORDS;
      const far = (k + STATE_WORDS / 2) % STATE_WORDS;
      // The upper 33 bits of one word, the lower 31 of the next.
      const mixedLow = (low[k] & 0x80000000) | (low[after] & 0x7fffffff);
      const mixedHigh = high[k];
      const isOdd = (mixedLow & 1) !== 0;
      low[k] = low[far] ^ ((mixedLow >>> 1) | (mixedHigh << 31)) ^ (isOdd ? 0xa96619e9 : 0);
      high[k] = high[far] ^ (mixedHigh >>> 1) ^ (isOdd ? 0xb5026f5a : 0);
    }
    this.#next = 0;
  }
}

const STATE_WORDS = 312;
