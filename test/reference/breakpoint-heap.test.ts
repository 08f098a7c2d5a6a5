import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BreakpointHeaps, EMPTY } from "../../src/reference/breakpoint-heap.js";

function heapOf(heaps: BreakpointHeaps, breakpoints: Iterable<number>): number {
  let heap = EMPTY;
  for (const breakpoint of breakpoints) heap = heaps.merge(heap, breakpoint);
  return heap;
}

function emptied(heaps: BreakpointHeaps, from: number): number[] {
  const taken: number[] = [];
  for (let heap = from; heap !== EMPTY; heap = heaps.withoutTop(heap)) taken.push(heap);
  return taken;
}

describe("BreakpointHeaps", () => {
  test("merging with the empty heap changes nothing", () => {
    const heaps = new BreakpointHeaps(Float64Array.of(1), 1);
    expect(heaps.merge(EMPTY, EMPTY)).toBe(EMPTY);
    expect(heaps.merge(0, EMPTY)).toBe(0);
    expect(heaps.merge(EMPTY, 0)).toBe(0);
  });

  test("a heap of one is empty without its top", () => {
    expect(new BreakpointHeaps(Float64Array.of(1), 1).withoutTop(0)).toBe(EMPTY);
  });

  test("direction 1 has the least key on top", () => {
    const heaps = new BreakpointHeaps(Float64Array.of(3, -1, 2), 1);
    expect(emptied(heaps, heapOf(heaps, [0, 1, 2]))).toEqual([1, 2, 0]);
  });

  test("direction -1 has the greatest key on top", () => {
    const heaps = new BreakpointHeaps(Float64Array.of(3, -1, 2), -1);
    expect(emptied(heaps, heapOf(heaps, [0, 1, 2]))).toEqual([0, 2, 1]);
  });

  test("tiers are compared before keys, in either direction", () => {
    const keys = Float64Array.of(3, -1, 2, 2);
    const tiers = Uint32Array.of(0, 1, 1, 0);
    for (const [direction, expected] of [
      [1, [3, 0, 1, 2]],
      [-1, [2, 1, 0, 3]],
    ] as const) {
      const heaps = new BreakpointHeaps(keys, direction, tiers);
      expect(emptied(heaps, heapOf(heaps, [0, 1, 2, 3]))).toEqual(expected);
    }
  });

  test("a breakpoint that was taken off can be merged again", () => {
    const heaps = new BreakpointHeaps(Float64Array.of(1, 2, 3), 1);
    const rest = heaps.withoutTop(heapOf(heaps, [0, 1, 2]));
    expect(emptied(heaps, heaps.merge(rest, 0))).toEqual([0, 1, 2]);
  });

  test("any two heaps, merged between removals, give back every breakpoint once and in order", () => {
    const keys = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(
        keys,
        fc.nat(),
        fc.nat(20),
        fc.constantFrom(1 as const, -1 as const),
        (list, cut, takenFirst, direction) => {
          const heaps = new BreakpointHeaps(Float64Array.from(list), direction);
          const indices = list.map((_, index) => index);
          const boundary = cut % list.length;
          let one = heapOf(heaps, indices.slice(0, boundary));
          const other = heapOf(heaps, indices.slice(boundary));
          const early: number[] = [];
          for (let k = 0; k < takenFirst && one !== EMPTY; k++) {
            early.push(one);
            one = heaps.withoutTop(one);
          }
          const late = emptied(heaps, heaps.merge(one, other));
          expect([...early, ...late].sort((a, b) => a - b)).toEqual(indices);
          for (const run of [early, late]) {
            for (let k = 1; k < run.length; k++)
              expect(direction * (list[run[k]] - list[run[k - 1]])).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  test("a top with a million children comes off without recursion", () => {
    const count = 1_000_000;
    const heaps = new BreakpointHeaps(
      new Float64Array(count).map((_, k) => k),
      1,
    );
    let heap = heapOf(heaps, Array(count).keys());
    for (let k = 0; k < 3; k++) {
      expect(heap).toBe(k);
      heap = heaps.withoutTop(heap);
    }
  });
});
