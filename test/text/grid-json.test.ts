import { describe, expect, test } from "vitest";
import { flowsFromJson } from "../../src/text/flows.js";
import { gridFromJson } from "../../src/text/grid-json.js";
import { resultCsv } from "../../src/text/result-csv.js";
import { resultJson } from "../../src/text/result-json.js";
import { resultTableChunks } from "../../src/text/result-table.js";
import { jsonRefusal as refusal } from "./refusals.js";
import { solutionOf } from "./solution-of.js";

const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: minusInf } = Number;

function read(json: unknown) {
  return gridFromJson(JSON.stringify(json), "grid.json");
}

describe("a grid from nested JSON", () => {
  test("is in pre-order, with its ids and numbers", () => {
    const { tree } = read({
      id: "r",
      upper: 9,
      children: [
        { id: "a", lower: -3, upper: 3, children: [{ id: "a1", lower: -1, upper: 2, shift: 0.5, weight: 4 }] },
        { id: "b", upper: 1 },
      ],
    });
    expect([0, 1, 2, 3].map((v) => tree.id(v))).toEqual(["r", "a", "a1", "b"]);
    expect([...tree.parent]).toEqual([-1, 0, 1, 0]);
    expect([...tree.lower]).toEqual([minusInf, -3, -1, 0]);
    expect([...tree.upper]).toEqual([9, 3, 2, 1]);
    expect([...tree.shift]).toEqual([0, 0, 0.5, 0]);
    expect([...tree.weight]).toEqual([1, 1, 4, 1]);
  });

  test("a node without id goes by its position", () => {
    const { tree } = read({ children: [{}, { id: "named", children: [{}, {}] }] });
    expect([0, 1, 2, 3, 4].map((v) => tree.id(v))).toEqual(["1", "1.1", "named", "1.2.1", "1.2.2"]);
  });

  test("null is unlimited on that side, at a leaf too", () => {
    const { tree } = read({ lower: null, upper: null, children: [{ lower: null, upper: 4 }] });
    expect([...tree.lower]).toEqual([minusInf, minusInf]);
    expect([...tree.upper]).toEqual([inf, 4]);
  });

  test("zero limits stay zero", () => {
    const { tree } = read({ lower: 0, upper: 0, children: [{ lower: 0, upper: 0 }] });
    expect([...tree.lower]).toEqual([0, 0]);
    expect([...tree.upper]).toEqual([0, 0]);
  });

  test("the fields of the classes are the same fields", () => {
    const { tree } = read({
      lowerLimit: -5,
      upperLimit: 5,
      children: [{ lowerLimit: -1, upperLimit: 2, shiftConstant: 3, conversionFactor: 4 }],
    });
    expect([...tree.lower]).toEqual([-5, -1]);
    expect([...tree.upper]).toEqual([5, 2]);
    expect([...tree.shift]).toEqual([0, 3]);
    expect([...tree.weight]).toEqual([1, 4]);
  });

  test("the columns of CSV are the same fields", () => {
    const { tree } = read({ lower_kw: -5, upper_kw: 5, children: [{ lower_kw: -1, upper_kw: 2, shift_kw: 3 }] });
    expect([...tree.lower]).toEqual([-5, -1]);
    expect([...tree.upper]).toEqual([5, 2]);
    expect([...tree.shift]).toEqual([0, 3]);
  });

  test("requestedNetImportKw is a load of [0, request]", () => {
    const { tree } = read({ children: [{ requestedNetImportKw: 3, weight: 2 }] });
    expect([tree.lower[1], tree.upper[1], tree.shift[1], tree.weight[1]]).toEqual([0, 3, 0, 2]);
  });

  test("a grid user's parts are its shift and limits", () => {
    const { tree } = read({
      children: [{ fixedNetLoadKw: -6, dispatchableGenerationKw: -2, dispatchableLoadKw: 11 }],
    });
    expect([tree.lower[1], tree.upper[1], tree.shift[1]]).toEqual([-2, 11, -6]);
  });

  test("names and kinds are kept, and null is none", () => {
    const { names, kinds } = read({ name: "Plant", kind: null, children: [{ kind: "load" }] });
    expect(names).toEqual(["Plant", undefined]);
    expect(kinds).toEqual([undefined, "load"]);
  });

  test("without any there are no names and kinds", () => {
    const { names, kinds } = read({ children: [{}] });
    expect(names).toBeUndefined();
    expect(kinds).toBeUndefined();
  });

  test.each([
    ["upper_limit", "upperLimit"],
    ["upperKw", "upper_kw"],
    ["upperl", "upper"],
    ["childern", "children"],
    ["prio", "priority"],
    ["Weight", "weight"],
    ["dispatchableLoadKW", "dispatchableLoadKw"],
  ])("%s is no field, and %s was meant", (name, meant) => {
    const error = refusal({ upper: 63, children: [{ id: "cable", upper: 16, [name]: 1 }] });
    expect(error.message).toBe(`grid.json: node "cable": unknown field "${name}"; did you mean "${meant}"?`);
    expect(error).toMatchObject({ id: "cable", field: name, value: 1 });
  });

  test.each(["maxCurrent", "users", "colour", "__proto", "toString"])("%s is no field, and none is near", (name) => {
    const error = refusal({ upper: 63, [name]: [] });
    expect(error.message).toMatch(`node "1": unknown field "${name}"; known are "id", "parent", `);
  });

  test("a schema and comments say nothing about the grid", () => {
    const { tree } = read({ $schema: "grid.schema.json", $comment: "a", upper: 2, children: [{ $comment: ["b"] }] });
    expect([...tree.upper]).toEqual([2, inf]);
    expect(refusal({ upper: 2, children: [{ $schema: "x" }] }).message).toMatch('node "1.1": unknown field "$schema"');
  });

  test("a byte-order mark is taken", () => {
    expect(gridFromJson('\uFEFF{"upper": 2}').tree.upper[0]).toBe(2);
  });

  test("a chain 100,000 deep is read", () => {
    const depth = 100_000;
    const { tree } = gridFromJson(`${'{"children":['.repeat(depth)}{"upper":1}${"]}".repeat(depth)}`);
    expect(tree.nodeCount).toBe(depth + 1);
    expect(tree.isLeaf(depth)).toBe(true);
  });
});

describe("unlimited in JSON", () => {
  test.each(["inf", "Infinity", "+inf", "∞"])("is %j, and its negative below", (text) => {
    const { tree } = read({ children: [{ lower: `-${text.replace("+", "")}`, upper: text }] });
    expect([tree.lower[1], tree.upper[1]]).toEqual([minusInf, inf]);
  });

  test("is no weight, no shift and no request", () => {
    for (const field of ["weight", "shift", "request", "priority"]) {
      expect(refusal({ children: [{ [field]: "inf" }] }).message).toContain(`${field} is "inf"; it must be a number`);
    }
  });
});

describe("depth costs no more than its nodes", () => {
  const depth = 60_000;
  const chain = (leaf: string) => `${'{"upper":5,"children":['.repeat(depth)}${leaf}${"]}".repeat(depth)}`;

  test("reading, and writing what came of it, without ids", () => {
    const grid = gridFromJson(chain('{"requestedNetImportKw":3},{"fixedNetLoadKw":1}'));
    const solution = solutionOf(grid.tree, new Array(depth + 2).fill(1));
    expect(resultJson(grid.tree, solution).length).toBeLessThan(200 * depth);
    expect(resultCsv(grid.tree, solution).length).toBeLessThan(200 * depth);
    const table = resultTableChunks(grid, solution);
    expect([...table].reduce((sum, piece) => sum + piece.length, 0)).toBeLessThan(250 * depth);
    expect(flowsFromJson(resultJson(grid.tree, solution), "r.json", grid.tree)[depth]).toBe(1);
  });

  test("refusing, whatever is wrong below", () => {
    expect(() => gridFromJson(chain('{"upper":"x"}'))).toThrow(`node "#${depth}": upper is "x"`);
    expect(() => gridFromJson(chain('{"upper":-1}'))).toThrow(`node "#${depth}": lower 0 is above upper -1`);
    const all = `${'{"uper":5,"children":['.repeat(depth)}{}${"]}".repeat(depth)}`;
    expect(() => gridFromJson(all)).toThrow(/and 59980 more$/);
    expect(() => gridFromJson(`${'{"children":['.repeat(depth)}{},${"]}".repeat(depth)}`)).toThrow("a trailing comma");
  });
});

describe("a grid from flat JSON", () => {
  test("beside the list of nodes stands nothing unknown", () => {
    const error = refusal({ nodes: [{ id: "a", upper: 1 }], limits: {} });
    expect(error.message).toBe('grid.json: unknown field "limits"; known are "nodes"');
    expect(refusal({ nodes: [{ id: "a", upper: 1, lowr: 1 }] }).message).toMatch('did you mean "lower"?');
  });

  const nodes = [
    { id: "a", parent: "r", upper: 2 },
    { id: "r", upper: 5 },
    { id: "b", parent: "r", lower: -1 },
  ];

  test("keeps the order of the list, and has the defaults of a tree", () => {
    const { tree } = read({ nodes });
    expect([...tree.parent]).toEqual([1, -1, 1]);
    expect([...tree.lower]).toEqual([0, minusInf, -1]);
    expect([...tree.upper]).toEqual([2, 5, inf]);
  });

  test("may be the list alone", () => {
    expect([...read(nodes).tree.parent]).toEqual([1, -1, 1]);
  });

  test.each([null, ""])("a root may say that its parent is %j", (parent) => {
    expect(read([{ id: "r", parent, upper: 1 }]).tree.root).toBe(0);
  });
});

describe("children as a map of names", () => {
  const ids = ({ tree }: ReturnType<typeof gridFromJson>) =>
    Array.from({ length: tree.nodeCount }, (_, node) => tree.id(node));

  test("the names are the ids, in their order", () => {
    const grid = gridFromJson(
      '{"children": {"b": {"upper": 1}, "a": {"children": {"c": {"upper": 2}}}, "__proto__": {"upper": 3}}}',
    );
    expect(ids(grid)).toEqual(["1", "b", "a", "c", "__proto__"]);
    expect([...grid.tree.parent]).toEqual([-1, 0, 0, 2, 0]);
    expect(grid.names).toBeUndefined();
  });

  test("a node with an id of its own keeps it, and takes the name for its name", () => {
    const grid = gridFromJson(
      '{"id": "r", "children": {"One": {"id": "1a", "upper": 1}, "Two": {"id": "2a", "name": "2", "upper": 1}}}',
    );
    expect(ids(grid)).toEqual(["r", "1a", "2a"]);
    expect(grid.names).toEqual([undefined, "One", "2"]);
  });

  test("lists and maps go together; a name that stands twice in the tree is an error", () => {
    expect(ids(gridFromJson('{"children": [{"children": {"a": {}}}, {"id": "b"}]}'))).toEqual(["1", "1.1", "a", "b"]);
    expect(() => gridFromJson('{"children": {"a": {"children": {"b": {}}}, "b": {}}}')).toThrow('node "b"');
  });

  test("an empty map, and what is neither, are errors", () => {
    expect(() => gridFromJson('{"children": {}}')).toThrow("children is empty");
    expect(() => gridFromJson('{"children": 7}')).toThrow("children is neither a list nor a map of nodes by name");
  });
});
