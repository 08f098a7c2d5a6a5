import { describe, expect, test } from "vitest";
import { balance } from "../../src/balance.js";
import { Solver } from "../../src/engine/solver.js";
import { InputError } from "../../src/model/input-error.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";

const none = Number.NaN;
const infinity = Number.POSITIVE_INFINITY;

/** A root over two leaves, with some fields replaced. */
function arrays(changed: Partial<TreeArrays> = {}): TreeArrays {
  return { parent: [-1, 0, 0], lower: [0, -1, 0], upper: [4, 2, infinity], ids: ["root", "a", "b"], ...changed };
}

describe("what a tree may not have is refused with its node, field and value", () => {
  test.each<[string, Partial<TreeArrays>, string, string, number]>([
    ["a request above the limits", { request: [none, 3, none] }, 'node "a": request 3 is above upper 2', "request", 3],
    ["a request below them", { request: [none, -2, none] }, 'node "a": request -2 is below lower -1', "request", -2],
    [
      "an infinite request",
      { request: [none, none, infinity] },
      'node "b": request is Infinity; leave it out to ask for as much as the limits allow',
      "request",
      infinity,
    ],
    [
      "a request at an inner node",
      { request: [1, none, none] },
      'node "root": request is 1 on a node with children; only a leaf has one',
      "request",
      1,
    ],
    [
      "a priority at an inner node",
      { priority: [1, 0, 0] },
      'node "root": priority is 1 on a node with',
      "priority",
      1,
    ],
    ["priority NaN", { priority: [0, none, 0] }, 'node "a": priority is NaN; it must be finite', "priority", none],
    ["an infinite priority", { priority: [0, 0, infinity] }, 'node "b": priority is Infinity', "priority", infinity],
    [
      "an order of connection at an inner node",
      { connected: [1, 2, 3] },
      'node "root": connected is 1 on a node with children',
      "connected",
      1,
    ],
    ["an infinite one", { connected: [none, 2, infinity] }, 'node "b": connected is Infinity', "connected", infinity],
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

  test("a request NaN of an object, where it is a mistake", () => {
    const root = new Node({ children: [new LeafNode({ id: "a", upperLimit: 1, request: Number.NaN })] });
    expect(() => balance(root)).toThrow('node "a": request is NaN');
  });

  test("requests of another length", () => {
    expect(() => new FlatTree(arrays({ request: [1] }))).toThrow("request has 1 entries, parent has 3");
  });

  test.each([
    ["request", { request: [none, 1, none] }],
    ["priority", { priority: [0, 1, 0] }],
  ])("a %s among siblings", (field, changed) => {
    expect(() => new Solver(new FlatTree(arrays(changed)), { fairness: "siblings" })).toThrow(
      `node "a": ${field} is given, but fairness "siblings" knows neither requests nor priorities`,
    );
  });
});

describe("a tree keeps nothing of", () => {
  test("requests that nobody has", () => {
    expect(new FlatTree(arrays({ request: [none, none, none] })).request).toBeUndefined();
  });

  test("priorities that are all 0", () => {
    const tree = new FlatTree(arrays({ priority: [0, -0, 0] }));
    expect(tree.priority).toBeUndefined();
    expect(tree.hasRequests).toBe(false);
  });

  test("objects without them", () => {
    const { request, priority, connected } = FlatTree.from(new Node({ children: [new LeafNode({ upperLimit: 1 })] }));
    expect([request, priority, connected]).toEqual([undefined, undefined, undefined]);
  });
});

test("objects with them, NaN and 0 where a node has none", () => {
  const wishing = new LeafNode({ upperLimit: 5, request: 2, priority: -1, connected: 1999 });
  const tree = FlatTree.from(new Node({ children: [wishing, new LeafNode()] }));
  expect([tree.request, tree.priority, tree.connected].map((values) => Array.from(values ?? []))).toEqual([
    [none, 2, none],
    [0, -1, 0],
    [none, 1999, none],
  ]);
});

test("a leaf of one's own may override request and priority", () => {
  class Turbine extends LeafNode {
    wind = 3;

    override get request(): number {
      return -this.wind;
    }

    override get priority(): number {
      return 4;
    }
  }
  const turbine = new Turbine({ lowerLimit: -10, upperLimit: 0 });
  balance(new Node({ lowerLimit: -2, children: [turbine] }));
  expect([turbine.flow, turbine.curtailment]).toEqual([-2, -1]);
});
