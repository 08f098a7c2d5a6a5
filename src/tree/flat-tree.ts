import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { flattenObjects } from "./flatten-objects.js";
import { Topology } from "./topology.js";

/** The numbers of a tree, one entry a node, in the caller's order. */
export interface TreeNumbers {
  /** Least flow of an inner node, least dispatch of a leaf; -Infinity where unlimited. */
  readonly lower: ArrayLike<number>;
  /** Greatest flow of an inner node, greatest dispatch of a leaf; +Infinity where unlimited. */
  readonly upper: ArrayLike<number>;
  /** Shift constant of a leaf; 0 at inner nodes. Default: all 0. */
  readonly shift?: ArrayLike<number> | undefined;
  /** Conversion factor of a leaf, > 0; 1 (or 0) at inner nodes. Default: all 1. */
  readonly weight?: ArrayLike<number> | undefined;
  /**
   * The dispatch that a leaf wants, within its limits; NaN where none is given (at inner nodes always), which asks for as
   * much as the limits allow. Default: none given.
   */
  readonly request?: ArrayLike<number> | undefined;
  /** The higher is served first and cut last; 0 at inner nodes. Default: all 0. */
  readonly priority?: ArrayLike<number> | undefined;
  /** Order of connection of a leaf, for the rule last in, first out; NaN where none is given. Default: none given. */
  readonly connected?: ArrayLike<number> | undefined;
}

/** A tree as parallel arrays of one length, one entry a node, in any order. */
export interface TreeArrays extends TreeNumbers {
  /** Index of the parent, -1 for the one root. */
  readonly parent: ArrayLike<number>;
  /** Unique ids; without one a node goes by its position ("1.2.1"). */
  readonly ids?: readonly (string | undefined)[] | undefined;
}

/** Names of the arrays that hold numbers. */
export const numberFields = ["lower", "upper", "shift", "weight", "request", "priority", "connected"] as const;
export type NumberField = (typeof numberFields)[number];

/** What stands in those arrays that a tree has only where somebody gave a number. */
export const absentNumber = { request: Number.NaN, priority: 0, connected: Number.NaN } as const;
export type OptionalField = keyof typeof absentNumber;
export const optionalFields = ["request", "priority", "connected"] as const satisfies readonly OptionalField[];

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
  readonly priority: Float64Array | undefined;
  /** `undefined` where no leaf has one; else NaN at those that have none. */
  readonly connected: Float64Array | undefined;

  /**
   * @param take for arrays that nobody else holds: keeps them instead of copies
   * @throws InputError for arrays of different length, no root or several, unknown parents, cycles, duplicate ids, NaN, an
   * infinity on the wrong side, lower > upper, a weight that is not finite and positive, a shift that is not finite, a
   * request that is not finite or not within the limits, a priority that is not finite.
   */
  constructor(arrays: TreeArrays, topology: Topology = new Topology(arrays.parent, arrays.ids), take: Take = copy) {
    this.topology = topology;
    const { nodeCount } = topology;
    this.lower = numbers("lower", arrays.lower, nodeCount, take);
    this.upper = numbers("upper", arrays.upper, nodeCount, take);
    this.shift = arrays.shift ? numbers("shift", arrays.shift, nodeCount, take) : new Float64Array(nodeCount);
    this.weight = arrays.weight
      ? numbers("weight", arrays.weight, nodeCount, take)
      : new Float64Array(nodeCount).fill(1);
    this.request = optionalNumbers("request", arrays.request, nodeCount, take);
    this.priority = optionalNumbers("priority", arrays.priority, nodeCount, take);
    this.connected = optionalNumbers("connected", arrays.connected, nodeCount, take);
    checkNumbers(this);
    if (this.request || this.priority || this.connected) checkWishes(this);
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
    const { parent, lower, upper, shift, weight, request, priority, connected } = this;
    const given = Object.fromEntries(Object.entries(changed).filter(([, values]) => values !== undefined));
    return new FlatTree({ parent, lower, upper, shift, weight, request, priority, connected, ...given }, this.topology);
  }

  /** Whether some leaf has a request or a priority of its own. */
  get hasRequests(): boolean {
    return this.request !== undefined || this.priority !== undefined;
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
  const { arrays, topology, nodes } = flattenObjects(root);
  return { tree: new FlatTree(arrays, topology, keep), nodes };
}

/** What a tree holds of numbers that it is given: a copy, unless nobody else has them. */
type Take = (values: ArrayLike<number>) => Float64Array;
const copy: Take = (values) => new Float64Array(values);
const keep: Take = (values) => (values instanceof Float64Array ? values : copy(values));

function numbers(field: NumberField, values: ArrayLike<number>, nodeCount: number, take: Take): Float64Array {
  if (values.length !== nodeCount) {
    throw new InputError(`${field} has ${values.length} entries, parent has ${nodeCount}`, {
      field,
      value: values.length,
    });
  }
  return take(values);
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

/** @throws InputError naming the first node whose request, priority or order of connection is nonsense */
function checkWishes(tree: FlatTree): void {
  const { lower, upper, request, priority, connected, nodeCount } = tree;
  for (let v = 0; v < nodeCount; v++) {
    const wishes = {
      request: request?.[v] ?? absentNumber.request,
      priority: priority?.[v] ?? absentNumber.priority,
      connected: connected?.[v] ?? absentNumber.connected,
    };
    const fault = wishFault(tree.isLeaf(v), lower[v], upper[v], wishes);
    if (fault) throw faultError(tree.id(v), fault, wishes[fault.field]);
  }
}

/** What is wrong with one node's numbers, and in which field. */
export interface NumberFault<Field extends NumberField = NumberField> {
  readonly field: Field;
  readonly problem: string;
}

export function faultError(id: string, fault: NumberFault, value: number): InputError {
  return new InputError(`${fault.field} ${fault.problem}`, { id, field: fault.field, value });
}

/** Says which request, priority and order of connection a node may have. */
export function wishFault(
  isLeaf: boolean,
  lower: number,
  upper: number,
  { request, priority, connected }: Readonly<Record<OptionalField, number>>,
): NumberFault<OptionalField> | undefined {
  if (!Number.isFinite(priority)) return { field: "priority", problem: `is ${priority}; it must be finite` };
  if (Math.abs(connected) === Number.POSITIVE_INFINITY) {
    return { field: "connected", problem: `is ${connected}; it must be finite` };
  }
  if (!isLeaf) {
    const onlyLeaf = "on a node with children; only a leaf has one";
    if (!Number.isNaN(request)) return { field: "request", problem: `is ${request} ${onlyLeaf}` };
    if (priority !== 0) return { field: "priority", problem: `is ${priority} ${onlyLeaf}` };
    if (!Number.isNaN(connected)) return { field: "connected", problem: `is ${connected} ${onlyLeaf}` };
    return undefined;
  }
  if (Number.isNaN(request)) return undefined;
  if (!Number.isFinite(request)) {
    return { field: "request", problem: `is ${request}; leave it out to ask for as much as the limits allow` };
  }
  if (request < lower) return { field: "request", problem: `${request} is below lower ${lower}` };
  if (request > upper) return { field: "request", problem: `${request} is above upper ${upper}` };
  return undefined;
}

/** The one place that says which limits, shift and weight a node may have. */
export function numberFault(
  isLeaf: boolean,
  lower: number,
  upper: number,
  shift: number,
  weight: number,
): NumberFault<Exclude<NumberField, OptionalField>> | undefined {
  // Comparisons that NaN fails: the sound node passes these four tests and nothing else runs.
  const soundLimits = lower <= upper && lower < Number.POSITIVE_INFINITY && upper > Number.NEGATIVE_INFINITY;
  if (isLeaf) {
    if (soundLimits && Math.abs(shift) < Number.POSITIVE_INFINITY && weight > 0 && weight < Number.POSITIVE_INFINITY) {
      return undefined;
    }
  } else if (soundLimits && shift === 0 && (weight === 1 || weight === 0)) return undefined;

  if (Number.isNaN(lower)) return { field: "lower", problem: "is NaN" };
  if (Number.isNaN(upper)) return { field: "upper", problem: "is NaN" };
  if (lower === Number.POSITIVE_INFINITY) return { field: "lower", problem: "is Infinity; unlimited is -Infinity" };
  if (upper === Number.NEGATIVE_INFINITY) return { field: "upper", problem: "is -Infinity; unlimited is Infinity" };
  if (lower > upper) return { field: "lower", problem: `${lower} is above upper ${upper}` };
  if (isLeaf) {
    if (!Number.isFinite(shift)) return { field: "shift", problem: `is ${shift}; it must be finite` };
    return { field: "weight", problem: `is ${weight}; it must be finite and greater than 0` };
  }
  if (shift !== 0) return { field: "shift", problem: `is ${shift} on a node with children; only a leaf has one` };
  return { field: "weight", problem: `is ${weight} on a node with children; only a leaf has one` };
}
