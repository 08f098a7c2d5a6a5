/** Numbers of a page: 64 KiB. The kernel marks what it changes by the same pages. */
export const PAGE = 2 ** 13;

/**
 * Amounts of a plan, copied from a kernel's memory page by page: what a solve has not touched is shared with the plan before.
 */
export class AmountPages {
  readonly #pages: readonly Float64Array[];

  /**
   * @param amounts as they stand
   * @param before with `changed`: a mark for each page that is not as it was there
   */
  constructor(amounts: Float64Array, before?: AmountPages, changed?: Uint8Array) {
    const pagesBefore = before ? before.#pages : [];
    this.#pages = Array.from({ length: pageCount(amounts.length) }, (_, k) => {
      const end = Math.min((k + 1) * PAGE, amounts.length);
      const page = pagesBefore[k] as Float64Array | undefined;
      return page?.length === end - k * PAGE && changed?.[k] === 0 ? page : amounts.slice(k * PAGE, end);
    });
  }

  at(entry: number): number {
    return this.#pages[Math.floor(entry / PAGE)][entry % PAGE];
  }
}

/** How many pages so many amounts take. */
export function pageCount(amounts: number): number {
  return Math.ceil(amounts / PAGE);
}
