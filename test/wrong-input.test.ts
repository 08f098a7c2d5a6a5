import { describe, expect, test } from "vitest";
import * as library from "../src/index.js";

const {
  balance,
  compareRules,
  diagnose,
  explain,
  FlatTree,
  GridUser,
  InputError,
  LeafNode,
  Node,
  Range,
  Solver,
  trace,
  verify,
} = library;

/** As JavaScript sees it: anything goes in. */
// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is what is tested
type Loose = any;
const loose = library as unknown as Record<string, Loose>;
const flat = () => new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [3, 9] });

/** What a call says that must refuse its input. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

describe("names that nobody knows", () => {
  test.each<[string, () => unknown, string]>([
    ["Node", () => new loose.Node({ upper: 16, children: [] }), 'unknown option "upper"; did you mean "upperLimit"?'],
    [
      "LeafNode",
      () => new loose.LeafNode({ id: "a", upperlimit: 3 }),
      'node "a": unknown option "upperlimit"; did you mean "upperLimit"?',
    ],
    [
      "GridUser",
      () => new loose.GridUser({ requestedNetImportKW: 3 }),
      'unknown option "requestedNetImportKW"; did you mean "requestedNetImportKw"?',
    ],
    [
      "balance",
      () => balance(new LeafNode({ upperLimit: 1 }), { fairnes: "siblings" } as Loose),
      'unknown option "fairnes"; did you mean "fairness"?',
    ],
    [
      "Solver",
      () => new Solver(flat(), { maximize: "export" } as Loose),
      'unknown option "maximize"; did you mean "maximise"?',
    ],
    [
      "verify",
      () => verify(flat(), [3, 3], { tolerence: 1 } as Loose),
      'unknown option "tolerence"; did you mean "tolerance"?',
    ],
    ["explain", () => explain(flat(), [3, 3], { targt: 1 } as Loose), 'unknown option "targt"; did you mean "target"?'],
    ["diagnose", () => diagnose(flat(), { targt: 1 } as Loose), 'unknown option "targt"; did you mean "target"?'],
    [
      "trace",
      () => trace(flat(), { maximise: "export" } as Loose),
      'unknown option "maximise"; known are "fairness", "target"',
    ],
    [
      "compareRules",
      () => compareRules(flat(), { fairnes: "leaves" } as Loose),
      'unknown option "fairnes"; did you mean "fairness"?',
    ],
    [
      "FlatTree",
      () => new FlatTree({ parent: [-1], lower: [0], upper: [1], wieght: [1] } as Loose),
      'unknown array "wieght"; did you mean "weight"?',
    ],
    ["set", () => new Solver(flat()).set(1, { uper: 3 } as Loose), 'unknown number "uper"; did you mean "upper"?'],
    [
      "setAll",
      () => new Solver(flat()).setAll({ lowr: [0, 0] } as Loose),
      'unknown array "lowr"; did you mean "lower"?',
    ],
    [
      "options that are none",
      () => balance(new LeafNode({ upperLimit: 1 }), "siblings" as Loose),
      'expected an object with options, got "siblings"',
    ],
  ])("%s", (_, call, message) => {
    expect(refusal(call)).toBe(message);
  });

  test("a subclass may have options of its own, but not a slip", () => {
    class Pump extends LeafNode {
      readonly litres: number;
      constructor(options: library.LeafNodeOptions & { litres?: number }) {
        super(options);
        this.litres = options.litres ?? 0;
      }
    }
    expect(new Pump({ upperLimit: 3, litres: 7 })).toMatchObject({ litres: 7, upperLimit: 3 });
    expect(refusal(() => new Pump({ upperlimit: 3 } as Loose))).toBe(
      'unknown option "upperlimit"; did you mean "upperLimit"?',
    );
  });
});

describe("objects that are none of the package's", () => {
  const node = () => new Node({ id: "root", upperLimit: 4, children: [new LeafNode({ upperLimit: 1 })] });
  const foreign = () => ({ topology: {}, parent: [-1], lower: [0], upper: [1] });
  const plain =
    "(structuredClone, postMessage and JSON leave the class behind: make new nodes, or a FlatTree of arrays)";
  test.each<[string, () => unknown, string]>([
    [
      "a Node without children",
      () => new loose.Node({ upperLimit: 4 }),
      "children is undefined; expected an array of nodes (at the end of the tree, a LeafNode)",
    ],
    [
      "a FlatTree to balance",
      () => balance(flat() as Loose),
      "the tree is a FlatTree; expected a Node or a LeafNode (a FlatTree goes to new Solver(tree))",
    ],
    [
      "a FlatTree of another copy",
      () => new Solver(foreign() as Loose),
      "the tree is a FlatTree of another copy of this package; expected one made by this copy, or a Node",
    ],
    [
      "a FlatTree of another copy to verify",
      () => verify(foreign() as Loose, [1]),
      "the tree is a FlatTree of another copy of this package; expected one made by this copy, or a Node",
    ],
    [
      "a plain object",
      () => balance({ upperLimit: 4, children: [] } as Loose),
      `the tree is a plain object; expected a Node or a LeafNode, such as a GridUser ${plain}`,
    ],
    [
      "a tree that was cloned",
      () => balance(structuredClone(node()) as Loose),
      `the tree is a plain object; expected a Node or a LeafNode, such as a GridUser ${plain}`,
    ],
    [
      "a plain child",
      () => balance(new Node({ id: "r", children: [{ upperLimit: 1 } as Loose] })),
      `child of "r" is a plain object; expected a Node or a LeafNode, such as a GridUser ${plain}`,
    ],
    [
      "something else",
      () => balance(new Map() as Loose),
      "the tree is a Map; expected a Node or a LeafNode, such as a GridUser",
    ],
    [
      "nothing",
      () => balance(undefined as Loose),
      "the tree is undefined; expected a Node or a LeafNode, such as a GridUser",
    ],
    ["no arrays", () => new FlatTree([] as Loose), "parent is missing; expected an array of numbers"],
    [
      "a missing array",
      () => new FlatTree({ parent: [-1], lower: [0] } as Loose),
      "upper is missing; expected an array of numbers",
    ],
    [
      "a text for an array",
      () => new FlatTree({ parent: [-1], lower: "0", upper: [1] } as Loose),
      'lower is "0"; expected an array of numbers',
    ],
    [
      "numbers as text",
      () => new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [1, "0x10"] } as Loose),
      'upper at index 1 is "0x10"; it must be a number',
    ],
    [
      "null in an array",
      () => new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [1, null] } as Loose),
      "upper at index 1 is null; it must be a number",
    ],
  ])("%s", (_, call, message) => {
    expect(refusal(call)).toBe(message);
  });

  test("a node of another copy of the package is taken for what it is", () => {
    const stranger = { id: "x", limits: { lower: 0, upper: 2 }, shiftConstant: 0, conversionFactor: 1, priority: 0 };
    const root = new Node({ upperLimit: 9, children: [stranger as Loose] });
    expect(balance(root)).toMatchObject({ status: "optimal", rootFlow: 2 });
  });
});

describe("values that are no numbers", () => {
  class Leaf extends LeafNode {
    readonly #numbers: Record<string, unknown>;
    constructor(numbers: Record<string, unknown>) {
      super({ id: "a" });
      this.#numbers = numbers;
    }
    override get limits(): library.Range {
      return (this.#numbers.limits ?? new Range(0, 3)) as library.Range;
    }
    override get request(): number | undefined {
      return this.#numbers.request as number | undefined;
    }
    override get shiftConstant(): number {
      return ("shift" in this.#numbers ? this.#numbers.shift : 0) as number;
    }
  }
  test.each<[string, Record<string, unknown>, string]>([
    ["request", { request: null }, 'node "a": request is null; it must be a number'],
    ["request as text", { request: "2" }, 'node "a": request is "2"; it must be a number'],
    ["shift", { shift: null }, 'node "a": shiftConstant is null; it must be a number'],
    ["limits as text", { limits: { lower: 0, upper: "3" } }, 'node "a": upper is "3"; it must be a number'],
    [
      "the DOM's Range",
      { limits: new (class Range {})() },
      'node "a": limits is a Range without two numbers; expected a Range (also exported as Limits)',
    ],
  ])("%s from a getter", (_, numbers, message) => {
    expect(refusal(() => balance(new Node({ children: [new Leaf(numbers)] })))).toBe(message);
  });

  test("null is not an option that is left out", () => {
    expect(refusal(() => new loose.LeafNode({ upperLimit: null }))).toBe("upperLimit is null; it must be a number");
    expect(refusal(() => new loose.GridUser({ id: "a", dispatchableLoadKw: "3" }))).toBe(
      'node "a": dispatchableLoadKw is "3"; it must be a number',
    );
    expect(refusal(() => new loose.Node({ lowerLimit: null, children: [] }))).toBe(
      "lowerLimit is null; it must be a number",
    );
    expect(refusal(() => balance(new LeafNode({ upperLimit: 1 }), { target: null } as Loose))).toBe(
      "target is null; it must be a finite number",
    );
  });
});

describe("limits of a subclass", () => {
  test("those of a grid user follow from its fields, and setting one says so", () => {
    const user: Loose = new GridUser({ id: "u", dispatchableLoadKw: 3 });
    expect([user.lowerLimit, user.upperLimit]).toEqual([0, 3]);
    expect(refusal(() => (user.upperLimit = 2))).toBe(
      'node "u": upperLimit cannot be set: limits are what GridUser makes of its own fields; set those',
    );
  });

  test("those that a subclass does not compute can be set", () => {
    class Named extends LeafNode {}
    const leaf = new Named({ upperLimit: 3 });
    leaf.upperLimit = 2;
    leaf.lowerLimit = 1;
    expect(leaf.limits).toEqual(new Range(1, 2));
  });
});
