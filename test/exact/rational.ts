/**
 * An exact rational number on BigInt. Immutable.
 *
 * The fraction is reduced only once its denominator outgrows 256 bits: small numbers stay small by themselves, and a
 * greatest common divisor costs more than all the rest.
 */
export class Rational {
  static readonly zero = new Rational(0n, 1n);

  readonly numerator: bigint;
  /** Always > 0. */
  readonly denominator: bigint;

  private constructor(numerator: bigint, denominator: bigint) {
    this.numerator = numerator;
    this.denominator = denominator;
  }

  static integer(value: bigint): Rational {
    return new Rational(value, 1n);
  }

  /** @throws RangeError for a denominator of zero */
  static fraction(numerator: bigint, denominator: bigint): Rational {
    if (denominator === 0n) throw new RangeError(`${numerator} divided by zero`);
    if (denominator < 0n) return Rational.#reduced(-numerator, -denominator);
    return Rational.#reduced(numerator, denominator);
  }

  /**
   * Exactly the double: every finite double is an integer times a power of two.
   * @throws RangeError for NaN and the infinities
   */
  static fromNumber(value: number): Rational {
    if (Number.isInteger(value)) return new Rational(BigInt(value), 1n);
    if (!Number.isFinite(value)) throw new RangeError(`${value} is not a rational number`);
    doubleView.setFloat64(0, value);
    const high = doubleView.getUint32(0);
    const biasedExponent = (high >>> 20) & 0x7ff;
    let significand = (BigInt(high & 0xfffff) << 32n) | BigInt(doubleView.getUint32(4));
    if (biasedExponent > 0) significand |= 1n << 52n;
    // Not an integer, so the exponent of the significand's last bit is below zero.
    let shift = 1075 - Math.max(biasedExponent, 1);
    while ((significand & 1n) === 0n) {
      significand >>= 1n;
      shift--;
    }
    return new Rational(value < 0 ? -significand : significand, 1n << BigInt(shift));
  }

  add(other: Rational): Rational {
    if (this.denominator === other.denominator)
      return Rational.#reduced(this.numerator + other.numerator, this.denominator);
    return Rational.#reduced(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  subtract(other: Rational): Rational {
    if (this.denominator === other.denominator)
      return Rational.#reduced(this.numerator - other.numerator, this.denominator);
    return Rational.#reduced(
      this.numerator * other.denominator - other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  multiply(other: Rational): Rational {
    return Rational.#reduced(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  /** @throws RangeError where `other` is zero */
  divide(other: Rational): Rational {
    return Rational.fraction(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  negate(): Rational {
    return new Rational(-this.numerator, this.denominator);
  }

  abs(): Rational {
    return this.numerator < 0n ? this.negate() : this;
  }

  /** Below zero, zero or above zero: as `this - other`. */
  compare(other: Rational): -1 | 0 | 1 {
    const left = this.denominator === other.denominator ? this.numerator : this.numerator * other.denominator;
    const right = this.denominator === other.denominator ? other.numerator : other.numerator * this.denominator;
    if (left < right) return -1;
    return left > right ? 1 : 0;
  }

  lessThan(other: Rational): boolean {
    return this.compare(other) < 0;
  }

  equals(other: Rational): boolean {
    return this.compare(other) === 0;
  }

  static #reduced(numerator: bigint, denominator: bigint): Rational {
    if (denominator < WIDE) return new Rational(numerator, denominator);
    const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
    return new Rational(numerator / divisor, denominator / divisor);
  }

  /** The nearest double, ties to even (within the normal range; a subnormal result may be off by one place). */
  toNumber(): number {
    if (this.denominator === 1n) return Number(this.numerator);
    const magnitude = this.numerator < 0n ? -this.numerator : this.numerator;
    if (magnitude === 0n) return 0;
    // A quotient of at least 64 bits, with a last bit that says "and some more", rounds as the exact one does.
    const exponent = 65 + bitLength(this.denominator) - bitLength(magnitude);
    const dividend = exponent > 0 ? magnitude << BigInt(exponent) : magnitude;
    const divisor = exponent < 0 ? this.denominator << BigInt(-exponent) : this.denominator;
    const quotient = dividend / divisor;
    const sticky = quotient * divisor === dividend ? quotient : quotient | 1n;
    const half = Math.trunc(exponent / 2);
    // In two steps, because 2^exponent alone may overflow where the result does not.
    const value = Number(sticky) * 2 ** -half * 2 ** -(exponent - half);
    return this.numerator < 0n ? -value : value;
  }
}

const doubleView = new DataView(new ArrayBuffer(8));
const WIDE = 1n << 256n;

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let a = left;
  let b = right;
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function bitLength(positive: bigint): number {
  const hexDigits = positive.toString(16);
  return hexDigits.length * 4 - Math.clz32(Number.parseInt(hexDigits[0], 16)) + 28;
}
