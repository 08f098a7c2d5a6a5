import { describe, expect, test } from "vitest";
import { dispatchByBisection } from "./exact-bisection.js";
import { leaf, node, optimum, posed, type Sketch, UNLIMITED } from "./posed.js";
import { uniform } from "./uniform.js";

// A heavy leaf's breakpoint is at a price that is no double, and an ulp of its flow is a long way for a light one's price.
describe.each(["leaves", "siblings"] as const)(
  "a limit less than an ulp from heavy leaves' own, among %s",
  (fairness) => {
    const light = leaf(-10, 10, { weight: 1e-9 });
    const distances = [0, 1e-8, 3e-8, 1e-7, 1e-6];

    function expectExact(root: Sketch, tolerance: number): void {
      const problem = posed(root);
      const dispatch = optimum(problem, fairness);
      const exact = dispatchByBisection(problem, fairness);
      for (let v = 1; v < dispatch.length; v++) expect(Math.abs(dispatch[v] - exact[v])).toBeLessThanOrEqual(tolerance);
    }

    test.each([7, 8, 9, 10, 11])("short of an upper limit of a billion and %s", (over) => {
      const heavy = leaf(0, 1e9 + over, { weight: 3e8 });
      for (const distance of distances) {
        expectExact(node(-UNLIMITED, over - distance, heavy, leaf(-1e9, -1e9), light), 2 ** -22);
      }
    });

    test.each([7, 8, 9, 10, 11])("beyond a lower limit of a billion and %s", (over) => {
      const heavy = leaf(1e9 + over, 3e9, { weight: 3e8 });
      for (const distance of distances) {
        expectExact(node(-UNLIMITED, over + distance, heavy, leaf(-1e9, -1e9), light), 2 ** -22);
      }
    });

    test("beyond the lower limits of several, which let go at one price but for its last digit", () => {
      const random = uniform(5);
      for (let run = 0; run < 300; run++) {
        const level = 1 + 3 * random();
        const weights = Array.from({ length: 4 }, () => 1e8 + 9e8 * random());
        const heavy = weights.map((weight) => leaf(weight * level, 2 * weight * level, { weight }));
        const least = weights.reduce((sum, weight) => sum + weight * level, 0);
        const fixed = Math.floor(least);
        const limit = least - fixed + 3e-7 * random();
        expectExact(node(-UNLIMITED, limit, ...heavy, leaf(-fixed, -fixed), light), 1e-15 * least);
      }
    });
  },
);
