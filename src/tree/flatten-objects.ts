import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { meets, newWalk } from "../model/tree-node.js";
import { absentNumber, type OptionalField, type TreeArrays } from "./node-numbers.js";
import { SoundParents, Topology } from "./topology.js";

export interface FlattenedObjects {
  /** Made for whoever asked: nobody else holds them. */
  readonly arrays: TreeArrays;
  readonly topology: Topology;
  /** The objects in the order of the arrays: pre-order. */
  readonly nodes: readonly (Node | LeafNode)[];
}

/**
 * Reads an object tree into arrays, in pre-order, without recursion.
 * @throws InputError for an inner node without children, an object that stands in the tree twice, an id that is used
 * twice, and whatever the getters of a leaf throw
 */
export function flattenObjects(root: Node | LeafNode): FlattenedObjects {
  // Breadth first, the objects of one family are asked for together, and memory is waited for once. The rest of the way to
  // pre-order is numbers only. On large trees both take half as long as a walk over the objects in pre-order.
  const { pages, parentAt } = breadthFirst(root) ?? throwFirstFault(root);
  const topDown = preOrder(parentAt);
  const nodeCount = topDown.length;
  const nodes = new Array<Node | LeafNode>(nodeCount);
  const parent = new Int32Array(nodeCount).fill(-1);
  for (let k = 0; k < nodeCount; k++) nodes[topDown[k]] = pages[Math.floor(k / PAGE)][k % PAGE];
  for (let k = 1; k < nodeCount; k++) parent[topDown[k]] = topDown[parentAt[k]];
  const { ids, ...numbers } = readNodes(nodes);
  const arrays = { parent, ids, ...numbers };
  return { arrays, topology: new Topology(new SoundParents(parent, topDown), ids), nodes };
}

/** Objects of a list that grows, by pages of one length: a long array that grows is copied, and slow to be written to. */
const PAGE = 4096;

interface FoundObjects {
  readonly pages: readonly (readonly (Node | LeafNode)[])[];
  /** Where the parent of each was found; -1 for the root. */
  readonly parentAt: Int32Array;
}

/** All objects, breadth first; `undefined` where they are no tree. */
function breadthFirst(root: Node | LeafNode): FoundObjects | undefined {
  const walk = newWalk();
  const strangers = new Set<object>();
  let reading = [root];
  let writing = reading;
  const pages = [reading];
  let parentAt = new Int32Array(PAGE);
  parentAt[0] = -1;
  let found = 1;
  for (let k = 0; k < found; k++) {
    if (k % PAGE === 0) reading = pages[k / PAGE];
    const node = reading[k % PAGE];
    if (node === null || typeof node !== "object" || !meetsFirst(node, walk, strangers)) return undefined;
    if (!isInner(node)) continue;
    const { children } = node;
    const { length } = children;
    if (length === 0) return undefined;
    if (found + length > parentAt.length) parentAt = grown(parentAt, 2 * (found + length));
    for (let c = 0; c < length; c++) {
      if (found % PAGE === 0) {
        writing = [];
        pages.push(writing);
      }
      writing.push(children[c]);
      parentAt[found++] = k;
    }
  }
  return { pages, parentAt: parentAt.subarray(0, found) };
}

function grown(values: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(values);
  return longer;
}

/** Nodes of this package carry the mark of the last walk, which is several times faster than a set of them all. */
function meetsFirst(node: Node | LeafNode, walk: number, strangers: Set<object>): boolean {
  const isNew = meets(node, walk);
  if (isNew !== undefined) return isNew;
  if (!hasLimits(node)) return false;
  if (strangers.has(node)) return false;
  strangers.add(node);
  return true;
}

/**
 * The index in pre-order of every node of a list in which parents stand before their children, and siblings in their order.
 * @param parentAt where in the list each node's parent stands; the root stands first
 */
function preOrder(parentAt: Int32Array): Int32Array {
  const nodeCount = parentAt.length;
  const size = new Int32Array(nodeCount).fill(1);
  for (let k = nodeCount - 1; k > 0; k--) size[parentAt[k]] += size[k];
  const index = new Int32Array(nodeCount);
  // The index of the next child to come takes the place of the size, which has been made use of by then.
  const next = size;
  next[0] = 1;
  for (let k = 1; k < nodeCount; k++) {
    const p = parentAt[k];
    index[k] = next[p];
    next[p] += size[k];
    next[k] = index[k] + 1;
  }
  return index;
}

function readNodes(nodes: readonly (Node | LeafNode)[]): Omit<TreeArrays, "parent"> {
  const nodeCount = nodes.length;
  const lower = new Float64Array(nodeCount);
  const upper = new Float64Array(nodeCount);
  const shift = new Float64Array(nodeCount);
  const weight = new Float64Array(nodeCount).fill(1);
  let ids: (string | undefined)[] | undefined;
  const wishes: Partial<Record<OptionalField, Float64Array>> = {};
  const take = (field: OptionalField, v: number, value: number) => {
    if (typeof value !== "number") throw noNumber(nodes[v], field, value);
    // In an array NaN says that nothing is given; from an object it is a mistake.
    if (Number.isNaN(value)) throw new InputError(`${field} is NaN`, { id: nodes[v].id, field, value });
    wishes[field] ??= new Float64Array(nodeCount).fill(absentNumber[field]);
    wishes[field][v] = value;
  };
  for (let v = 0; v < nodeCount; v++) {
    const node = nodes[v];
    const limits = node.limits;
    if (typeof limits?.lower !== "number" || typeof limits.upper !== "number") throw noLimits(node);
    lower[v] = limits.lower;
    upper[v] = limits.upper;
    if (node.id !== undefined) {
      ids ??= new Array<string | undefined>(nodeCount).fill(undefined);
      ids[v] = node.id;
    }
    if (isInner(node)) continue;
    const { shiftConstant, conversionFactor } = node;
    if (typeof shiftConstant !== "number") throw noNumber(node, "shiftConstant", shiftConstant);
    if (typeof conversionFactor !== "number") throw noNumber(node, "conversionFactor", conversionFactor);
    shift[v] = shiftConstant;
    weight[v] = conversionFactor;
    // Most leaves have none of these: a plain read each, rather than a loop over names, leave them be.
    const { request, guarantee, minimum, step, priority, connected } = node;
    if (request !== undefined) take("request", v, request);
    if (guarantee !== undefined && guarantee !== absentNumber.guarantee) take("guarantee", v, guarantee);
    if (minimum !== undefined) take("minimum", v, minimum);
    if (step !== undefined) take("step", v, step);
    if (priority !== undefined && priority !== absentNumber.priority) take("priority", v, priority);
    if (connected !== undefined) take("connected", v, connected);
  }
  return { lower, upper, shift, weight, ids, ...wishes };
}

/** Of limits that are no range of two numbers: the DOM has a `Range` too, which takes anything. */
function noLimits(node: Node | LeafNode): InputError {
  const { id, limits } = node;
  for (const field of ["lower", "upper"] as const) {
    const value: unknown = limits?.[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== "number") return noNumber(node, field, value);
  }
  const problem = `limits is ${describeObject(limits)} without two numbers; expected a Range (also exported as Limits)`;
  return new InputError(problem, { id, field: "limits", value: limits });
}

function noNumber({ id }: Node | LeafNode, field: string, value: unknown): InputError {
  return new InputError(`${field} is ${describeObject(value)}; it must be a number`, { id, field, value });
}

// By shape, not by class: two copies of this package in one bundle must not refuse each other's nodes.
function isInner(node: Node | LeafNode): node is Node {
  return (node as Node).children !== undefined;
}

/** Of another copy of this package, a node has what it has in this one. */
function hasLimits(node: object): boolean {
  const { limits } = node as { readonly limits?: { readonly lower?: unknown } | null };
  return typeof limits?.lower === "number";
}

/** Tells of what is no tree, where a walk in pre-order first comes upon it. */
function throwFirstFault(root: Node | LeafNode): never {
  const met = new Set<object>();
  const pending = [root];
  const pendingParent: (Node | undefined)[] = [undefined];
  for (;;) {
    const node = pending.pop() as Node | LeafNode;
    const above = pendingParent.pop();
    if (node === null || typeof node !== "object" || !isNode(node)) throw noNode(node, above);
    if (met.has(node)) {
      throw new InputError("the same object stands in the tree twice; every place needs a node of its own", {
        id: node.id ?? `(below ${describe(above)})`,
        field: "children",
        value: node,
      });
    }
    met.add(node);
    if (!isInner(node)) continue;
    const { children } = node;
    if (children.length === 0) {
      throw new InputError("it has no children; a node at the end of the tree must be a leaf", {
        id: node.id ?? `(below ${describe(above)})`,
        field: "children",
        value: children,
      });
    }
    for (let c = children.length - 1; c >= 0; c--) {
      pending.push(children[c]);
      pendingParent.push(node);
    }
  }
}

function describe(node: Node | LeafNode | undefined): string {
  if (node === undefined) return "the root";
  return node.id === undefined ? "a node without id" : `"${node.id}"`;
}

function isNode(node: Node | LeafNode): boolean {
  return meets(node, newWalk()) !== undefined || hasLimits(node);
}

function noNode(value: unknown, above: Node | undefined): InputError {
  const place = above === undefined ? "the tree" : `child of ${describe(above)}`;
  const problem = `${place} is ${describeObject(value)}; expected a Node or a LeafNode, such as a GridUser`;
  const isPlain = value instanceof Object && Object.getPrototypeOf(value) === Object.prototype;
  const advice =
    " (structuredClone, postMessage and JSON leave the class behind: make new nodes, or a FlatTree of arrays)";
  return new InputError(isPlain ? problem + advice : problem, { field: "children", value });
}

/** What a value is, in words. */
export function describeObject(value: unknown): string {
  if (value === null || typeof value !== "object") {
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  }
  if (Array.isArray(value)) return "an array";
  const name = Object.getPrototypeOf(value)?.constructor?.name ?? "Object";
  if (name === "Object") return "a plain object";
  return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}
