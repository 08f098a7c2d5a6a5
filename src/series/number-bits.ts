/** Numbers as text, to the bit. */
export function bitsOfNumbers(numbers: Float64Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");
}

/** The numbers that `bitsOfNumbers` was given, on a machine of the same byte order. */
export function numbersOfBits(bits: string): Float64Array {
  return new Float64Array(new Uint8Array(Buffer.from(bits, "base64")).buffer);
}
