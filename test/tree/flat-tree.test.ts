import { describe, expect, test } from "vitest";
import { InputError } from "../../src/model/input-error.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";

const infinity = Number.POSITIVE_INFINITY;

/** A root over two leaves, with some fields replaced. */
function arrays(changed: Partial<TreeArrays> = {}): TreeArrays {
  return { parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 2, 3], ids: ["root", "a", "b"], ...changed };
}

describe("a number that a tree may not have is refused with its node, field and value", () => {
  test.each<[string, Partial<TreeArrays>, string, string, number]>([
    ["lower NaN", { lower: [0, Number.NaN, 0] }, 'node "a": lower is NaN', "lower", Number.NaN],
    ["upper NaN", { upper: [Number.NaN, 2, 3] }, 'node "root": upper is NaN', "upper", Number.NaN],
    ["lower above upper", { lower: [0, 0, 3.5] }, 'node "b": lower 3.5 is above upper 3', "lower", 3.5],
    [
      "lower Infinity",
      { lower: [0, infinity, 0] },
      'node "a": lower is Infinity; unlimited is -Infinity',
      "lower",
      infinity,
    ],
    [
      "upper -Infinity",
      { upper: [4, -infinity, 3] },
      'node "a": upper is -Infinity; unlimited is Infinity',
      "upper",
      -infinity,
    ],
    [
      "weight 0 at a leaf",
      { weight: [1, 0, 1] },
      'node "a": weight is 0; it must be finite and greater than 0',
      "weight",
      0,
    ],
    ["a negative weight", { weight: [1, 1, -2] }, 'node "b": weight is -2', "weight", -2],
    ["an infinite weight", { weight: [1, infinity, 1] }, 'node "a": weight is Infinity', "weight", infinity],
    ["weight NaN", { weight: [1, Number.NaN, 1] }, 'node "a": weight is NaN', "weight", Number.NaN],
    [
      "an infinite shift",
      { shift: [0, -infinity, 0] },
      'node "a": shift is -Infinity; it must be finite',
      "shift",
      -infinity,
    ],
    [
      "a lower limit that stands for unlimited",
      { lower: [0, -Number.MAX_VALUE, 0] },
      `node "a": lower is ${-Number.MAX_VALUE}; it must lie within ±1e+30, unlimited is -Infinity (null in JSON, -inf in CSV)`,
      "lower",
      -Number.MAX_VALUE,
    ],
    [
      "an upper limit that stands for unlimited",
      { upper: [1e308, 2, 3] },
      'node "root": upper is 1e+308; it must lie within ±1e+30, unlimited is Infinity (null in JSON, inf in CSV)',
      "upper",
      1e308,
    ],
    ["a shift beyond all", { shift: [0, -2e30, 0] }, 'node "a": shift is -2e+30; it must lie within', "shift", -2e30],
    ["a weight beyond all", { weight: [1, 1, 2e30] }, 'node "b": weight is 2e+30; it must lie between', "weight", 2e30],
    [
      "a weight next to nothing",
      { weight: [1, 5e-324, 1] },
      'node "a": weight is 5e-324; it must lie between 1e-30 and 1e+30',
      "weight",
      5e-324,
    ],
    [
      "a request beyond all",
      { upper: [4, infinity, 3], request: [Number.NaN, 1e31, Number.NaN] },
      'node "a": request is 1e+31; it must lie within ±1e+30, or be left out',
      "request",
      1e31,
    ],
    ["a priority beyond all", { priority: [0, 1e31, 0] }, 'node "a": priority is 1e+31', "priority", 1e31],
    [
      "an order of connection beyond all",
      { connected: [Number.NaN, 1e31, Number.NaN] },
      'node "a": connected is 1e+31',
      "connected",
      1e31,
    ],
    ["shift NaN", { shift: [0, 0, Number.NaN] }, 'node "b": shift is NaN', "shift", Number.NaN],
    ["a shift at an inner node", { shift: [5, 0, 0] }, 'node "root": shift is 5 on a node with children', "shift", 5],
    [
      "a weight at an inner node",
      { weight: [2, 1, 1] },
      'node "root": weight is 2 on a node with children',
      "weight",
      2,
    ],
  ])("%s", (_, changed, message, field, value) => {
    let error: unknown;
    try {
      new FlatTree(arrays(changed));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain(message);
    expect(error).toMatchObject({ field, value });
  });

  test.each(["lower", "upper", "shift", "weight"] as const)("%s of another length than parent", (field) => {
    expect(() => new FlatTree(arrays({ [field]: [0, 1] }))).toThrow(`${field} has 2 entries, parent has 3`);
  });
});

test("the greatest and the least numbers are taken", () => {
  const tree = new FlatTree(
    arrays({
      lower: [-1e30, -infinity, -1e30],
      upper: [infinity, infinity, 1e30],
      shift: [0, 1e30, -1e30],
      weight: [1, 1e-30, 1e30],
      request: [Number.NaN, 1e30, 0],
    }),
  );
  expect(tree.leafCount).toBe(2);
});

test("what is left out has its default, and what was given is copied", () => {
  const upper = Float64Array.of(4, 2, 3);
  const tree = new FlatTree(arrays({ upper }));
  upper[1] = 9;
  expect(Array.from(tree.upper)).toEqual([4, 2, 3]);
  expect(Array.from(tree.shift)).toEqual([0, 0, 0]);
  expect(Array.from(tree.weight)).toEqual([1, 1, 1]);
});

test("zero weights at inner nodes are taken for nothing said", () => {
  expect(new FlatTree(arrays({ weight: [0, 1, 2] })).leafCount).toBe(2);
});

test("a single node is a leaf", () => {
  const tree = new FlatTree({ parent: [-1], lower: [0], upper: [3], shift: [1], weight: [2] });
  expect(tree.isLeaf(0)).toBe(true);
  expect(tree.leafCount).toBe(1);
});

describe("from objects", () => {
  test("nodes in pre-order, with their numbers", () => {
    const leaf = (id: string, upperLimit: number) =>
      new LeafNode({ id, upperLimit, shiftConstant: -1, conversionFactor: 2 });
    const root = new Node({
      id: "root",
      upperLimit: 9,
      children: [new Node({ id: "line", lowerLimit: -4, children: [leaf("a", 1), leaf("b", 2)] }), leaf("c", 3)],
    });
    const tree = FlatTree.from(root);
    expect([0, 1, 2, 3, 4].map((v) => tree.id(v))).toEqual(["root", "line", "a", "b", "c"]);
    expect(Array.from(tree.parent)).toEqual([-1, 0, 1, 1, 0]);
    expect(Array.from(tree.lower)).toEqual([-infinity, -4, 0, 0, 0]);
    expect(Array.from(tree.upper)).toEqual([9, infinity, 1, 2, 3]);
    expect(Array.from(tree.shift)).toEqual([0, 0, -1, -1, -1]);
    expect(Array.from(tree.weight)).toEqual([1, 1, 2, 2, 2]);
  });

  test("an object that stands in the tree twice is refused", () => {
    const shared = new LeafNode({ id: "shared", upperLimit: 1 });
    const root = new Node({ id: "root", children: [shared, new Node({ id: "line", children: [shared] })] });
    expect(() => FlatTree.from(root)).toThrow('node "shared": the same object stands in the tree twice');
  });

  test("of two faults, the first in pre-order is told, wherever the other is", () => {
    const shared = new LeafNode({ upperLimit: 1 });
    const left = new Node({ id: "left", children: [new Node({ id: "deep", children: [shared, shared] })] });
    const root = new Node({ id: "root", children: [left, new Node({ id: "right", children: [] })] });
    expect(() => FlatTree.from(root)).toThrow('node "(below "deep")": the same object stands in the tree twice');
    left.children = [new Node({ id: "deep", children: [null as unknown as LeafNode] })];
    expect(() => FlatTree.from(root)).toThrow('child of "deep" is null; expected a Node or a LeafNode');
    left.children = [shared];
    expect(() => FlatTree.from(root)).toThrow('node "right": it has no children');
  });

  test("a family of thousands, and a chain below its last", () => {
    const chain = new Node({ children: [new LeafNode({ upperLimit: 7 })] });
    const leaves = Array.from({ length: 9000 }, (_, k) => new LeafNode({ upperLimit: k }));
    const tree = FlatTree.from(new Node({ children: [...leaves, new Node({ children: [chain] })] }));
    expect(tree.upper).toEqual(Float64Array.of(infinity, ...leaves.keys(), infinity, infinity, 7));
    expect(tree.parent).toEqual(Int32Array.of(-1, ...leaves.map(() => 0), 0, 9001, 9002));
  });

  test("a node that is below itself is refused", () => {
    const line = new Node({ id: "line", children: [new LeafNode()] });
    line.children.push(line);
    expect(() => FlatTree.from(line)).toThrow('node "line": the same object stands in the tree twice');
  });

  test("nodes of another copy of the package are read by their shape, and met once as well", () => {
    const stranger = { ...new LeafNode(), limits: { lower: 0, upper: 7 }, shiftConstant: 0, conversionFactor: 1 };
    const foreign = stranger as unknown as LeafNode;
    expect(Array.from(FlatTree.from(new Node({ children: [foreign, new LeafNode()] })).upper)).toEqual([
      infinity,
      7,
      infinity,
    ]);
    expect(() => FlatTree.from(new Node({ id: "root", children: [foreign, foreign] }))).toThrow(
      "the same object stands in the tree twice",
    );
  });

  test("a tree may be read again and again", () => {
    const root = new Node({ children: [new LeafNode({ upperLimit: 1 })] });
    expect(FlatTree.from(root)).toEqual(FlatTree.from(root));
  });

  test("an inner node without children is refused, named by where it hangs if it has no id", () => {
    expect(() => FlatTree.from(new Node({ id: "line", children: [] }))).toThrow('node "line": it has no children');
    const root = new Node({ id: "root", children: [new Node({ children: [] })] });
    expect(() => FlatTree.from(root)).toThrow('node "(below "root")": it has no children');
  });

  test("a child that is no node is refused", () => {
    // @ts-expect-error the types do not allow it
    expect(() => FlatTree.from(new Node({ id: "root", children: [undefined] }))).toThrow(
      'child of "root" is undefined; expected a Node or a LeafNode',
    );
  });

  test("limits of a leaf can be changed one at a time", () => {
    const leaf = new LeafNode({ upperLimit: 3 });
    leaf.upperLimit = 5;
    leaf.lowerLimit = 1;
    expect(leaf.limits).toEqual({ lower: 1, upper: 5 });
  });
});

test("a topology of one's own is not taken: the tree is that of its parents", () => {
  const Unchecked = FlatTree as unknown as new (...given: unknown[]) => FlatTree;
  const arrays = { parent: [-1, 0, 1, 1], lower: [0, 0, 0, 0], upper: [9, 3, 2, 2] };
  expect(new Unchecked(arrays, new FlatTree({ ...arrays, parent: [-1, 0, 0, 0] }).topology).parent).toEqual(
    Int32Array.of(-1, 0, 1, 1),
  );
});
