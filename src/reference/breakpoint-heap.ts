/** The heap without breakpoints. */
export const EMPTY = -1;

/**
 * Pairing heaps (Fredman, Sedgewick, Sleator & Tarjan 1986) of breakpoints: merging two costs O(1), taking the top off
 * O(log n) amortised, without recursion.
 *
 * Breakpoints are indices into `keys`; a heap goes by the breakpoint at its top, or `EMPTY`. A breakpoint begins as a
 * heap of its own and stands in one heap at a time. `keys` and `tiers` are the caller's, who writes them before the
 * breakpoint is first merged.
 */
export class BreakpointHeaps {
  readonly #keys: Float64Array;
  readonly #tiers: Uint32Array | undefined;
  readonly #direction: 1 | -1;
  readonly #firstChild: Int32Array;
  readonly #nextSibling: Int32Array;

  /**
   * @param direction 1: the least key is on top; -1: the greatest
   * @param tiers compared before the keys
   */
  constructor(keys: Float64Array, direction: 1 | -1, tiers?: Uint32Array) {
    this.#keys = keys;
    this.#tiers = tiers;
    this.#direction = direction;
    this.#firstChild = new Int32Array(keys.length).fill(EMPTY);
    this.#nextSibling = new Int32Array(keys.length).fill(EMPTY);
  }

  /** The heap of all breakpoints of two heaps, which are no more. */
  merge(one: number, other: number): number {
    if (one === EMPTY) return other;
    if (other === EMPTY) return one;
    const byTier = this.#tiers === undefined ? 0 : this.#tiers[other] - this.#tiers[one];
    const otherIsAbove = this.#direction * (byTier || this.#keys[other] - this.#keys[one]) < 0;
    const top = otherIsAbove ? other : one;
    const below = otherIsAbove ? one : other;
    this.#nextSibling[below] = this.#firstChild[top];
    this.#firstChild[top] = below;
    return top;
  }

  /** The heap without its top, which is then in no heap. */
  withoutTop(heap: number): number {
    let pairs = this.#mergeChildrenInPairs(heap);
    let merged = EMPTY;
    while (pairs !== EMPTY) {
      const pair = pairs;
      pairs = this.#detachFromNext(pair);
      merged = this.merge(merged, pair);
    }
    return merged;
  }

  /** The pairs, as a list from the last to the first. */
  #mergeChildrenInPairs(heap: number): number {
    let rest = this.#firstChild[heap];
    this.#firstChild[heap] = EMPTY;
    let pairs = EMPTY;
    while (rest !== EMPTY) {
      const one = rest;
      const other = this.#detachFromNext(one);
      rest = other === EMPTY ? EMPTY : this.#detachFromNext(other);
      const pair = this.merge(one, other);
      this.#nextSibling[pair] = pairs;
      pairs = pair;
    }
    return pairs;
  }

  #detachFromNext(breakpoint: number): number {
    const next = this.#nextSibling[breakpoint];
    this.#nextSibling[breakpoint] = EMPTY;
    return next;
  }
}
