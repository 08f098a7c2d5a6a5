import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Rational } from "./rational.js";

// The same numbers in every run: a run that fails can be run again.
fc.configureGlobal({ seed: 20 });

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("a rational number", () => {
  test("is exactly the double it comes from", () => {
    fc.assert(
      fc.property(finite, (value) => {
        expect(Rational.fromNumber(value).toNumber()).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  test("0.1 is not a tenth", () => {
    const tenth = Rational.fraction(1n, 10n);
    expect(Rational.fromNumber(0.1).compare(tenth)).toBe(1);
    expect(tenth.toNumber()).toBe(0.1);
  });

  test("sums of a tenth do not drift", () => {
    const tenth = Rational.fraction(1n, 10n);
    let sum = Rational.zero;
    for (let k = 0; k < 10; k++) sum = sum.add(tenth);
    expect(sum.equals(Rational.integer(1n))).toBe(true);
  });

  test("rounds one unit in the last place above a tie upwards, and a tie to even", () => {
    const tie = (1n << 53n) + 1n;
    expect(Rational.fraction(tie * 3n, 3n).toNumber()).toBe(2 ** 53);
    expect(Rational.fraction(tie * (1n << 200n) + 1n, 1n << 200n).toNumber()).toBe(2 ** 53 + 2);
  });

  test("of numerators and denominators that overflow a double is still a number", () => {
    const huge = 10n ** 400n;
    expect(Rational.fraction(huge * 2n, huge * 3n).toNumber()).toBe(2 / 3);
    expect(Rational.fraction(-huge, huge * 10n ** 300n).toNumber()).toBe(-1e-300);
    expect(Rational.fraction(huge * 10n ** 300n, huge).toNumber()).toBe(1e300);
  });

  test("adds, subtracts, multiplies and divides back to where it was", () => {
    fc.assert(
      fc.property(finite, finite, (left, right) => {
        const a = Rational.fromNumber(left);
        const b = Rational.fromNumber(right);
        expect(a.add(b).subtract(b).equals(a)).toBe(true);
        if (right !== 0) expect(a.multiply(b).divide(b).equals(a)).toBe(true);
      }),
    );
  });

  test("compares as the doubles do", () => {
    fc.assert(
      fc.property(finite, finite, (left, right) => {
        expect(Rational.fromNumber(left).compare(Rational.fromNumber(right))).toBe(
          left < right ? -1 : left > right ? 1 : 0,
        );
      }),
    );
  });

  test("an infinity is none", () => {
    expect(() => Rational.fromNumber(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });

  test("nothing is divided by zero", () => {
    expect(() => Rational.integer(1n).divide(Rational.zero)).toThrow(RangeError);
  });
});
