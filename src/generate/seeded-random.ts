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

  /**
   * Numbers for one purpose, which do not depend on how many were drawn for others.
   * @param purposes whole numbers that say what they are for, such as a kind of thing and which of them
   */
  static for(seed: number, ...purposes: readonly number[]): SeededRandom {
    return new SeededRandom(
      purposes.reduce((mixed, purpose) => mix((mixed + 0x9e3779b9) ^ mix(purpose + 1)), mix(seed)),
    );
  }

  /** In [0, 1), a multiple of 2^-32. */
  readonly next = (): number => {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return (mix(this.#state) >>> 0) / 2 ** 32;
  };

  /** In least..greatest, both included. */
  integer(least: number, greatest: number): number {
    return least + Math.floor(this.next() * (greatest - least + 1));
  }

  /** In [least, greatest), evenly spread. */
  between(least: number, greatest: number): number {
    return least + this.next() * (greatest - least);
  }

  /** Around 0 like a normal distribution of deviation 1, never beyond ±3.5: four even numbers added, so that nothing is rounded by machine. */
  around(): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * Math.sqrt(3);
  }

  /** One of some things, each as often as its share says; the shares come to 1. */
  weighted<Thing>(things: readonly (readonly [thing: Thing, share: number])[]): Thing {
    let left = this.next();
    for (const [thing, share] of things) {
      left -= share;
      if (left < 0) return thing;
    }
    return things[things.length - 1][0];
  }
}

function mix(state: number): number {
  let mixed = state | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
