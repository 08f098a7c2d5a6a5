import { describe, expect, test } from "vitest";
import { verifySchedule } from "../../src/schedule/certificate/verify-schedule.js";
import { schedule } from "../../src/schedule/schedule.js";
import { exhaustivePlan } from "./exhaustive-cuts.js";
import { randomSchedule } from "./random-schedule.js";

const blocks = Array.from({ length: 5 }, (_, k) => ({ first: 1000 * k + 1, last: 1000 * (k + 1) }));

describe.each(["wasm", "reference"] as const)("%s", (engine) => {
  test.each(blocks)("random small problems against exhaustive cuts, seeds $first to $last", ({ first, last }) => {
    for (let seed = first; seed <= last; seed++) {
      const { tree, request } = randomSchedule(seed);
      const expected = exhaustivePlan(tree, request);
      const plan = schedule(tree, request, { engine });
      expect(plan.status, `seed ${seed}`).toBe(expected ? "optimal" : "infeasible");
      if (!expected || plan.status !== "optimal") continue;
      expectClose(plan.energy, expected.energy, `energies, seed ${seed}`);
      expectClose(plan.load, expected.load, `loads, seed ${seed}`);
      const { violations, energyGap, loadGap } = verifySchedule(tree, request, plan);
      expect(violations, `seed ${seed}`).toEqual([]);
      expect(energyGap, `seed ${seed}`).toBeLessThan(1e-9);
      expect(loadGap, `seed ${seed}`).toBeLessThan(1e-9);
    }
  });
});

function expectClose(found: ArrayLike<number>, expected: readonly number[], what: string): void {
  expected.forEach((value, k) => {
    if (!(Math.abs(found[k] - value) <= 1e-9)) expect.fail(`${what}: [${k}] is ${found[k]}, exactly ${value}`);
  });
}
