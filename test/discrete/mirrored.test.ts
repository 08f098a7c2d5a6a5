import { describe, expect, test } from "vitest";
import type { OptimalSolution } from "../../src/index.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { engines, solve } from "../engines.js";
import { randomMixedTree } from "./random-discrete-trees.js";

const TREES = 1000;

const negated = (values: ArrayLike<number> = []) => Float64Array.from(values, (value) => 0 - value);

/** Import for export. A minimum is one of import, so there are none. */
function mirrored({ lower, upper, shift, request, minimum: _, ...tree }: TreeArrays): TreeArrays {
  return { ...tree, lower: negated(upper), upper: negated(lower), shift: negated(shift), request: negated(request) };
}

describe.each(engines)("by the %s,", (engine) => {
  test(`mirrored trees with whole steps have mirrored answers, to the bit: ${TREES} trees`, () => {
    let count = 0;
    for (let seed = 1; seed <= TREES; seed++) {
      const { minimum: _, ...tree } = randomMixedTree(seed, { hasPriorities: seed % 2 === 0 });
      const there = solve(tree, { engine });
      const back = solve(mirrored(tree), { engine, maximise: "export" });
      expect(back.status, `seed ${seed}`).toBe(there.status);
      if (there.status !== "optimal" || back.status !== "optimal") continue;
      expect(negated(back.flow), `seed ${seed}`).toEqual(there.flow.map((value) => value + 0));
      count++;
    }
    expect(count).toBeGreaterThan(TREES / 2);
  });

  test(`where all have requests, minimums and steps are the same whichever way is asked for: ${TREES} trees`, () => {
    let off = 0;
    for (let seed = 1; seed <= TREES; seed++) {
      const tree = randomMixedTree(seed, { hasGuarantees: seed % 3 === 0, hasPriorities: seed % 2 === 0 });
      const there = solve(tree, { engine });
      const back = solve(tree, { engine, maximise: "export" });
      expect(back.status, `seed ${seed}`).toBe(there.status);
      if (there.status !== "optimal" || back.status !== "optimal") continue;
      const offOf = (solution: OptimalSolution) => solution.off.map(({ node }) => node);
      expect(offOf(back), `seed ${seed}`).toEqual(offOf(there));
      for (const [v, flow] of there.flow.entries())
        expect(back.flow[v], `seed ${seed}, node ${v}`).toBeCloseTo(flow, 9);
      off += there.off.length;
    }
    expect(off).toBeGreaterThan(100);
  });
});
