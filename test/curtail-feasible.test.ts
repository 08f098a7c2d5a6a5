import { describe, expect, test } from "vitest";
import { engines, solve } from "./engines.js";
import { numberStyles, randomTree, shapes, withRandomGuarantees, withRandomWishes } from "./random-trees.js";

const SEEDS = 20;

describe.each(engines)("limits that do not contradict each other, by the %s,", (engine) => {
  test.each(numberStyles)(
    `%s: are answered with "curtail" as ever, to the bit: ${SEEDS} trees of each shape`,
    (style) => {
      let count = 0;
      for (const shape of shapes) {
        for (let seed = 1; seed <= SEEDS; seed++) {
          const plain = randomTree({ shape, style, nodeCount: 2 + seed, seed, mayFail: false });
          const wishing = seed % 2 === 0 ? withRandomWishes(plain, style, seed) : plain;
          const tree = seed % 3 === 0 ? withRandomGuarantees(wishing, style, seed) : wishing;
          const guarantees = seed % 4 < 2 ? ("floor" as const) : ("base" as const);
          const expected = solve(tree, { engine, guarantees });
          if (expected.status !== "optimal") continue;
          expect(solve(tree, { engine, guarantees, whenInfeasible: "curtail" }), `${shape}, seed ${seed}`).toEqual(
            expected,
          );
          count++;
        }
      }
      expect(count).toBeGreaterThan((shapes.length * SEEDS) / 2);
    },
  );
});
