import { describe, expect, test } from "vitest";
import { flowsFromCsv, flowsFromJson } from "../../src/text/flows.js";
import { gridFromCsv } from "../../src/text/grid-csv.js";

const { tree } = gridFromCsv("id,parent\nr,\na,r\nb,r\n");

function fromCsv(text: string): number[] {
  return [...flowsFromCsv(text, "result.csv", tree)];
}

function fromJson(json: unknown): number[] {
  return [...flowsFromJson(JSON.stringify(json), "result.json", tree)];
}

describe("flows from CSV", () => {
  test("are in the tree's order, whatever the rows' and other columns", () => {
    expect(fromCsv("level,flow,id\n9,2,b\n9,3,r\n9,1,a\n")).toEqual([3, 1, 2]);
  });

  test("are NaN for a node without a row", () => {
    expect(fromCsv("id,flow\na,1\n")).toEqual([Number.NaN, 1, Number.NaN]);
  });

  test("are NaN where the cell is empty", () => {
    expect(fromCsv("id,flow\nr,\na,1\nb,2\n")).toEqual([Number.NaN, 1, 2]);
  });

  test("refuse an id that the grid does not have, with its line", () => {
    expect(() => fromCsv("id,flow\na,1\nc,1\n")).toThrow('result.csv:3: node "c": the grid has no such node');
  });

  test("refuse an id that stands there twice, with its line", () => {
    expect(() => fromCsv("id,flow\na,1\nb,1\na,1\n")).toThrow('result.csv:4: node "a": its flow is given twice');
  });

  test("refuse an id that stands there twice, once without a flow", () => {
    expect(() => fromCsv("id,flow\na,\na,1\n")).toThrow('result.csv:3: node "a": its flow is given twice');
  });

  test("refuse a flow that is not a number, with its line", () => {
    expect(() => fromCsv("id,flow\na,1 kW\n")).toThrow('result.csv:2: node "a": flow is "1 kW"; it must be a number');
  });

  test("refuse a text without the column flow", () => {
    expect(() => fromCsv("id,parent\na,r\n")).toThrow('result.csv:1: no column "flow"');
  });
});

describe("flows from JSON", () => {
  test("are in the tree's order", () => {
    expect(
      fromJson({
        status: "optimal",
        nodes: [
          { id: "b", flow: 2, level: 9 },
          { id: "a", flow: 1 },
        ],
      }),
    ).toEqual([Number.NaN, 1, 2]);
  });

  test("may be the list alone", () => {
    expect(fromJson([{ id: "b", flow: 2 }])).toEqual([Number.NaN, Number.NaN, 2]);
  });

  test("are NaN where the flow is null or absent", () => {
    expect(fromJson([{ id: "a", flow: null }, { id: "b" }])).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test("refuse an id that the grid does not have", () => {
    expect(() => fromJson([{ id: "c", flow: 1 }])).toThrow('result.json: node "c": the grid has no such node');
  });

  test("refuse a flow in quotes", () => {
    expect(() => fromJson([{ id: "a", flow: "1" }])).toThrow('result.json: node "nodes[0]": flow is "1"');
  });

  test("refuse an entry without id", () => {
    expect(() => fromJson([{ flow: 1 }])).toThrow('result.json: node "nodes[0]": id is absent');
  });

  test("refuse the result of a solve that found no allocation", () => {
    expect(() => fromJson({ status: "infeasible" })).toThrow('result.json: its status is "infeasible"');
  });

  test("refuse what is no result", () => {
    expect(() => fromJson({ id: "r", children: [] })).toThrow("result.json: expected a result");
  });
});
