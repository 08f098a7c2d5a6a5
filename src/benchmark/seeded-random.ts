/**
 * Random numbers that are the same for the same seed, everywhere: splitmix32, in integer arithmetic.
 * Steele, Lea & Flood 2014, with the multipliers of Wellons' search.
 */
export class SeededRandom {
  #state: number;

  /** @param seed a whole number, of which the lower 32 bits count */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** In [0, 1), a multiple of 2^-32. */
  readonly next = (): number => {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };

  /** In least..greatest, both included. */
  integer(least: number, greatest: number): number {
    return least + Math.floor(this.next() * (greatest - least + 1));
  }
}
