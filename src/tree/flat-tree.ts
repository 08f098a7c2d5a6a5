import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { checkNames } from "../model/option-names.js";
import { describeObject, flattenObjects } from "./flatten-objects.js";
import { adoptKernelOrder } from "./kernel-order.js";
import {
  absentNumber,
  faultError,
  type NumberField,
  numberFault,
  numberFields,
  type OptionalField,
  optionalFields,
  type TreeArrays,
  type TreeNumbers,
  wishesAt,
  wishFault,
} from "./node-numbers.js";
import { Topology } from "./topology.js";
import { decodeTree, encodeTree } from "./tree-buffer.js";

/**
 * A tree of limits as parallel typed arrays, checked: whoever holds one need not check again.
 *
 * A node without children is a leaf. All arrays have length `nodeCount` and are copies of what was given. Treat them as
 * read-only; to change numbers and solve again, give the tree to a `Solver`.
 */
export class FlatTree {
  readonly topology: Topology;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly shift: Float64Array;
  readonly weight: Float64Array;
  /** `undefined` where no leaf has one; else NaN at those that have none. */
  readonly request: Float64Array | undefined;
  /** `undefined` where all are 0. */
  readonly guarantee: Float64Array | undefined;
  /** `undefined` where no leaf has one; else NaN at those that have none. */
  readonly minimum: Float64Array | undefined;
  /** `undefined` where no leaf has one; else NaN at those that have none. */
  readonly step: Float64Array | undefined;
  /** `undefined` where all are 0. */
  readonly priority: Float64Array | undefined;
  /** `undefined` where no leaf has one; else NaN at those that have none. */
  readonly connected: Float64Array | undefined;

  /**
   * @throws InputError for arrays of different length, no root or several, unknown parents, cycles, duplicate ids, NaN, an
   * infinity on the wrong side, lower > upper, a weight that is not finite and positive, a shift that is not finite, a
   * request that is not finite or not within the limits, a guarantee that is not between 0 and the request,
   * a minimum or a step that is not positive, a minimum where the lower limit is not 0,
   * a priority that is not finite, a finite number beyond ±1e30, a
   * weight not within 1e-30 and 1e30.
   */
  constructor(arrays: TreeArrays);
  /** @internal */
  constructor(arrays: Prepared);
  constructor(given: TreeArrays | Prepared) {
    const { arrays, topology, take } = given instanceof Prepared ? given : prepare(given);
    this.topology = topology;
    const { nodeCount } = topology;
    this.lower = numbers("lower", arrays.lower, nodeCount, take);
    this.upper = numbers("upper", arrays.upper, nodeCount, take);
    this.shift = arrays.shift ? numbers("shift", arrays.shift, nodeCount, take) : new Float64Array(nodeCount);
    this.weight = arrays.weight
      ? numbers("weight", arrays.weight, nodeCount, take)
      : new Float64Array(nodeCount).fill(1);
    this.request = optionalNumbers("request", arrays.request, nodeCount, take);
    this.guarantee = optionalNumbers("guarantee", arrays.guarantee, nodeCount, take);
    this.minimum = optionalNumbers("minimum", arrays.minimum, nodeCount, take);
    this.step = optionalNumbers("step", arrays.step, nodeCount, take);
    this.priority = optionalNumbers("priority", arrays.priority, nodeCount, take);
    this.connected = optionalNumbers("connected", arrays.connected, nodeCount, take);
    checkNumbers(this);
    if (optionalFields.some((field) => this[field])) checkWishes(this);
  }

  /**
   * The same tree as objects, flattened: nodes in pre-order, children in their order.
   * @throws InputError as the constructor, and for an inner node without children or an object that stands in the tree twice
   */
  static from(root: Node | LeafNode): FlatTree {
    return flatTreeOf(root).tree;
  }

  /** The same structure with other numbers; checked like a new tree, the structure shared. */
  withNumbers(changed: Partial<TreeNumbers>): FlatTree {
    checkNames("array", changed, numberFields);
    const given = Object.fromEntries(Object.entries(changed).filter(([, values]) => values !== undefined));
    const own = Object.fromEntries(numberFields.map((field) => [field, this[field]]));
    const arrays = { parent: this.parent, ...(own as Pick<FlatTree, NumberField>), ...given };
    return new FlatTree(new Prepared(arrays, this.topology, copy));
  }

  /**
   * The whole tree as one buffer, for a worker or a file: magic, version, checksum, structure, ids and numbers, and the order
   * that the kernel wants, so that nobody looks for it twice.
   * @param shared whether workers are to share it (a `SharedArrayBuffer`) instead of copying it; default false
   * @returns bytes in the machine's order, some 70 a node and those of the ids
   */
  toBuffer(options?: { readonly shared?: false | undefined }): ArrayBuffer;
  toBuffer(options: { readonly shared?: boolean | undefined }): ArrayBuffer | SharedArrayBuffer;
  toBuffer({ shared = false }: { readonly shared?: boolean | undefined } = {}): ArrayBuffer | SharedArrayBuffer {
    return encodeTree(this, shared);
  }

  /**
   * The tree in a buffer that `toBuffer` made, over the same memory: nothing but ids is copied, so leave the buffer as it is.
   * @throws InputError for what is no such buffer, is of another version, cut short or damaged; and as the constructor
   */
  static fromBuffer(buffer: ArrayBuffer | SharedArrayBuffer): FlatTree {
    const { arrays, order } = decodeTree(buffer);
    const topology = new Topology(arrays.parent, arrays.ids);
    adoptKernelOrder(topology, order);
    return new FlatTree(new Prepared(arrays, topology, keep));
  }

  /** Whether some leaf has a minimum or a step. */
  get isDiscrete(): boolean {
    return this.minimum !== undefined || this.step !== undefined;
  }

  /** Whether some leaf has a request, a guarantee or a priority of its own. */
  get hasRequests(): boolean {
    return this.request !== undefined || this.guarantee !== undefined || this.priority !== undefined;
  }

  get nodeCount(): number {
    return this.topology.nodeCount;
  }

  get leafCount(): number {
    return this.topology.leafCount;
  }

  /** Length `leafCount`: the indices of the leaves, ascending. */
  get leaves(): Int32Array {
    return this.topology.leaves;
  }

  /** Index of the root. */
  get root(): number {
    return this.topology.root;
  }

  /** Index of each node's parent, -1 for the root. */
  get parent(): Int32Array {
    return this.topology.parent;
  }

  isLeaf(node: number): boolean {
    return this.topology.isLeaf(node);
  }

  /** The node's id, given or positional. */
  id(node: number): string {
    return this.topology.id(node);
  }

  /** Index of the node with that id, or -1. */
  indexOf(id: string): number {
    return this.topology.indexOf(id);
  }
}

/** The tree of objects, and the objects in the tree's order. */
export function flatTreeOf(root: Node | LeafNode): { tree: FlatTree; nodes: readonly (Node | LeafNode)[] } {
  refuseFlatTree(root);
  const { arrays, topology, nodes } = flattenObjects(root);
  return { tree: new FlatTree(new Prepared(arrays, topology, keep)), nodes };
}

/** @throws InputError for a flat tree where nodes are expected: of this package, or of another copy of it */
function refuseFlatTree(root: object): void {
  if (root instanceof FlatTree) {
    const problem = "the tree is a FlatTree; expected a Node or a LeafNode (a FlatTree goes to new Solver(tree))";
    throw new InputError(problem, { field: "tree" });
  }
  if (typeof root !== "object" || root === null || !("topology" in root)) return;
  const problem = "the tree is a FlatTree of another copy of this package; expected one made by this copy, or a Node";
  throw new InputError(problem, { field: "tree" });
}

/** What a tree holds of numbers that it is given: a copy, unless nobody else has them. */
type Take = (values: ArrayLike<number>) => Float64Array;
const copy: Take = (values) => new Float64Array(values);
const keep: Take = (values) => (values instanceof Float64Array ? values : copy(values));

/** Arrays with the topology that their parents are known to make. Not for callers of the package, who are checked. */
class Prepared {
  readonly arrays: TreeArrays;
  readonly topology: Topology;
  readonly take: Take;

  constructor(arrays: TreeArrays, topology: Topology, take: Take) {
    this.arrays = arrays;
    this.topology = topology;
    this.take = take;
  }
}

const arrayNames = ["parent", "ids", ...numberFields];

function prepare(arrays: TreeArrays): Prepared {
  checkNames("array", arrays, arrayNames);
  checkList("parent", arrays.parent);
  return new Prepared(arrays, new Topology(arrays.parent, arrays.ids), copy);
}

function numbers(field: NumberField, values: ArrayLike<number>, nodeCount: number, take: Take): Float64Array {
  checkList(field, values);
  if (values.length !== nodeCount) {
    throw new InputError(`${field} has ${values.length} entries, parent has ${nodeCount}`, {
      field,
      value: values.length,
    });
  }
  // What is no number would be made one: null 0, an empty string 0, an array with one entry that entry.
  const wrong = ArrayBuffer.isView(values)
    ? -1
    : Array.prototype.findIndex.call(values, (value) => typeof value !== "number");
  if (wrong >= 0) {
    const shown = JSON.stringify(values[wrong]) ?? String(values[wrong]);
    throw new InputError(`${field} at index ${wrong} is ${shown}; it must be a number`, {
      field,
      value: values[wrong],
    });
  }
  return take(values);
}

/** @throws InputError for what is no list of numbers */
function checkList(field: string, values: unknown): void {
  const isView = ArrayBuffer.isView(values) && !(values instanceof DataView);
  if (Array.isArray(values) || (isView && !(values instanceof BigInt64Array) && !(values instanceof BigUint64Array)))
    return;
  const given = values === undefined ? "missing" : `${describeObject(values)}`;
  throw new InputError(`${field} is ${given}; expected an array of numbers`, { field, value: values });
}

/** `undefined` where nobody gave a number: nothing is kept, and nothing paid, for what is not used. */
function optionalNumbers(
  field: OptionalField,
  values: ArrayLike<number> | undefined,
  nodeCount: number,
  take: Take,
): Float64Array | undefined {
  if (values === undefined) return undefined;
  const given = numbers(field, values, nodeCount, take);
  return given.every((value) => Object.is(value + 0, absentNumber[field])) ? undefined : given;
}

/** @throws InputError naming the first node whose numbers are nonsense */
function checkNumbers(tree: FlatTree): void {
  const { lower, upper, shift, weight, topology } = tree;
  const { childStart, nodeCount } = topology;
  for (let v = 0; v < nodeCount; v++) {
    const isLeaf = childStart[v] === childStart[v + 1];
    const fault = numberFault(isLeaf, lower[v], upper[v], shift[v], weight[v]);
    if (fault) throw faultError(tree.id(v), fault, tree[fault.field][v]);
  }
}

/** @throws InputError naming the first node whose request, guarantee, priority or order of connection is nonsense */
function checkWishes(tree: FlatTree): void {
  const { lower, upper, nodeCount } = tree;
  for (let v = 0; v < nodeCount; v++) {
    const wishes = wishesAt(tree, v);
    const fault = wishFault(tree.isLeaf(v), lower[v], upper[v], wishes);
    if (fault) throw faultError(tree.id(v), fault, wishes[fault.field]);
  }
}
