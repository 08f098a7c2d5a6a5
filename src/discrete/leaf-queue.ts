/** A binary heap of leaves; the order of a leaf may change while it is not in it. */
export class LeafQueue {
  readonly #heap: number[] = [];
  readonly #order: (leaf: number, other: number) => number;

  /** @param order below 0 where a leaf comes before the other */
  constructor(order: (leaf: number, other: number) => number) {
    this.#order = order;
  }

  push(leaf: number): void {
    const heap = this.#heap;
    let at = heap.push(leaf) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#order(heap[above], leaf) <= 0) break;
      heap[at] = heap[above];
      at = above;
    }
    heap[at] = leaf;
  }

  pop(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#order(heap[child + 1], heap[child]) < 0) child++;
      if (this.#order(last, heap[child]) <= 0) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
