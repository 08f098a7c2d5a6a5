import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/model/input-error.js";
import { gridFromJson } from "../../src/text/grid-json.js";
import { gridSchema } from "../../src/text/grid-schema.js";

const accepts = new Ajv2020({ allowUnionTypes: true }).compile(gridSchema());

function isRead(json: unknown): boolean {
  try {
    gridFromJson(JSON.stringify(json));
    return true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return false;
  }
}

describe("the schema and the reader agree", () => {
  test.each([
    { upper: 1 },
    { $schema: "grid.schema.json", $comment: 1, upper: 1, children: [{ $comment: [], id: "a" }] },
    { lower: null, upper: "inf", children: [{ lower: "-inf", upper: 4, name: null, kind: "pv" }] },
    { upperLimit: 4, children: [{ shiftConstant: 1, conversionFactor: 2, request_kw: 1, priority: 2, connected: 3 }] },
    { children: { a: { upper: 1, profile: "evening" }, b: { children: { c: {} } } } },
    { children: [{ fixedNetLoadKw: 1, dispatchableLoadKw: 2, weight: 2 }] },
    { nodes: [{ id: "r" }, { id: "a", parent: "r", upper: 1 }] },
    [{ id: "r" }, { id: "a", parent: "r" }],
  ])("a grid: %j", (json) => {
    expect([accepts(json), isRead(json)]).toEqual([true, true]);
  });

  test.each([
    { upper: "1" },
    { upper: 1, uper: 2 },
    { upper: 1, children: [] },
    { upper: 1, children: [{ $schema: "x" }] },
    { upper: 1, children: [7] },
    { upper: 1, children: {} },
    { upper: 1, children: { a: 7 } },
    { shift: null, upper: 1 },
    { weight: "inf", upper: 1 },
    { id: 7, upper: 1 },
    { upper: 1, parent: "a" },
    { nodes: [{ upper: 1 }] },
    { nodes: [{ id: "a", children: [{}] }] },
    { nodes: [] },
    { nodes: [{ id: "a" }], limits: 1 },
    [{ id: "a", fixedNetLoadKw: "1" }],
    "grid",
  ])("no grid: %j", (json) => {
    expect([accepts(json), isRead(json)]).toEqual([false, false]);
  });
});

test("the example names it, and is what it says", () => {
  const example = new URL("../../examples/four-users.json", import.meta.url);
  const json = JSON.parse(readFileSync(example, "utf8"));
  expect(fileURLToPath(new URL(json.$schema, example))).toBe(
    fileURLToPath(new URL("../../dist/grid.schema.json", import.meta.url)),
  );
  expect(accepts(json)).toBe(true);
});
