import { describe, expect, test } from "vitest";
import { InputError } from "../../src/model/input-error.js";
import { Topology } from "../../src/tree/topology.js";

// root over (a over (c, d), b): indices 0, 1, 2, 3, 4
const parent = [-1, 0, 0, 1, 1];

function errorOf(make: () => unknown): InputError {
  try {
    make();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("an order of one's own is not taken: the tree's is found", () => {
  const Unchecked = Topology as unknown as new (...given: unknown[]) => Topology;
  expect(new Unchecked([-1, 0, 1], undefined, Int32Array.of(0, 2, 1)).topDown).toEqual(Int32Array.of(0, 1, 2));
});

describe("ids", () => {
  test("nodes without one go by their position", () => {
    const topology = new Topology(parent);
    expect([0, 1, 2, 3, 4].map((v) => topology.id(v))).toEqual(["1", "1.1", "1.2", "1.1.1", "1.1.2"]);
    expect(["1", "1.1", "1.2", "1.1.1", "1.1.2"].map((id) => topology.indexOf(id))).toEqual([0, 1, 2, 3, 4]);
  });

  test("positions follow the order of the indices among siblings", () => {
    const topology = new Topology([2, 2, -1, 2]);
    expect([0, 1, 3].map((v) => topology.id(v))).toEqual(["1.1", "1.2", "1.3"]);
  });

  test("given and positional ids are found side by side", () => {
    const topology = new Topology(parent, ["root", undefined, "b", "c", undefined]);
    expect(["root", "1.1", "b", "c", "1.1.2"].map((id) => topology.indexOf(id))).toEqual([0, 1, 2, 3, 4]);
  });

  test.each(["nobody", "1.2", "1.3", "1.1.0", "1.01", "", "1.", "2"])("%j is nobody's", (id) => {
    expect(new Topology(parent, [undefined, undefined, "b", undefined, undefined]).indexOf(id)).toBe(-1);
  });

  test.each([-1, 5, 1.5, Number.NaN])("%d is nobody's index", (node) => {
    expect(errorOf(() => new Topology(parent).id(node))).toMatchObject({ value: node });
    expect(() => new Topology(parent).id(node)).toThrow(`node ${node} is not in the tree; expected 0..4`);
  });

  test("an id that is another node's position is refused, one's own position is not", () => {
    expect(errorOf(() => new Topology(parent, [undefined, "1.2", undefined, undefined, undefined]))).toMatchObject({
      id: "1.2",
      field: "id",
      value: "1.2",
      message: 'node "1.2": node 1 has this id, and so has node 2 by its position',
    });
    expect(new Topology(parent, [undefined, "1.1", undefined, undefined, undefined]).indexOf("1.1")).toBe(1);
    expect(new Topology(parent, [undefined, "1.2", "b", undefined, undefined]).indexOf("1.2")).toBe(1);
  });

  test("an id that is used twice is refused, with both places", () => {
    expect(errorOf(() => new Topology(parent, ["r", "a", "b", "a", "d"]))).toMatchObject({
      id: "a",
      message: 'node "a": the id is used twice, by nodes 1 and 3',
    });
  });

  test("an empty id is refused", () => {
    expect(() => new Topology(parent, ["r", "", "b", "c", "d"])).toThrow('id is ""; it must be a string');
  });

  test("as many ids as nodes", () => {
    expect(() => new Topology(parent, ["r"])).toThrow("ids has 1 entries, parent has 5");
  });
});

describe("structure", () => {
  test.each([
    ["nothing at all", [], "the tree is empty: it has no root"],
    ["a second root", [-1, -1], 'node "1": a second root beside 0: its parent is -1 too'],
    ["no root", [1, 0], "no root: every node has a parent"],
    ["an unknown parent", [-1, 7], 'node "1": parent 7 is not a node: expected -1 for the root or 0..1'],
    ["a parent that is no number", [-1, Number.NaN], 'node "1": parent NaN is not a node'],
    ["a node that is its own parent", [-1, 1], 'its parent "1" is also below it: the tree has a cycle'],
    ["a cycle beside the tree", [-1, 0, 3, 4, 2], "is also below it: the tree has a cycle"],
    ["a branch that hangs on a cycle", [-1, 2, 3, 2], "is also below it: the tree has a cycle"],
  ])("%s is refused", (_, parent, message) => {
    expect(() => new Topology(parent)).toThrow(message);
  });

  test("a cycle is named by a node on it, not by a branch that hangs on it", () => {
    // 1 hangs on the cycle 2 -> 3 -> 2
    expect(["2", "3"]).toContain(errorOf(() => new Topology([-1, 2, 3, 2])).id);
  });

  test("children in the caller's order, parents first from the top down", () => {
    const topology = new Topology([4, 4, 1, 1, -1]);
    expect(topology.root).toBe(4);
    expect(topology.leafCount).toBe(3);
    expect(Array.from(topology.childNodes.subarray(topology.childStart[4], topology.childStart[5]))).toEqual([0, 1]);
    expect(Array.from(topology.topDown)).toEqual([4, 0, 1, 2, 3]);
    expect([0, 1, 2, 3, 4].map((v) => topology.isLeaf(v))).toEqual([true, false, true, true, false]);
  });
});

describe("ids of a deep tree that gives none", () => {
  const chain = (depth: number) => new Topology(Array.from({ length: depth }, (_, v) => v - 1));

  test("are positions 64 levels down, and indices below", () => {
    const topology = chain(100);
    expect(topology.id(64)).toBe(`1${".1".repeat(64)}`);
    expect(topology.id(65)).toBe("#65");
    for (const node of [0, 1, 64, 65, 99]) expect(topology.indexOf(topology.id(node))).toBe(node);
  });

  test.each(["#64", "#100", "#065", "#", "#-1", `1${".1".repeat(65)}`])("%s is nobody's", (id) => {
    expect(chain(100).indexOf(id)).toBe(-1);
  });

  test("are not longer, all together, than the tree", () => {
    const topology = chain(60_000);
    let length = 0;
    for (let v = 0; v < 60_000; v++) length += topology.id(v).length;
    expect(length).toBeLessThan(10 * 60_000);
  });

  test("are not given to somebody else", () => {
    const parent = Array.from({ length: 100 }, (_, v) => v - 1);
    const ids = parent.map((_, v) => (v === 3 ? "#70" : undefined));
    expect(() => new Topology(parent, ids)).toThrow(
      'node "#70": node 3 has this id, and so has node 70 by its position',
    );
  });
});
