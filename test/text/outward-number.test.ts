import fc from "fast-check";
import { expect, test } from "vitest";
import { outwardNumber } from "../../src/text/number-text.js";

test("typed in, a number rounded up is no less than what was meant, one rounded down no more, and both are near it", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), (value, isUp) => {
      const typed = Number(outwardNumber(value, isUp));
      expect(isUp ? typed >= value : typed <= value).toBe(true);
      expect(Math.abs(typed - value)).toBeLessThanOrEqual(1e-5 * Math.abs(value));
    }),
    { seed: 1, numRuns: 5000 },
  );
});
