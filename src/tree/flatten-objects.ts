import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { TreeNode } from "../model/tree-node.js";
import { absentNumber, type OptionalField, type TreeArrays } from "./flat-tree.js";

export interface FlattenedObjects {
  readonly arrays: TreeArrays;
  /** The objects in the order of the arrays: pre-order. */
  readonly nodes: readonly (Node | LeafNode)[];
}

/**
 * Reads an object tree into arrays, in pre-order, without recursion.
 * @throws InputError for an inner node without children, an object that stands in the tree twice, and whatever the
 * getters of a leaf throw
 */
export function flattenObjects(root: Node | LeafNode): FlattenedObjects {
  const { nodes, parent } = preOrder(root);
  const nodeCount = nodes.length;
  const lower = new Float64Array(nodeCount);
  const upper = new Float64Array(nodeCount);
  const shift = new Float64Array(nodeCount);
  const weight = new Float64Array(nodeCount).fill(1);
  const ids = new Array<string | undefined>(nodeCount);
  const wishes: Partial<Record<OptionalField, Float64Array>> = {};
  const take = (field: OptionalField, v: number, value: number) => {
    // In an array NaN says that nothing is given; from an object it is a mistake.
    if (Number.isNaN(value)) throw new InputError(`${field} is NaN`, { id: nodes[v].id, field, value });
    wishes[field] ??= new Float64Array(nodeCount).fill(absentNumber[field]);
    wishes[field][v] = value;
  };
  for (let v = 0; v < nodeCount; v++) {
    const node = nodes[v];
    const limits = node.limits;
    lower[v] = limits.lower;
    upper[v] = limits.upper;
    ids[v] = node.id;
    if (isInner(node)) continue;
    shift[v] = node.shiftConstant;
    weight[v] = node.conversionFactor;
    // Most leaves have none of these: three plain reads, rather than a loop over names, leave them be.
    const { request, priority, connected } = node;
    if (request !== undefined) take("request", v, request);
    if (priority !== undefined && priority !== absentNumber.priority) take("priority", v, priority);
    if (connected !== undefined) take("connected", v, connected);
  }
  return { arrays: { parent, lower, upper, shift, weight, ids, ...wishes }, nodes };
}

// By shape, not by class: two copies of this package in one bundle must not refuse each other's nodes.
function isInner(node: Node | LeafNode): node is Node {
  return (node as Node).children !== undefined;
}

function preOrder(root: Node | LeafNode): { nodes: (Node | LeafNode)[]; parent: number[] } {
  const nodes: (Node | LeafNode)[] = [];
  const parent: number[] = [];
  const walk = TreeNode.newWalk();
  const strangers = new Set<object>();
  const pending: (Node | LeafNode)[] = [root];
  const pendingParent: number[] = [-1];
  while (pending.length > 0) {
    const node = pending.pop() as Node | LeafNode;
    const above = pendingParent.pop() as number;
    const index = nodes.length;
    if (node === null || typeof node !== "object") {
      throw new InputError(`child of ${above < 0 ? "nothing" : describe(nodes[above])} is ${node}; expected a node`, {
        field: "children",
        value: node,
      });
    }
    if (!meetsFirst(node, walk, strangers)) {
      throw new InputError("the same object stands in the tree twice; every place needs a node of its own", {
        id: node.id ?? `(below ${describe(nodes[above])})`,
        field: "children",
        value: node,
      });
    }
    nodes.push(node);
    parent.push(above);
    if (!isInner(node)) continue;
    const { children } = node;
    if (children.length === 0) {
      throw new InputError("it has no children; a node at the end of the tree must be a leaf", {
        id: node.id ?? `(below ${describe(nodes[above])})`,
        field: "children",
        value: children,
      });
    }
    for (let c = children.length - 1; c >= 0; c--) {
      pending.push(children[c]);
      pendingParent.push(index);
    }
  }
  return { nodes, parent };
}

/** Nodes of this package carry the mark of the last walk, which is several times faster than a set of them all. */
function meetsFirst(node: Node | LeafNode, walk: number, strangers: Set<object>): boolean {
  const isNew = TreeNode.meets(node, walk) ?? !strangers.has(node);
  if (!(node instanceof TreeNode)) strangers.add(node);
  return isNew;
}

function describe(node: Node | LeafNode | undefined): string {
  if (node === undefined) return "the root";
  return node.id === undefined ? "a node without id" : `"${node.id}"`;
}
