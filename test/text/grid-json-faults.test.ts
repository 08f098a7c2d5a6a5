import { describe, expect, test } from "vitest";
import { gridFromJson } from "../../src/text/grid-json.js";
import { jsonTextRefusal, jsonRefusal as refusal } from "./refusals.js";

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
    const error = jsonTextRefusal(text);
    expect(error.message).toBe('grid.json:3:2: the key "children" stands in the same object as in line 2');
    expect(jsonTextRefusal('{"upper": 9, "$comment": {"a": 1, "b": [{"a": 1, "a": 2}]}}').message).toContain('key "a"');
    expect(gridFromJson('{"upper": 9, "id": "a\\": \\\\", "$comment": [{"upper": ": "}]}').tree.nodeCount).toBe(1);
  });

  test.each([
    ["a comment", '{"upper": 9,\n // about 9\n"id": "a"}', 2],
    ["a comment", '{"upper": 9,\n\n /* about\n9 */ "id": "a"}', 3],
    ["a trailing comma", '{"upper": 9,\n"id": "a",\n}', 2],
    ["a trailing comma", '{"children": [{"upper": 1},\n\n]}', 1],
  ])("%s, as what it is", (what, text, line) => {
    const error = jsonTextRefusal(text);
    expect(error.message).toContain(`${what}: JSON has none`);
    expect(error.line).toBe(line);
  });

  test("half a character in an id", () => {
    expect(jsonTextRefusal('{"children": [{"id": "a\\ud800"}]}').message).toContain("half a character");
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

describe("a grid from JSON refuses", () => {
  test("broken syntax, with line and column", () => {
    const error = jsonTextRefusal('{\n  "id": "r",\n  "upper" 5\n}');
    expect(error.message).toBe("grid.json:3:11: not JSON: colon expected");
    expect(error).toMatchObject({ source: "grid.json", line: 3, column: 11 });
  });

  test("a trailing comma", () => {
    expect(jsonTextRefusal('{"children": [\r\n{"upper": 1},\r\n]}')).toMatchObject({ line: 2, column: 13 });
  });

  test("a comment", () => {
    expect(jsonTextRefusal('{"upper": 1}\n// no')).toMatchObject({ line: 2, column: 1 });
  });

  test("a text that ends too soon", () => {
    expect(jsonTextRefusal('{"children": [\n{"upper": 1}')).toMatchObject({ line: 2, column: 13 });
  });

  test("NaN, which JSON does not have", () => {
    expect(jsonTextRefusal('{"upper": NaN}')).toMatchObject({ line: 1, column: 11 });
  });

  test("an empty text", () => {
    expect(jsonTextRefusal("").message).toBe("grid.json:1:1: not JSON: value expected");
  });

  test("broken syntax too deep to be located", () => {
    expect(jsonTextRefusal('{"children":['.repeat(100_000)).message).toMatch(/^grid\.json: not JSON: /);
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
    expect(jsonTextRefusal('{"id": "r", "upper": 1e999}')).toMatchObject({ id: "r", field: "upper" });
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
