import { describe, expect, test } from "vitest";
import { nearestName, unknownName } from "../../src/model/nearest-name.js";

const known = ["id", "parent", "children", "lower", "upper", "upperLimit", "upper_kw", "weight", "priority", "kind"];

describe("the nearest name", () => {
  test.each([
    ["UPPER KW", "upper_kw"],
    ["upper-limit", "upperLimit"],
    ["uper", "upper"],
    ["weigth", "weight"],
    ["lowers", "lower"],
    ["prio", "priority"],
    ["chidlren", "children"],
    ["parents", "parent"],
    ["kinds", "kind"],
  ])("of %s is %s", (given, meant) => {
    expect(nearestName(given, known)).toBe(meant);
  });

  test.each(["power", "height", "user", "idx", "x", "", "colour"])("of %s is none", (given) => {
    expect(nearestName(given, known)).toBeUndefined();
  });

  test("of a very long one is found at once", () => {
    expect(nearestName("u".repeat(10_000_000), known)).toBeUndefined();
  });
});

describe("what is said of an unknown name", () => {
  test("has the nearest, or all that are known", () => {
    expect(unknownName("option", "fairnes", ["fairness", "target"])).toBe(
      'unknown option "fairnes"; did you mean "fairness"?',
    );
    expect(unknownName("option", "colour", ["fairness", "target"])).toBe(
      'unknown option "colour"; known are "fairness", "target"',
    );
  });

  test("repeats at most 200 characters of it, and none that a terminal obeys or that turns text around", () => {
    const said = unknownName("field", `\u001b[31m\u202e\u009b${"x".repeat(1000)}`, ["id"]);
    expect(said).toMatch(/^unknown field " \[31m x+…"; known are "id"$/);
    expect(said.length).toBeLessThan(240);
  });
});
