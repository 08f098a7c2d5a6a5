/** At most so many solves are made anew before the next attempt to solve again. */
const MOST_ANEW = 15;
/** Changes so many times fewer than those of an attempt that gave up are another matter, and are tried nonetheless. */
const FAR_FEWER = 8;

/**
 * When to try to solve again after a few changes: an attempt that gives up is lost work, so a tree that does not lend itself
 * to it is not tried every time. After each attempt that gave up in a row twice as many solves and one more are made anew.
 */
export class Attempts {
  /** How many solves are still made anew, and were to be after the last attempt that gave up. */
  #anewFor = 0;
  #lastAnewFor = 0;
  /** How many changes that attempt had. */
  #gaveUpAt = 0;

  /** Whether so many changes are to be tried now; counts as a solve made anew where not. */
  isDue(changeCount: number): boolean {
    if (this.#anewFor === 0 || this.#areFew(changeCount)) return true;
    this.#anewFor--;
    return false;
  }

  /** Takes note of how an attempt went. */
  note(changeCount: number, isSolved: boolean): void {
    if (!isSolved) {
      this.#lastAnewFor = Math.min(2 * this.#lastAnewFor + 1, MOST_ANEW);
      this.#anewFor = this.#lastAnewFor;
      this.#gaveUpAt = changeCount;
    } else if (!this.#areFew(changeCount)) {
      this.#lastAnewFor = 0;
      this.#gaveUpAt = 0;
    }
  }

  #areFew(changeCount: number): boolean {
    return changeCount * FAR_FEWER <= this.#gaveUpAt;
  }
}
