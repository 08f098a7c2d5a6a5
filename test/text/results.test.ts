import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Solution } from "../../src/engine/solution.js";
import type { CsvStyle } from "../../src/text/csv-cells.js";
import { flowsFromCsv, flowsFromJson } from "../../src/text/flows.js";
import { gridFromCsv } from "../../src/text/grid-csv.js";
import { gridFromJson } from "../../src/text/grid-json.js";
import { resultCsv, resultCsvChunks } from "../../src/text/result-csv.js";
import { resultJson, resultJsonChunks } from "../../src/text/result-json.js";
import { resultTable, resultTableChunks } from "../../src/text/result-table.js";
import { resultTree, resultTreeChunks } from "../../src/text/result-tree.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { solutionOf } from "./solution-of.js";

const awkward = [
  0.1 + 0.2,
  5e-324,
  -2.2250738585072014e-308,
  1.7976931348623157e308,
  2 ** 53 + 2,
  1e21,
  1e-7,
  -1 / 3,
  123456789.12345679,
];

/** A root over as many leaves as it takes for one node a flow. */
function starOf(flows: readonly number[], ids?: string[]): FlatTree {
  const parent = flows.map((_, v) => (v === 0 ? -1 : 0));
  const lower = flows.map(() => Number.NEGATIVE_INFINITY);
  const upper = flows.map(() => Number.POSITIVE_INFINITY);
  return new FlatTree({ parent, lower, upper, ids });
}

function bits(values: ArrayLike<number>): string[] {
  return Array.from(new BigUint64Array(Float64Array.from(values).buffer), String);
}

describe("a result reads back to the bit", () => {
  test("from CSV, whatever the double", () => {
    const tree = starOf(awkward);
    expect(bits(flowsFromCsv(resultCsv(tree, solutionOf(tree, awkward)), "r.csv", tree))).toEqual(bits(awkward));
  });

  test("from JSON, whatever the double", () => {
    const tree = starOf(awkward);
    expect(bits(flowsFromJson(resultJson(tree, solutionOf(tree, awkward)), "r.json", tree))).toEqual(bits(awkward));
  });

  test("for random doubles and ids", () => {
    const anyNode = fc.record({
      id: fc.string({ unit: "binary", minLength: 1 }),
      flow: fc.double({ noNaN: true, noDefaultInfinity: true }).map((flow) => flow + 0),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyNode, { minLength: 1, selector: (node) => node.id }), (nodes) => {
        const flows = nodes.map((node) => node.flow);
        const tree = starOf(
          flows,
          nodes.map((node) => node.id),
        );
        const solution = solutionOf(tree, flows);
        expect(bits(flowsFromCsv(resultCsv(tree, solution), "r.csv", tree))).toEqual(bits(flows));
        expect(bits(flowsFromJson(resultJson(tree, solution), "r.json", tree))).toEqual(bits(flows));
        const comma = resultCsv(tree, solution, { decimalComma: true });
        expect(bits(flowsFromCsv(comma, "r.csv", tree))).toEqual(bits(flows));
      }),
    );
  });
});

describe("a result as CSV", () => {
  test("is id,flow,allocation,level in the tree's order", () => {
    const { tree } = gridFromCsv("id,parent\na,r\nr,\n");
    expect(resultCsv(tree, solutionOf(tree, [10.5, 21]))).toBe("id,flow,allocation,level\na,10.5,3.5,1.5\nr,21,7,3\n");
  });

  test("says inf and -inf", () => {
    const tree = starOf([0, 0]);
    const text = resultCsv(tree, solutionOf(tree, [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]));
    expect(text).toBe("id,flow,allocation,level\n1,inf,inf,inf\n1.1,-inf,-inf,-inf\n");
  });

  test("quotes ids only where CSV must", () => {
    const tree = starOf([0, 0, 0, 0], ["plain id", "a,b", 'say "x"', " edge"]);
    const rows = resultCsv(tree, solutionOf(tree, [0, 0, 0, 0])).split("\n");
    expect(rows.slice(1, 5)).toEqual(["plain id,0,0,0", '"a,b",0,0,0', '"say ""x""",0,0,0', '" edge",0,0,0']);
  });

  test.each(["=1+1", "+1", "@SUM(A1)", "-a", "-1-2", "\t=1", "'=1", "''-a", "'", "-", "--5"])(
    "has no cell that a spreadsheet would run, and reads back the same: %j",
    (id) => {
      const tree = starOf([3], [id]);
      const text = resultCsv(tree, solutionOf(tree, [3]));
      expect(text.split("\n")[1]).not.toMatch(/^"?\s*[=+@-]/);
      expect([...flowsFromCsv(text, "r.csv", tree)]).toEqual([3]);
    },
  );

  test.each(["-5", "'tis", "a=1", "2+2"])("leaves alone what no spreadsheet runs: %s", (id) => {
    const tree = starOf([3], [id]);
    expect(resultCsv(tree, solutionOf(tree, [3]))).toContain(`\n${id},3,`);
  });

  test("takes another delimiter and a decimal comma, and reads back", () => {
    const flows = [0.5, -1.125];
    const tree = starOf(flows, ["a;b", "c,d"]);
    const solution = solutionOf(tree, flows);
    expect(resultCsv(tree, solution, { decimalComma: true }).split("\n")[1]).toMatch(/^"a;b";0,5;0,16/);
    expect(resultCsv(tree, solution, { delimiter: "\t" }).split("\n")[2]).toMatch(/^c,d\t-1.125\t/);
    for (const style of [{ decimalComma: true }, { delimiter: ";" }, { delimiter: "|", decimalComma: true }] as const) {
      expect([...flowsFromCsv(resultCsv(tree, solution, style), "r.csv", tree)]).toEqual(flows);
    }
  });

  test("refuses a comma for both, and a delimiter that is none", () => {
    const tree = starOf([1]);
    const write = (style: CsvStyle) => () => resultCsv(tree, solutionOf(tree, [1]), style);
    expect(write({ delimiter: ",", decimalComma: true })).toThrow(/cannot be the delimiter and the decimal sign/);
    expect(write({ delimiter: "x" as "," })).toThrow(/delimiter is "x"; it must be/);
  });

  test("says 0 for a zero of either sign", () => {
    const tree = starOf([0]);
    expect(resultCsv(tree, solutionOf(tree, [-0]))).toContain("\n1,0,0,0\n");
    expect(resultJson(tree, solutionOf(tree, [-0]))).not.toContain("-0");
  });
});

describe("a result in pieces", () => {
  const ids = Array.from({ length: 20_000 }, (_, v) => `node ${v}`);
  const tree = starOf(
    ids.map((_, v) => v / 7),
    ids,
  );
  const grid = { tree, names: undefined, kinds: undefined };
  const solution = solutionOf(
    tree,
    ids.map((_, v) => v / 7),
  );

  test.each([
    ["CSV", resultCsvChunks(tree, solution), resultCsv(tree, solution)],
    ["JSON", resultJsonChunks(tree, solution), resultJson(tree, solution)],
    ["a table", resultTableChunks(grid, solution), resultTable(grid, solution)],
    ["a tree", resultTreeChunks(grid, solution), resultTree(grid, solution)],
  ])("is the whole, none of them long: %s", (_, chunks, whole) => {
    const pieces = [...chunks];
    expect(pieces.length).toBeGreaterThan(5);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(70_000);
    expect(pieces.join("")).toBe(whole);
  });
});

describe("a result as JSON", () => {
  test("has the status, the root's flow and the nodes", () => {
    const { tree } = gridFromCsv("id,parent\na,r\nr,\n");
    expect(JSON.parse(resultJson(tree, solutionOf(tree, [10.5, 21])))).toEqual({
      status: "optimal",
      engine: "reference",
      rootFlow: 21,
      nodes: [
        { id: "a", flow: 10.5, allocation: 3.5, level: 1.5 },
        { id: "r", flow: 21, allocation: 7, level: 3 },
      ],
    });
  });

  test("says null for what is infinite", () => {
    const tree = starOf([0]);
    const { nodes } = JSON.parse(resultJson(tree, solutionOf(tree, [Number.POSITIVE_INFINITY])));
    expect(nodes).toEqual([{ id: "1", flow: null, allocation: null, level: null }]);
  });

  test("has the contradiction of an infeasible grid", () => {
    const contradiction = { node: 0, id: "1", limit: "upper", bound: 2, reachable: 5, miss: 3 } as const;
    const solution: Solution = { status: "infeasible", engine: "wasm", contradiction };
    expect(JSON.parse(resultJson(starOf([0]), solution))).toEqual({
      status: "infeasible",
      engine: "wasm",
      contradiction: { id: "1", limit: "upper", bound: 2, reachable: 5, miss: 3 },
    });
  });

  test("has the leaf of an unbounded grid", () => {
    const solution: Solution = { status: "unbounded", engine: "wasm", unboundedLeaf: { node: 0, id: "1" } };
    expect(JSON.parse(resultJson(starOf([0]), solution))).toEqual({
      status: "unbounded",
      engine: "wasm",
      unboundedLeaf: { id: "1" },
    });
  });
});

describe("a result as a table", () => {
  test("aligns ids left and numbers right", () => {
    const grid = gridFromCsv("id,parent,lower,upper\nr,,,100\nleaf1,r,-5,inf\n");
    expect(resultTable(grid, solutionOf(grid.tree, [21, 21]))).toBe(
      [
        "id     lower  upper  flow  allocation  level",
        "r       -inf    100    21           7      3",
        "leaf1     -5    inf    21           7      3",
        "",
      ].join("\n"),
    );
  });

  test("has columns for names, kinds, shifts and weights where they say something", () => {
    const grid = gridFromCsv("id,parent,name,kind,shift,weight\nr,,Plant,source,,\na,r,,load,2,3\n");
    const [header, , leaf] = resultTable(grid, solutionOf(grid.tree, [21, 21])).split("\n");
    expect(header.trim().split(/\s+/)).toEqual([
      "id",
      "name",
      "kind",
      "lower",
      "upper",
      "shift",
      "weight",
      "flow",
      "allocation",
      "level",
    ]);
    expect(leaf.trim().split(/\s+/)).toEqual(["a", "load", "0", "inf", "2", "3", "21", "7", "3"]);
  });

  test("leaves out names that only repeat the ids", () => {
    const grid = gridFromCsv("id,parent,name\nr,,r\na,r,a\n");
    expect(resultTable(grid, solutionOf(grid.tree, [1, 1]))).not.toContain("name");
  });

  test("rounds to three decimals, or six digits where those say more", () => {
    const grid = gridFromCsv("id,parent\nr,\na,r\nb,r\n");
    const table = resultTable(grid, solutionOf(grid.tree, [1234567.891234, 0.00012345678, -0]));
    const flows = table.split("\n").map((row) => row.split(/\s+/)[3]);
    expect(flows).toEqual(["flow", "1234567.891", "0.000123457", "0", undefined]);
  });

  test("keeps a row on its line", () => {
    const tree = starOf([1], ["a\nb\u001b[2J"]);
    expect(resultTable({ tree, names: undefined, kinds: undefined }, solutionOf(tree, [1]))).toContain("a b [2J");
  });
});

describe("a result as a tree", () => {
  test("draws children below their parents, with flow, limits and shift", () => {
    const grid = gridFromJson(
      JSON.stringify({
        id: "r",
        name: "Plant",
        upper: 9,
        children: [
          { id: "a", lower: -3, upper: 3, children: [{ id: "a1", upper: 2, shift: -1.5 }] },
          { id: "b", upper: 1 },
        ],
      }),
    );
    expect(resultTree(grid, solutionOf(grid.tree, [1.5, 0.5, 0.5, 1]))).toBe(
      ["r (Plant)  1.5  [-inf, 9]", "├─ a  0.5  [-3, 3]", "│  └─ a1  0.5  -1.5 + [0, 2]", "└─ b  1  [0, 1]", ""].join(
        "\n",
      ),
    );
  });

  test("refuses a chain so deep that the drawing would be all indentation", () => {
    const depth = 20_000;
    const rows = Array.from({ length: depth }, (_, v) => `${v},${v === 0 ? "" : v - 1}`);
    const grid = gridFromCsv(`id,parent\n${rows.join("\n")}\n`);
    expect(() => resultTree(grid, solutionOf(grid.tree, new Array(depth).fill(1)))).toThrow(/too deep to draw/);
  });
});
