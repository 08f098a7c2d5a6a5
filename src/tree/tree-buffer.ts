import { InputError } from "../model/input-error.js";
import { type KernelOrder, kernelOrder } from "./kernel-order.js";
import { numberFields, type TreeArrays, type TreeNumbers } from "./node-numbers.js";
import type { Topology } from "./topology.js";

/** "CNAB" where the least byte comes first; elsewhere the words of a buffer from here read as something else. */
const MAGIC = 0x42414e43;
const VERSION = 1;
/** Of the header, in words of four bytes. */
const word = { magic: 0, version: 1, checksum: 2, content: 3, nodeCount: 4, leafCount: 5, innerCount: 6, idBytes: 7 };
const HEADER_BYTES = 32;
const HAS_IDS = 1 << numberFields.length;

/** What the lengths of all sections follow from. */
interface Counts {
  /** A bit for each number that the tree has, in the order of `numberFields`; then whether it has ids. */
  readonly content: number;
  readonly nodeCount: number;
  readonly leafCount: number;
  /** Of the kernel's order, in which a tree of a single leaf has an inner node, too. */
  readonly innerCount: number;
  readonly idBytes: number;
}

/** What is put in a buffer. */
interface Encodable extends TreeNumbers {
  readonly topology: Topology;
}

/** A tree's arrays in a buffer, not checked. */
interface Decoded {
  readonly arrays: TreeArrays;
  readonly order: KernelOrder;
}

/** See `FlatTree.toBuffer`. */
export function encodeTree(tree: Encodable, shared: boolean): ArrayBuffer | SharedArrayBuffer {
  const { topology } = tree;
  const order = kernelOrder(topology);
  const ids = topology.givenIds?.map((id) => new TextEncoder().encode(id ?? ""));
  const present = numberFields.reduce((bits, field, k) => bits | (tree[field] ? 1 << k : 0), 0);
  const counts: Counts = {
    content: present | (ids ? HAS_IDS : 0),
    nodeCount: topology.nodeCount,
    leafCount: order.leafCount,
    innerCount: order.innerCount,
    idBytes: ids?.reduce((sum, { length }) => sum + length, 0) ?? 0,
  };
  const byteLength = byteLengthOf(counts);
  const buffer = shared ? new SharedArrayBuffer(byteLength) : new ArrayBuffer(byteLength);
  const sections = sectionsIn(buffer, counts);
  for (const [k, field] of numberFields.entries()) sections.numbers[k]?.set(tree[field] as ArrayLike<number>);
  sections.parent.set(topology.parent);
  for (const field of orderFields) sections.order[field].set(order[field]);
  let end = 0;
  ids?.forEach((id, v) => {
    sections.idText.set(id, end);
    end += id.length;
    sections.idEnd[v] = end;
  });
  const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4);
  header[word.magic] = MAGIC;
  header[word.version] = VERSION;
  for (const [name, value] of Object.entries(counts)) header[word[name as keyof Counts]] = value;
  header[word.checksum] = checksum(buffer);
  return buffer;
}

/**
 * See `FlatTree.fromBuffer`.
 * @throws InputError for what `encodeTree` has not made, or not so
 */
export function decodeTree(buffer: ArrayBuffer | SharedArrayBuffer): Decoded {
  const counts = checkedCounts(buffer);
  const { parent, numbers, order, idEnd, idText } = sectionsIn(buffer, counts);
  // What is shared cannot be decoded as it is.
  const text = idText.slice();
  const decoder = new TextDecoder();
  const ids: (string | undefined)[] = [];
  for (let v = 0, start = 0; v < idEnd.length; start = idEnd[v], v++) {
    ids.push(idEnd[v] > start ? decoder.decode(text.subarray(start, idEnd[v])) : undefined);
  }
  const fields = Object.fromEntries(numberFields.map((field, k) => [field, numbers[k]]));
  const { leafCount, innerCount } = counts;
  return {
    arrays: { parent, ids: hasIds(counts) ? ids : undefined, ...fields } as unknown as TreeArrays,
    order: { leafCount, innerCount, ...order },
  };
}

function checkedCounts(buffer: ArrayBuffer | SharedArrayBuffer): Counts {
  const { byteLength } = buffer;
  const header = byteLength >= HEADER_BYTES ? new Uint32Array(buffer, 0, HEADER_BYTES / 4) : new Uint32Array(8);
  if (header[word.magic] !== MAGIC) {
    throw new InputError(`the buffer (${byteLength} bytes) is no tree: it does not begin as FlatTree.toBuffer does`);
  }
  if (header[word.version] !== VERSION) {
    throw new InputError(`the buffer is a tree of version ${header[word.version]}; this is version ${VERSION}`);
  }
  const counts: Counts = {
    content: header[word.content],
    nodeCount: header[word.nodeCount],
    leafCount: header[word.leafCount],
    innerCount: header[word.innerCount],
    idBytes: header[word.idBytes],
  };
  const expected = byteLengthOf(counts);
  if (byteLength !== expected) {
    throw new InputError(`the buffer of a tree is damaged: it has ${byteLength} bytes, its header says ${expected}`);
  }
  if (header[word.checksum] !== checksum(buffer)) {
    throw new InputError("the buffer of a tree is damaged: its checksum is another");
  }
  return counts;
}

const orderFields = ["leafNode", "innerNode", "parent", "innerBegin", "ownBegin"] as const;

interface Sections {
  /** In the order of `numberFields`; `undefined` for those that the tree has not. */
  readonly numbers: readonly (Float64Array | undefined)[];
  readonly parent: Int32Array;
  readonly order: Readonly<Record<(typeof orderFields)[number], Int32Array>>;
  /** Length `nodeCount`, or 0 without ids: where each id ends in `idText`; one of no length is not given. */
  readonly idEnd: Uint32Array;
  readonly idText: Uint8Array;
}

function hasIds({ content }: Counts): boolean {
  return (content & HAS_IDS) !== 0;
}

/** Numbers first, which are to be aligned to eight bytes; then all words, then the text, padded to a whole word. */
function sectionsIn(buffer: ArrayBuffer | SharedArrayBuffer, counts: Counts): Sections {
  const { content, nodeCount, leafCount, innerCount, idBytes } = counts;
  let at = HEADER_BYTES;
  const numbers = numberFields.map((_, k) => {
    if ((content & (1 << k)) === 0) return undefined;
    const values = new Float64Array(buffer, at, nodeCount);
    at += values.byteLength;
    return values;
  });
  const integers = (length: number) => {
    const values = new Int32Array(buffer, at, length);
    at += values.byteLength;
    return values;
  };
  const parent = integers(nodeCount);
  const order = {
    leafNode: integers(leafCount),
    innerNode: integers(innerCount),
    parent: integers(innerCount),
    innerBegin: integers(innerCount),
    ownBegin: integers(innerCount + 1),
  };
  const idEnd = new Uint32Array(buffer, at, hasIds(counts) ? nodeCount : 0);
  at += idEnd.byteLength;
  return { numbers, parent, order, idEnd, idText: new Uint8Array(buffer, at, idBytes) };
}

function byteLengthOf(counts: Counts): number {
  const { content, nodeCount, leafCount, innerCount, idBytes } = counts;
  const numberCount = numberFields.filter((_, k) => (content & (1 << k)) !== 0).length;
  const words = nodeCount + leafCount + 4 * innerCount + 1 + (hasIds(counts) ? nodeCount : 0);
  return HEADER_BYTES + 8 * numberCount * nodeCount + 4 * words + 4 * Math.ceil(idBytes / 4);
}

/** FNV-1a over words: a change to any one of them, the checksum's own apart, is seen for certain. */
function checksum(buffer: ArrayBuffer | SharedArrayBuffer): number {
  const words = new Int32Array(buffer);
  let hash = 0x811c9dc5 | 0;
  for (let k = 0; k < words.length; k++) if (k !== word.checksum) hash = Math.imul(hash ^ words[k], 0x01000193);
  return hash >>> 0;
}
