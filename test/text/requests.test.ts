import { describe, expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import type { BalanceOptions } from "../../src/model/options.js";
import { curtailmentSummary } from "../../src/text/curtailment-summary.js";
import type { Grid } from "../../src/text/grid.js";
import { gridFromCsv } from "../../src/text/grid-csv.js";
import { gridFromJson } from "../../src/text/grid-json.js";
import { requestsByKind } from "../../src/text/requests-by-kind.js";
import { resultCsv } from "../../src/text/result-csv.js";
import { resultJson } from "../../src/text/result-json.js";
import { resultTable } from "../../src/text/result-table.js";
import { resultTree } from "../../src/text/result-tree.js";

const none = Number.NaN;

const street = gridFromCsv(
  `id,parent,lower,upper,request,priority,connected,name
street,,-3,6,,,,High Street
roof,street,-5,0,-5,,2012,
car,street,0,8,8,1,2020,
battery,street,-2,2,0,-1,,
`,
);

function solved({ tree }: Grid, options: BalanceOptions = {}) {
  const solution = new Solver(tree, options).solve();
  if (solution.status !== "optimal") throw new Error(solution.status);
  return solution;
}

describe("requests, priorities and order of connection are read from", () => {
  test("CSV, empty where there is none", () => {
    const { tree } = street;
    expect(Array.from(tree.request ?? [])).toEqual([none, -5, 8, 0]);
    expect(Array.from(tree.priority ?? [])).toEqual([0, 0, 1, -1]);
    expect(Array.from(tree.connected ?? [])).toEqual([none, 2012, 2020, none]);
  });

  test("the column request_kw", () => {
    expect(gridFromCsv("id,parent,upper_kw,request_kw\nr,,,\na,r,4,3\n").tree.request?.[1]).toBe(3);
  });

  test("JSON", () => {
    const text = `{"children": [{"upper": 4, "request": 3, "priority": 2, "connected": 7}, {"upper": 1, "request_kw": 0}]}`;
    const { tree } = gridFromJson(text);
    expect(Array.from(tree.request ?? [])).toEqual([none, 3, 0]);
    expect(Array.from(tree.priority ?? [])).toEqual([0, 2, 0]);
    expect(tree.connected?.[1]).toBe(7);
  });

  test("a JSON grid user with solar power, and one with storage", () => {
    const text = `{"children": [
      {"curtailableGenerationKw": -5, "priority": 3, "connected": 4},
      {"storageDischargeKw": -2, "storageChargeKw": 3}
    ]}`;
    const { tree } = gridFromJson(text);
    expect(Array.from(tree.lower)).toEqual([-Infinity, -5, -2]);
    expect(Array.from(tree.upper)).toEqual([Infinity, 0, 3]);
    expect(Array.from(tree.request ?? [])).toEqual([none, -5, 0]);
    expect(Array.from(tree.priority ?? [])).toEqual([0, 3, -1]);
    expect(tree.connected?.[1]).toBe(4);
  });

  test("a file without any of them, which leaves the tree without", () => {
    const { tree } = gridFromCsv("id,parent,upper,request,priority\nr,,,,\na,r,4,,\n");
    expect(tree.hasRequests).toBe(false);
  });
});

describe("what is wrong with them is refused with its place", () => {
  test.each([
    [
      "a request outside its limits",
      "id,parent,upper,request\nr,,,\na,r,4,5\n",
      'g.csv:3: node "a": request 5 is above',
    ],
    ["a request at an inner node", "id,parent,request\nr,,1\na,r,\n", 'g.csv:2: node "r": request is 1 on a node with'],
    ["a priority that is no number", "id,parent,priority\nr,,\na,r,high\n", 'g.csv:3: node "a": priority is "high"'],
    [
      "two columns of requests",
      "id,parent,request,request_kw\nr,,,\n",
      'columns "request" and "request_kw" say the same',
    ],
  ])("%s", (_, text, message) => {
    expect(() => gridFromCsv(text, "g.csv")).toThrow(message);
  });

  test("a request of a JSON grid user, who has one by its fields", () => {
    const text = `{"children": [{"id": "home", "curtailableGenerationKw": -5, "request": -1}]}`;
    expect(() => gridFromJson(text, "g.json")).toThrow(
      'g.json: node "home": request and curtailableGenerationKw say the same thing; keep one',
    );
  });
});

describe("curtailment stands in", () => {
  const solution = solved(street);

  test("CSV, empty at inner nodes", () => {
    expect(resultCsv(street.tree, solution)).toBe(
      "id,flow,allocation,level,curtailment\nstreet,3,3,8,\nroof,-5,-5,-5,0\ncar,8,8,8,0\nbattery,0,0,0,0\n",
    );
  });

  test("JSON, with its sums, at leaves alone", () => {
    const json = JSON.parse(resultJson(street.tree, solved(street, { target: -3 })));
    expect(json).toMatchObject({ rootFlow: -3, curtailedImport: 6, curtailedExport: 0 });
    expect(json.nodes).toEqual([
      { id: "street", flow: -3, allocation: -3, level: 4 },
      { id: "roof", flow: -5, allocation: -5, level: -5, curtailment: 0 },
      { id: "car", flow: 4, allocation: 4, level: 4, curtailment: 4 },
      { id: "battery", flow: -2, allocation: -2, level: -2, curtailment: 2 },
    ]);
  });

  test("a table, behind the requests and priorities", () => {
    const [header, , , car] = resultTable(street, solution).split("\n");
    expect(header).toMatch(/lower +upper +request +priority +flow +allocation +level +curtailment$/);
    expect(car).toMatch(/^car +0 +8 +8 +1 +8 +8 +8 +0$/);
  });

  test("a tree, where there is any", () => {
    expect(resultTree(street, solved(street, { target: 6 }))).toContain("├─ roof  -4  [-5, 0]  export cut by 1\n");
    expect(resultTree(street, solved(street, { target: -3 }))).toContain("├─ car  4  [0, 8]  import cut by 4\n");
    expect(resultTree(street, solution)).not.toContain("cut");
  });

  test("nothing about a tree without requests", () => {
    const plain = gridFromCsv("id,parent,upper\nr,,3\na,r,4\n");
    const plainSolution = solved(plain);
    expect(resultCsv(plain.tree, plainSolution)).not.toContain("curtailment");
    expect(resultJson(plain.tree, plainSolution)).not.toContain("curtail");
    expect(resultTable(plain, plainSolution)).not.toContain("curtailment");
    expect(resultTree(plain, plainSolution)).not.toContain("cut");
  });
});

test("relaxed limits stand in JSON", () => {
  const short = gridFromCsv("id,parent,lower,upper\nr,,,4\na,r,5,6\n");
  const json = JSON.parse(resultJson(short.tree, solved(short, { whenInfeasible: "relax" })));
  expect(json.relaxed).toEqual([{ id: "r", limit: "upper", from: 4, to: 5 }]);
});

describe("the summary", () => {
  test("of an import that is short: sums, what binds, and who is hit", () => {
    expect(curtailmentSummary(street, solved(street, { target: -3 }))).toBe(
      `                   import  export
requested               8       5
served                  4       5
curtailed               6       0
  of it called on       2       0

hit hardest:
  car  4 of 8, 50 %
`,
    );
  });

  test("of an export that is short, with the limit that binds", () => {
    const sunny = { ...street, tree: street.tree.withNumbers({ lower: [6, -5, 0, -2], upper: [9, 0, 8, 2] }) };
    expect(curtailmentSummary(sunny, solved(sunny))).toBe(
      `                   import  export
requested               8       5
served                  8       4
curtailed               0       3
  of it called on       0       2

limits that bind:
  street (High Street)  lower 6
hit hardest:
  roof  -4 of -5, 80 %
`,
    );
  });

  test("where nobody is cut is the sums alone", () => {
    expect(curtailmentSummary(street, solved(street))).toBe(
      "           import  export\nrequested       8       5\nserved          8       5\ncurtailed       0       0\n",
    );
  });

  test("stays on one screen", () => {
    const rows = Array.from({ length: 40 }, (_, k) => `a${k},f${k},0,2,2\nf${k},r,,1,\n`).join("");
    const wide = gridFromCsv(`id,parent,lower,upper,request\nr,,,,\n${rows}`);
    const summary = curtailmentSummary(wide, solved(wide));
    expect(summary.split("\n").length).toBeLessThan(24);
    expect(summary).toContain("  and 34 more\n");
  });

  test("lists relaxed limits", () => {
    const short = gridFromCsv("id,parent,lower,upper,request\nr,,,4,\na,r,5,6,6\n");
    expect(curtailmentSummary(short, solved(short, { whenInfeasible: "relax" }))).toContain(
      "limits relaxed:\n  r  upper 4 to 5\n",
    );
  });
});

describe("requests by kind", () => {
  const header = "id,parent,kind,lower,upper,request,priority\nr,,source,,,,\n";
  const rows = `house,r,load,0,4,,2
car,r,ev,0,11,,
pump,r,heatpump,0,3,1,
roof,r,pv,-5,0,,
diesel,r,generator,-9,0,,
cell,r,storage,-6,6,,
full,r,storage,-6,-1,,
other,r,shop,0,7,,
`;

  test("loads at their upper limit, generation at its lower, storage at 0 and below everyone", () => {
    const { tree } = requestsByKind(gridFromCsv(header + rows));
    expect(Array.from(tree.request ?? [])).toEqual([none, 4, 11, 1, -5, -9, 0, -1, none]);
    expect(Array.from(tree.priority ?? [])).toEqual([0, 2, 0, 0, 0, 0, -1, -1, 0]);
  });

  test("storage alone has nobody to be below", () => {
    const { tree } = requestsByKind(gridFromCsv(`${header}cell,r,storage,-6,6,,\n`));
    expect([tree.request?.[1], tree.priority]).toEqual([0, undefined]);
  });

  test("a grid without kinds is refused", () => {
    expect(() => requestsByKind(gridFromCsv("id,parent\nr,\na,r\n"))).toThrow("the grid has no kinds");
  });

  test("a load without a limit is refused", () => {
    expect(() => requestsByKind(gridFromCsv(`${header}a,r,load,0,,,\n`))).toThrow(
      'node "a": upper is Infinity; a request by kind needs a finite limit',
    );
  });
});

describe("requests by kind know the usual names", () => {
  const requestOf = (kind: string) => {
    const grid = gridFromCsv(`id,parent,lower,upper,kind\nr,,,,\na,r,-3,5,${kind}\n`);
    const { tree, notes } = requestsByKind(grid);
    return { request: tree.request?.[1], priority: tree.priority?.[1] ?? 0, notes };
  };

  test.each(["load", "EV", "Car", "wallbox", "Heat pump", "HEAT_PUMP", "charging-station", "household", "EVSE"])(
    "%s wants its upper limit",
    (kind) => {
      expect(requestOf(kind)).toEqual({ request: 5, priority: 0, notes: [] });
    },
  );

  test.each(["pv", "PV", "Solar", "genset", "generator", "Wind turbine", "CHP", "sgen"])(
    "%s wants its lower limit",
    (kind) => {
      expect(requestOf(kind)).toEqual({ request: -3, priority: 0, notes: [] });
    },
  );

  test.each(["battery", "Storage", "BESS", "Home Battery"])("%s wants nothing", (kind) => {
    expect(requestOf(kind)).toMatchObject({ request: 0, notes: [] });
  });

  test("and say whose kind they do not know", () => {
    const rows = Array.from({ length: 13 }, (_, k) => `${k},r,0,5,${k === 0 ? "" : "gizmo"}`);
    const grid = gridFromCsv(
      `id,parent,lower,upper,kind,colour\nr,,,,bus,\nb,r,0,5,load,\n${rows.map((row) => `${row},`).join("\n")}`,
    );
    const { notes } = requestsByKind(grid);
    expect(notes?.[0]).toContain('"colour"');
    expect(notes?.[1]).toMatch(
      /^leaves of no known kind, which request what their limits allow: "0" \(no kind\), "1" \(gizmo\), .* and 3 more$/,
    );
  });

  test("a battery gives and takes nothing while a car is served in full", () => {
    const grid = requestsByKind(
      gridFromCsv(
        "id,parent,lower,upper,kind\nmeter,,-9,7,\npanels,meter,-9,0,Solar\nbox,meter,0,12,Wallbox\nstore,meter,-3,3,Battery\n",
      ),
    );
    const solution = new Solver(grid.tree).solve();
    expect(solution).toMatchObject({ status: "optimal", rootFlow: 3, flow: Float64Array.from([3, -9, 12, 0]) });
  });
});
