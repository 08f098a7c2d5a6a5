/** Values of a byte. */
const VALUES = 256;
/** Bytes of a number. */
const BYTES = 8;

/**
 * Sorts nodes by their keys, the least first; those with equal keys keep their order. A radix sort, byte by byte from the
 * lowest: it takes as long however the keys lie, and passes over bytes that all keys have in common.
 * @param keys length `nodeCount`; none is NaN
 */
export function sortStably(nodes: Int32Array, keys: Float64Array): void {
  const { length } = nodes;
  const bits = new BigUint64Array(1);
  const number = new Float64Array(bits.buffer);
  const bytes = new Uint8Array(length * BYTES);
  const words = new Uint32Array(bytes.buffer);
  const halves = new Uint32Array(bits.buffer);
  const counts = new Uint32Array(BYTES * VALUES);
  for (let k = 0; k < length; k++) {
    // Zero is added for the sake of its sign.
    number[0] = keys[nodes[k]] + 0;
    // So that the bits, read as a whole number, are in the order of the keys.
    const isNegative = halves[1] >= 2 ** 31;
    words[2 * k] = isNegative ? ~halves[0] : halves[0];
    words[2 * k + 1] = isNegative ? ~halves[1] : halves[1] ^ 0x80000000;
    for (let byte = 0; byte < BYTES; byte++) counts[byte * VALUES + bytes[k * BYTES + byte]]++;
  }
  let order = new Uint32Array(length);
  let sorted = new Uint32Array(length);
  for (let k = 0; k < length; k++) order[k] = k;
  for (let byte = 0; byte < BYTES; byte++) {
    const begin = counts.subarray(byte * VALUES, (byte + 1) * VALUES);
    if (length === 0 || begin[bytes[byte]] === length) continue;
    for (let value = 0, sum = 0; value < VALUES; value++) {
      const count = begin[value];
      begin[value] = sum;
      sum += count;
    }
    for (let k = 0; k < length; k++) sorted[begin[bytes[order[k] * BYTES + byte]]++] = order[k];
    [order, sorted] = [sorted, order];
  }
  const before = nodes.slice();
  for (let k = 0; k < length; k++) nodes[k] = before[order[k]];
}
