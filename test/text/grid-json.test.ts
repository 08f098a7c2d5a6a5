import { describe, expect, test } from "vitest";
import { flowsFromJson } from "../../src/text/flows.js";
import { FormatError } from "../../src/text/format-error.js";
import { gridFromJson } from "../../src/text/grid-json.js";
import { resultCsv } from "../../src/text/result-csv.js";
import { resultJson } from "../../src/text/result-json.js";
import { resultTableChunks } from "../../src/text/result-table.js";
import { solutionOf } from "./solution-of.js";

const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: minusInf } = Number;

function read(json: unknown) {
  return gridFromJson(JSON.stringify(json), "grid.json");
}

/** The error that reading the text ends in, as grid.json. */
function refusalOfText(text: string): FormatError {
  try {
    gridFromJson(text, "grid.json");
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return error as FormatError;
  }
  throw new Error("nothing was refused");
}

function refusal(json: unknown): FormatError {
  return refusalOfText(JSON.stringify(json));
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

describe("what is wrong with a JSON grid is told", () => {
  test("all at once", () => {
    const error = refusal({
      childern: [],
      upper: "x",
      children: [{ id: "a", lower: 5, uper: 4 }, { id: "b", weight: [] }, 7, { fixedNetLoadKw: "1", upper: 3 }],
    });
    expect(error.message.split("\n")).toEqual([
      'grid.json: node "1": unknown field "childern"; did you mean "children"?',
      'grid.json: node "1": upper is "x"; it must be a number',
      'grid.json: node "a": unknown field "uper"; did you mean "upper"?',
      'grid.json: node "b": weight is a list; it must be a number',
      'grid.json: node "1.3": it is a number; expected an object',
      'grid.json: node "1.4": upper and fixedNetLoadKw say the same thing; keep one',
      'grid.json: node "1.4": fixedNetLoadKw is "1"; it must be a number',
    ]);
  });

  test("of what a tree refuses too, by the position of who has no id", () => {
    const error = refusal({ children: [{ lower: 2, upper: 1 }, { children: [{ weight: 0 }] }] });
    expect(error.faults.map(({ id, field }) => [id, field])).toEqual([
      ["1.1", "lower"],
      ["1.2.1", "weight"],
    ]);
  });

  test("a loop or a mesh, nested and flat", () => {
    const nested = refusal({ id: "r", children: ["a", "b"].map((id) => ({ id, children: [{ id: "c", upper: 1 }] })) });
    expect(nested.message).toContain('node "c": the id is used twice: a second way to it, through "b" beside "a"');
    const flat = refusal([
      { id: "r" },
      ...["a", "b"].flatMap((id) => [
        { id, parent: "r" },
        { id: "c", parent: id },
      ]),
    ]);
    expect(flat.message).toContain('node "c": the id is used twice: a second way to it, through "b" beside "a"');
  });

  test("a key that stands in an object twice, at its line", () => {
    const text = '{"upper": 9,\n "children": [{"id": "a"}],\n "\\u0063hildren": [{"id": "b"}]}';
    const error = refusalOfText(text);
    expect(error.message).toBe('grid.json:3:2: the key "children" stands in the same object as in line 2');
    expect(refusalOfText('{"upper": 9, "$comment": {"a": 1, "b": [{"a": 1, "a": 2}]}}').message).toContain('key "a"');
    expect(gridFromJson('{"upper": 9, "id": "a\\": \\\\", "$comment": [{"upper": ": "}]}').tree.nodeCount).toBe(1);
  });

  test.each([
    ["a comment", '{"upper": 9,\n // about 9\n"id": "a"}', 2],
    ["a comment", '{"upper": 9,\n\n /* about\n9 */ "id": "a"}', 3],
    ["a trailing comma", '{"upper": 9,\n"id": "a",\n}', 2],
    ["a trailing comma", '{"children": [{"upper": 1},\n\n]}', 1],
  ])("%s, as what it is", (what, text, line) => {
    const error = refusalOfText(text);
    expect(error.message).toContain(`${what}: JSON has none`);
    expect(error.line).toBe(line);
  });

  test("half a character in an id", () => {
    expect(refusalOfText('{"children": [{"id": "a\\ud800"}]}').message).toContain("half a character");
  });

  test("in no more than 200 characters of what was read", () => {
    const long = `\u001b[31m\u202e\u009b${"x".repeat(5000)}`;
    for (const json of [
      { [long]: 1, upper: 1 },
      { upper: long },
      { id: long, upper: "x" },
      [{ id: "a", parent: long }],
    ]) {
      const { message } = refusal(json);
      expect(message).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(message.length).toBeLessThan(800);
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

describe("a grid from JSON refuses", () => {
  test("broken syntax, with line and column", () => {
    const error = refusalOfText('{\n  "id": "r",\n  "upper" 5\n}');
    expect(error.message).toBe("grid.json:3:11: not JSON: colon expected");
    expect(error).toMatchObject({ source: "grid.json", line: 3, column: 11 });
  });

  test("a trailing comma", () => {
    expect(refusalOfText('{"children": [\r\n{"upper": 1},\r\n]}')).toMatchObject({ line: 2, column: 13 });
  });

  test("a comment", () => {
    expect(refusalOfText('{"upper": 1}\n// no')).toMatchObject({ line: 2, column: 1 });
  });

  test("a text that ends too soon", () => {
    expect(refusalOfText('{"children": [\n{"upper": 1}')).toMatchObject({ line: 2, column: 13 });
  });

  test("NaN, which JSON does not have", () => {
    expect(refusalOfText('{"upper": NaN}')).toMatchObject({ line: 1, column: 11 });
  });

  test("an empty text", () => {
    expect(refusalOfText("").message).toBe("grid.json:1:1: not JSON: value expected");
  });

  test("broken syntax too deep to be located", () => {
    expect(refusalOfText('{"children":['.repeat(100_000)).message).toMatch(/^grid\.json: not JSON: /);
  });

  test.each([5, "tree", null])("%j for a tree", (json) => {
    expect(refusal(json).message).toBe("grid.json: expected a tree: an object or a list of nodes");
  });

  test("an object that is something else altogether", () => {
    expect(refusal({ version: "1.0.0" }).message).toBe(
      'grid.json: not a tree: it has neither "children" nor "nodes" nor limits',
    );
  });

  test("a number in quotes", () => {
    const error = refusal({ children: [{ id: "a", upperLimit: "5" }] });
    expect(error.message).toBe('grid.json: node "a": upperLimit is "5"; it must be a number');
    expect(error).toMatchObject({ id: "a", field: "upperLimit", value: "5" });
  });

  test("a node without id is told by its position", () => {
    expect(refusal({ children: [{}, { children: [{ lower: [1] }] }] }).message).toBe(
      'grid.json: node "1.2.1": lower is a list; it must be a number',
    );
  });

  test("a number too large for a double", () => {
    expect(refusalOfText('{"id": "r", "upper": 1e999}')).toMatchObject({ id: "r", field: "upper" });
  });

  test.each(["shift", "weight", "requestedNetImportKw"])("null for %s", (field) => {
    expect(refusal({ children: [{ id: "a", [field]: null }] })).toMatchObject({ id: "a", field, value: null });
  });

  test("an id that is a number", () => {
    expect(refusal({ children: [{ id: 7 }] }).message).toBe('grid.json: node "1.1": id is 7; it must be a string');
  });

  test("an empty id", () => {
    expect(refusal({ children: [{ id: "" }] })).toMatchObject({ field: "id", value: "" });
  });

  test.each(["name", "kind"])("a %s that is not a string", (field) => {
    expect(refusal({ children: [{ id: "a", [field]: 7 }] })).toMatchObject({ id: "a", field, value: 7 });
  });

  test.each([
    ["lower", "lowerLimit"],
    ["upper", "upper_kw"],
    ["shift", "shiftConstant"],
    ["weight", "conversionFactor"],
  ])("%s and %s together", (first, second) => {
    const error = refusal({ children: [{ id: "a", [first]: 1, [second]: 1 }] });
    expect(error.message).toBe(`grid.json: node "a": ${second} and ${first} say the same thing; keep one`);
  });

  test.each(["upper", "lowerLimit", "shift_kw"])("a grid user's field beside %s", (field) => {
    expect(refusal({ children: [{ id: "a", dispatchableLoadKw: 1, [field]: 1 }] })).toMatchObject({ id: "a", field });
  });

  test("requestedNetImportKw beside what it is short for", () => {
    const error = refusal({ children: [{ id: "a", requestedNetImportKw: 1, dispatchableLoadKw: 1 }] });
    expect(error).toMatchObject({ source: "grid.json", id: "a", field: "dispatchableLoadKw" });
  });

  test("dispatchable generation above zero", () => {
    const error = refusal({ children: [{ id: "a", dispatchableGenerationKw: 1 }] });
    expect(error).toMatchObject({ id: "a", field: "dispatchableGenerationKw", value: 1 });
  });

  test("a grid user's field at an inner node", () => {
    const error = refusal({ id: "r", requestedNetImportKw: 5, children: [{}] });
    expect(error).toMatchObject({ id: "r", field: "requestedNetImportKw" });
  });

  test("an inner node without children", () => {
    expect(refusal({ children: [{ id: "a", children: [] }] })).toMatchObject({ id: "a", field: "children" });
  });

  test("children that are not a list", () => {
    expect(refusal({ id: "r", children: {} })).toMatchObject({ id: "r", field: "children" });
  });

  test("a child that is not an object", () => {
    expect(refusal({ children: [{}, 5] }).message).toBe('grid.json: node "1.2": it is a number; expected an object');
  });

  test("a lower limit above the upper", () => {
    const error = refusal({ children: [{ id: "a", lower: 5, upper: 4 }] });
    expect(error.message).toBe('grid.json: node "a": lower 5 is above upper 4');
  });

  test("a shift at an inner node", () => {
    expect(refusal({ id: "r", shift: 1, children: [{}] })).toMatchObject({ id: "r", field: "shift", value: 1 });
  });

  test("an id used twice in a nested tree", () => {
    expect(refusal({ id: "a", children: [{ id: "a" }] })).toMatchObject({ source: "grid.json", id: "a", field: "id" });
  });

  test("nodes beside children", () => {
    expect(refusal({ nodes: [], children: [] }).message).toContain('both "nodes" and "children"');
  });

  test("nodes that are not a list", () => {
    expect(refusal({ nodes: { id: "r" } }).message).toBe('grid.json: "nodes" is not a list');
  });

  test("an empty list", () => {
    expect(refusal([]).message).toBe("grid.json: the tree is empty: it has no root");
  });

  test("children in a flat list", () => {
    expect(refusal([{ id: "r", children: [{}] }])).toMatchObject({ id: "r", field: "children" });
  });

  test("a flat node without id", () => {
    expect(refusal([{ id: "r" }, { parent: "r" }])).toMatchObject({ id: "nodes[1]", field: "id" });
  });

  test("a flat node whose id is a number", () => {
    expect(refusal([{ id: 1 }])).toMatchObject({ id: "nodes[0]", field: "id", value: 1 });
  });

  test("a flat node that is not an object", () => {
    expect(refusal([{ id: "r" }, null]).message).toBe('grid.json: node "nodes[1]": it is null; expected an object');
  });

  test("an unknown parent", () => {
    expect(refusal([{ id: "r" }, { id: "a", parent: "q" }])).toMatchObject({ id: "a", field: "parent", value: "q" });
  });

  test("a parent that is a number", () => {
    expect(refusal([{ id: "r" }, { id: "a", parent: 0 }])).toMatchObject({ id: "a", field: "parent", value: 0 });
  });

  test("an id used twice in a flat list", () => {
    const error = refusal([{ id: "r" }, { id: "a", parent: "r" }, { id: "a", parent: "r" }]);
    expect(error.message).toBe('grid.json: node "a": the id is used twice');
  });

  test("a second root", () => {
    expect(refusal([{ id: "r" }, { id: "q" }])).toMatchObject({ id: "q", field: "parent" });
  });

  test("a cycle", () => {
    const error = refusal([{ id: "r" }, { id: "a", parent: "b" }, { id: "b", parent: "a" }]);
    expect(error.message).toMatch(/^grid\.json: node "[ab]": .*cycle/);
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
