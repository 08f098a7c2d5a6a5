import { describe, expect, test } from "vitest";
import { CompensatedSum, CompensatedSums } from "../../src/reference/compensated-sum.js";

describe("CompensatedSum", () => {
  test("what is far smaller than the sum is still there when the sum has gone", () => {
    const tiny = 2 ** -50;
    expect(new CompensatedSum().add(1e16).add(1).add(tiny).add(-1e16).add(-1).high).toBe(tiny);
  });

  test("low parts cancel without loss as well", () => {
    const sum = new CompensatedSum().set(1, 2 ** -60).add(-1, 2 ** -115);
    expect([sum.high, sum.low]).toEqual([2 ** -60, 2 ** -115]);
  });

  test("ten tenths, added and taken away in another order, leave nothing", () => {
    const sum = new CompensatedSum();
    for (let k = 1; k <= 10; k++) sum.add(0.1 * k);
    for (let k = 10; k >= 1; k--) sum.add(-0.1 * k);
    expect([sum.high, sum.low]).toEqual([0, 0]);
  });

  test("the high part is the sum rounded once", () => {
    const sum = new CompensatedSum().add(0.1).add(0.2);
    expect(sum.high).toBe(0.1 + 0.2);
    expect(sum.low).not.toBe(0);
    expect(sum.minus(0.1 + 0.2)).toBe(sum.low);
  });

  test.each([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("%s stays what it is", (infinity) => {
    const sum = new CompensatedSum().add(0.1).add(0.2).add(infinity).add(-3);
    expect([sum.high, sum.low]).toEqual([infinity, 0]);
    expect(sum.minus(7)).toBe(infinity);
  });

  test("an infinity less itself is nothing", () => {
    expect(new CompensatedSum().add(Number.NEGATIVE_INFINITY).minus(Number.NEGATIVE_INFINITY)).toBe(0);
  });

  test("a sum that overflows is infinite, not NaN", () => {
    expect(new CompensatedSum().add(1e308).add(1e308).high).toBe(Number.POSITIVE_INFINITY);
  });

  test("a third three times over is one, to far more digits than a double has", () => {
    const third = new CompensatedSum().set(1).divide(new CompensatedSum().set(3));
    const product = new CompensatedSum().setProduct(3, third.high, third.low);
    expect(Math.abs(product.minus(1))).toBeLessThan(1e-31);
  });

  test("a product keeps what rounding to a double would lose", () => {
    // (2^27 + 1)^2 = 2^54 + 2^28 + 1, one bit more than a double holds.
    const product = new CompensatedSum().setProduct(2 ** 27 + 1, 2 ** 27 + 1, 0);
    expect(product.minus(2 ** 54 + 2 ** 28)).toBe(1);
  });
});

describe("CompensatedSums", () => {
  test("each sum is kept apart from the others", () => {
    const sums = new CompensatedSums(2);
    sums.add(0, 1e16);
    sums.add(1, 5);
    sums.add(0, 1);
    sums.add(0, -1e16);
    expect([...sums.high]).toEqual([1, 5]);
  });

  test("a sum added to another carries its low part over", () => {
    const sums = new CompensatedSums(2);
    sums.add(0, 1e16);
    sums.add(0, 1);
    sums.add(1, sums.high[0], sums.low[0]);
    expect(sums.minus(1, 1e16)).toBe(1);
  });
});
