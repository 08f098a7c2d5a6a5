import { describe, expect, test } from "vitest";
import { type MatpowerOptions, readMatpower } from "../../../src/importers/matpower/read-matpower.js";
import { kindOf, limitsOf, requestsOf } from "../grid-of.js";

/** A case of three buses in a row: 0.1 MW at bus 2, -0.02 MW at bus 3. */
const bus =
  "mpc.bus = [\n1 3 0 0 0 0 1 1 0 12 1 1.1 .9;\n2 1 0.1 0 0 0 1 1 0 12 1 1.1 .9\n3 1 -2e-2 0 0 0 1 1 0 12 1 1.1 .9;];\n";
const branch = "mpc.branch = [1 2 0.01 0.02 0 5 6 7 0 0 1 -360 360; 2 3 .01 .02 0 4 0 0 0 0 1 -360 360];\n";
const small = `function mpc = small\nmpc.version = '2';\nmpc.baseMVA = 100;\n${bus}${branch}`;

function read(text: string, options: MatpowerOptions = {}) {
  return readMatpower(text, { source: "case.m", ...options });
}

test("branches are nodes with rateA, loads and negative loads are leaves", () => {
  const imported = read(small);
  expect(limitsOf(imported)).toEqual({
    "branch.1": ["source", 5000],
    "load.2": ["branch.1", 100],
    "branch.2": ["branch.1", 4000],
    "gen.3": ["branch.2", 0],
  });
  expect(requestsOf(imported)).toEqual({ "load.2": 100, "gen.3": -20 });
  expect(imported.report).toMatchObject({ name: "small", format: "MATPOWER", loadKw: 100, exportKw: 20 });
});

describe("code behind the matrices", () => {
  test.each<[string, string, number]>([
    [
      "column names from idx_bus",
      "[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD] = idx_bus;\nmpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;",
      0.1,
    ],
    [
      "names that go on in the next line",
      "[PQ, PV, REF, NONE, BUS_I, ...\n BUS_TYPE, PD, QD] = idx_bus;\nmpc.bus(:, PD) = mpc.bus(:, PD) * 2;",
      200,
    ],
    ["define_constants", "define_constants;\nmpc.bus(:, PD) = mpc.bus(:, PD) ./ 4;", 25],
    ["some rows", "mpc.bus(2, 3) = 3;", 3000],
    ["ranges", "mpc.bus(1:2, 3:4) = mpc.bus(1:2, 3:4) * 10;", 1000],
    [
      "arithmetic on variables",
      "Sbase = mpc.baseMVA * 1e6; f = (2 + 3)^2 / -5; mpc.bus(:, 3) = -f * mpc.bus(:, 3);",
      500,
    ],
    [
      "impedances and loads as distribution cases convert them",
      "Vbase = mpc.bus(1, 10) * 1e3;      %% in Volts\nSbase = mpc.baseMVA * 1e6;\nmpc.branch(:, [3 4]) = mpc.branch(:, [3 4]) / (Vbase^2 / Sbase);\nmpc.bus(:, [3, 4]) = mpc.bus(:, [3, 4]) / 1e3;",
      0.1,
    ],
    ["a power factor", "mpc.bus(:, 3) = mpc.bus(:, 3) * cos(acos(0.5));", 50],
  ])("%s", (_, code, expected) => {
    const imported = read(small + code);
    expect(requestsOf(imported)["load.2"]).toBeCloseTo(expected, 9);
    expect(imported.report.misunderstood).toEqual([]);
  });

  test("loops, conditions and functions that are not known are told with their line, and left out", () => {
    const imported = read(
      `${small}for k = 1:3\n  if k > 1\n    x = 1;\n  end\nend\nmpc = scale_load(2, mpc);\nz = nobody;\ny = 1;\n`,
    );
    expect(requestsOf(imported)["load.2"]).toBe(100);
    expect(imported.report.misunderstood).toEqual([
      { source: "case.m", line: 9, problem: "branches and loops are not read" },
      { source: "case.m", line: 14, problem: 'nobody has said what "scale_load" is' },
      { source: "case.m", line: 15, problem: 'nobody has said what "nobody" is' },
    ]);
  });
});

test("a cell that cannot be is told with the line that its row is in", () => {
  const { report } = read(`mpc.bus = [
1 3 0 0 0 0 1 1 0 12;
2 1 NaN 0 0 0 1 1 0 12; 2.5 1 1 0 0 0 1 1 0 12
];
mpc.branch = [ 1 2 0 0 0 5 0 0 0 0 1
% the next one is not known
  1 2 0 0 0 ...
    NaN 0 0 0 0 1 ];
mpc.branch(:, 6) = mpc.branch(:, 6) * 2;
mpc.gen = [[2 -Inf 0 0 0 1 100 1]; 2 NaN 0 0 0 1 100 1; 2 1 0 0 0 1 100 1];`);
  expect(report.misunderstood.map(({ line, problem }) => [line, problem])).toEqual([
    [3, "row 2, column 3 of bus is NaN; it must be a number"],
    [3, "row 3, column 1 of bus is 2.5; it must be a whole number"],
    [7, "row 2, column 6 of branch is NaN; it must be a number"],
    [10, "row 1, column 2 of gen is -Infinity; it must be a number"],
    [10, "row 2, column 2 of gen is NaN; it must be a number"],
  ]);
});

test("a change to a vital matrix that is not understood is an error: its numbers would mean something else", () => {
  expect(() => read(`${small}mpc.bus(:, 3) = nobody;`)).toThrow('case.m:9: mpc.bus: nobody has said what "nobody" is');
});

describe("cells", () => {
  test.each<[string, number]>([
    ["1/2", 0.5],
    ["sqrt(4)", 2],
    ["50/3", 50 / 3],
    ["-.5e1", -5],
    ["3 - 2", 1],
    ["(1 + 1)*2", 4],
    ["pi", Math.PI],
    ["2^-1", 0.5],
    ["Inf", Number.POSITIVE_INFINITY],
  ])("%s", (cell, expected) => {
    const text = `${bus}mpc.branch = [1 2 0 -1 0 ${cell} 0 0 0 0 1];\n`;
    const upper = limitsOf(read(text))["branch.1"][1];
    expect(upper).toBeCloseTo(expected > 0 ? expected * 1000 : Number.POSITIVE_INFINITY, 6);
  });

  test("commas, tabs, comments, continued rows, Windows' line ends and columns more than usual", () => {
    const text = `mpc.bus = [ % a comment with [brackets] and 'quotes'\r\n1,3,0,0,0,0,1,1,0,12,1,1.1,0.9; % source\r\n2\t1\t0.1 ...\r\n 0 0 0 1 1 0 12 1 1.1 0.9];\r\n
%{\r\nmpc.bus = [];\r\n%}\r\nmpc.branch = [1 2 0 0 0 5 0 0 0 0 1 -360 360 99];\r\n`;
    expect(limitsOf(read(text))).toEqual({ "branch.1": ["source", 5000], "load.2": ["branch.1", 100] });
  });

  test.each([
    ["a cell that is nothing", "mpc.bus = [\n1 3 what];", 'case.m:1: mpc.bus: nobody has said what "what" is'],
    ["a row that is too short", "\nmpc.bus = [1 3 0; 2 1];", "case.m:2: mpc.bus: row 2 has 2 columns, the first 3"],
    ["a bracket that is not closed", "mpc.branch = [1 2 3\n", "case.m:1: mpc.branch: a bracket is not closed"],
  ])("%s in a vital matrix is an error with its line", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe("what is in service", () => {
  test("branches, generators and isolated buses that are not are dropped and told", () => {
    const imported = read(
      `${bus.replace("3 1 -2e-2", "3 4 -2e-2")}mpc.branch = [1 2 0 0 0 5 0 0 0 0 1; 1 2 0 0 0 5 0 0 0 0 0; 2 3 0 0 0 5 0 0 0 0 1; 2 9 0 0 0 5 0 0 0 0 1];
mpc.gen = [1 9 0 0 0 1 100 1; 2 0.05 0 0 0 1 100 1; 2 0.07 0 0 0 1 100 0; 2 0 0 0 0 1 100 1];`,
    );
    expect(requestsOf(imported)).toEqual({ "load.2": 100, "generator.2": -50 });
    expect(imported.report.dropped).toEqual([
      { id: "bus.3", reason: "isolated (type 4)" },
      { id: "branch.2", reason: "out of service" },
      { id: "branch.3", reason: "bus 3 is isolated" },
      { id: "branch.4", reason: "there is no bus 9" },
      { id: "generator.3", reason: "out of service" },
      { id: "generator.4", reason: "gives nothing (Pg is 0)" },
    ]);
  });

  test("DC lines are told by name", () => {
    const { report } = read(`${small}mpc.dcline = [1 2 1 5; 2 3 1 5];`);
    expect(report.dropped.map(({ id }) => id)).toEqual(["dcline.1", "dcline.2"]);
  });

  test("all reference buses feed the grid", () => {
    const imported = read(`${bus.replace("3 1 -2e-2", "3 3 0.3")}${branch}`);
    expect(limitsOf(imported)).toMatchObject({ "load.3": ["source", 300] });
    expect(imported.report.cut.map(({ id }) => id)).toEqual(["branch.2"]);
  });
});

describe("ratings", () => {
  const rated = (rates: string, options: MatpowerOptions = {}) =>
    read(`${bus}mpc.branch = [1 2 0 0 0 ${rates} 0 0 1; 2 3 0 0 0 3 0 0 0 0 1];`, options);

  test.each<[string, MatpowerOptions, number]>([
    ["5 6 7", {}, 5000],
    ["5 6 7", { rating: "emergency" }, 7000],
    ["5 6 0", { rating: "emergency" }, 5000],
    ["5 6 7", { powerFactor: 0.9 }, 4500],
    ["5 6 7", { perPhase: true }, 15000],
    ["0 0 0", {}, Number.POSITIVE_INFINITY],
    ["9900 0 0", {}, Number.POSITIVE_INFINITY],
    ["100 0 0", {}, 100_000],
    ["0 0 0", { defaultAmps: 100 }, Math.sqrt(3) * 1200],
  ])("%s, %j", (rates, options, expected) => {
    expect(limitsOf(rated(rates, options))["branch.1"][1]).toBeCloseTo(expected, 6);
  });

  test("100 MVA at every branch is a placeholder, and told", () => {
    const { report } = read(`${bus}mpc.branch = [1 2 0 0 0 100 0 0 0 0 1; 2 3 0 0 0 100 0 0 0 0 1];`);
    expect(report.unrated).toEqual([
      { id: "branch.1", reason: "rateA is 100 MVA, a placeholder" },
      { id: "branch.2", reason: "rateA is 100 MVA, a placeholder" },
    ]);
  });

  test("a ratio or two voltages make a transformer", () => {
    const imported = read(
      `${bus.replace("0 12 1 1.1 .9;]", "0 0.4 1 1.1 .9;]")}mpc.branch = [1 2 0 0 0 5 0 0 1 0 1; 2 3 0 0 0 5 0 0 0 0 1];`,
    );
    expect([kindOf(imported, "branch.1"), kindOf(imported, "branch.2")]).toEqual(["transformer", "transformer"]);
  });
});

describe("powers of one phase", () => {
  test("a file that says so is multiplied by 3, and the report says so", () => {
    const imported = read(`% Pd and Qd are given in single-phase MW\n${small}`);
    expect(limitsOf(imported)).toMatchObject({ "branch.1": ["source", 15000], "load.2": ["branch.1", 300] });
    expect(imported.report.assumed[0].reason).toBe("the file says that its powers are of one phase: all are times 3");
  });

  test("unless it is told otherwise; a word about phases alone says nothing", () => {
    expect(requestsOf(read(`% single-phase MW\n${small}`, { perPhase: false }))["load.2"]).toBe(100);
    expect(requestsOf(read(`% for convert_1p_to_3p, per phase\n${small}`))["load.2"]).toBe(100);
  });
});

test("version 1, where matrices are variables; names of buses", () => {
  const text =
    `function [baseMVA, bus, gen, branch] = old\nbaseMVA = 100;\n${bus}${branch}bus_name = {'Here'; 'O''Hara'; 'There'};`.replaceAll(
      "mpc.",
      "",
    );
  const imported = read(text);
  expect(imported.grid.names?.[imported.grid.tree.indexOf("load.2")]).toBe("O'Hara");
  expect(imported.report.name).toBe("old");
});

test.each([
  ["", "an empty file"],
  ["New Circuit.c", "an OpenDSS script"],
  ["x = 1;", 'no matrix "bus" in it'],
  ["mpc.bus = [1 3 0];", 'no matrix "branch" in it'],
])("a text that is no case is an error: %j", (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test("a case without a reference bus is an error", () => {
  expect(() => read(`${bus.replace("1 3 0", "1 2 0")}${branch}`)).toThrow("nothing feeds this grid");
});
