import { describe, expect, test } from "vitest";
import { fromDss, kindOf, limitsOf, requestsOf } from "../grid-of.js";

const line = "New Line.l bus1=source bus2=a normamps=10\n";

describe("how scripts are written", () => {
  test("positional values, and positional ones behind named ones", async () => {
    const imported = await fromDss(`New Line.l source a linecode=c 1 2\nNew Linecode.c normamps=100 200
      New Load.x 1 a kw=5`);
    expect(limitsOf(imported)).toEqual({ "line.l": ["source", 2400], "load.x": ["line.l", 5] });
  });

  test("abbreviated commands and properties, in letters of any case", async () => {
    const imported = await fromDss("NEW LINE.L BUS1=SOURCE BUS2=A NORM=10 PHAS=1\nn load.X bus=a kW=5\ncalcv\nSOL");
    expect(limitsOf(imported)).toEqual({ "line.l": ["source", 120], "load.x": ["line.l", 5] });
    expect(imported.report.ignored).toEqual({ calcvoltagebases: 1, solve: 1 });
  });

  test.each([
    "~ normamps=20",
    "more normamps=20",
    "m normamps=20",
    "~normamps=20",
    "normamps=20",
    "Line.l.normamps=20",
    "edit line.l normamps=20",
    "New line.l normamps=20",
    "batchedit line..* normamps=20",
    "select line.L\n~ normamps=20",
  ])("%s changes what was said", async (again) => {
    const imported = await fromDss(`${line}${again}\nNew Load.x bus1=a kw=5`);
    expect(limitsOf(imported)["line.l"]).toEqual(["source", 720]);
    expect(imported.report.misunderstood).toEqual([]);
  });

  test("like copies what has been said so far", async () => {
    const imported = await fromDss(
      `New Load.x bus1=source kw=5 phases=1\nNew Load.y like=x\nNew Load.z like=x kw=7\nEdit Load.x kw=6`,
    );
    expect(requestsOf(imported)).toEqual({ "load.x": 6, "load.y": 5, "load.z": 7 });
  });

  test("a BatchEdit changes those whose names the pattern is found in", async () => {
    const loads = ["a1", "a2", "b1"].map((name) => `New Load.${name} bus1=source kw=1`).join("\n");
    const imported = await fromDss(`${loads}\nBatchEdit load.^A[12]$ kw=2\nbatchedit load.(b1|c) kw=3`);
    expect(requestsOf(imported)).toEqual({ "load.a1": 2, "load.a2": 2, "load.b1": 3 });
  });

  test("a BatchEdit that changes nothing is told", async () => {
    const { report } = await fromDss(
      "New Load.x bus1=source kw=1\nBatchEdit load.y kw=2\nBatchEdit line..* normamps=1",
    );
    expect(report.misunderstood.map(({ line, problem }) => [line, problem])).toEqual([
      [3, '"load.y" changes nothing: no such name exists here'],
      [4, '"line..*" changes nothing: no such name exists here'],
    ]);
  });

  test("names in quotes with blanks and parentheses", async () => {
    const imported = await fromDss(
      `New "Line.to (the) barn" bus1="source" bus2=[a b.1] normamps=10 phases=1\nNew Load.x bus1="A B.1" kw=5`,
    );
    expect(limitsOf(imported)).toEqual({ "line.to (the) barn": ["source", 120], "load.x": ["line.to (the) barn", 5] });
  });

  test("comments of every kind", async () => {
    const imported = await fromDss(`! New Load.n1 bus1=source\n// New Load.n2 bus1=source
/* New Load.n3 bus1=source
New Load.n4 bus1=source
*/ New Load.n5 bus1=source
New Load.x bus1=source kw=5 ! kw=6\n  // nothing`);
    expect(requestsOf(imported)).toEqual({ "load.x": 5 });
    expect(imported.report.misunderstood).toEqual([]);
  });

  test("variables", async () => {
    const imported = await fromDss(`var @bus=source @kw=5\nNew Load.x bus1=@bus.1 kw=@kw`);
    expect(requestsOf(imported)).toEqual({ "load.x": 5 });
  });

  test("Windows' line ends and a byte-order mark", async () => {
    const imported = await fromDss("\uFEFFNew Circuit.c\r\nNew Load.x bus1=sourcebus kw=5\r\n");
    expect(requestsOf(imported)).toEqual({ "load.x": 5 });
  });

  test("Clear forgets all, libraries too; a circuit that comes later does not need them again", async () => {
    const imported = await fromDss(`New Circuit.old\nNew Load.old bus1=sourcebus kw=9\nClear
      New Linecode.c normamps=10\nNew Circuit.new basekv=12 phases=1\nNew Line.l sourcebus a linecode=c phases=1\nNew Load.x bus1=a kw=5`);
    expect(limitsOf(imported)).toEqual({ "line.l": ["source", 120], "load.x": ["line.l", 5] });
    expect(imported.report.name).toBe("new");
  });

  test("Set, Solve and what measures are counted; what changes the circuit unseen is told", async () => {
    const { report } = await fromDss(`New Load.x bus1=source kw=5\nset mode=daily\nset loadmult=1.2\nsolve\nsolve
      New EnergyMeter.m element=line.l\nReduce\nfrobnicate`);
    expect(report.ignored).toEqual({ set: 2, solve: 2, energymeter: 1 });
    expect(report.assumed).toEqual([{ id: "circuit", reason: "LoadMult=1.2 in line 4 changes no request" }]);
    expect(report.misunderstood.map(({ line, problem }) => [line, problem])).toEqual([
      [8, '"reduce" changes the circuit, and is not followed'],
      [9, '"frobnicate" is no command'],
    ]);
  });

  test.each([
    ["loadmu=1.2", ["LoadMult=1.2 in line 3 changes no request"]],
    ["genm=.5", ["GenMult=.5 in line 3 changes no request"]],
    ["alloc=.7", ["AllocationFactors=.7 in line 3 changes no request"]],
    ["mode=yearly year=3", ["Year=3 in line 3 changes no request"]],
    ["loadm=2", []],
    ["loadmult=1.0 genmult=1 year=0", []],
  ])("Set options that would change powers are told, abbreviated too: %s", async (options, told) => {
    const { report } = await fromDss(`New Load.x bus1=source kw=1\nSet ${options}`);
    expect(report.assumed.map(({ reason }) => reason)).toEqual(told);
  });

  test("a folder for data that is set is told to be none", async () => {
    const { report } = await fromDss("New Load.x bus1=source kw=1\nSet DataPath=(sub/folder)");
    expect(report.misunderstood).toEqual([
      {
        source: "master.dss",
        line: 3,
        problem: "DataPath is not followed: files are looked for beside the file that names them",
      },
    ]);
  });

  test("an allocation factor for all loads is told to change no request", async () => {
    const { report } = await fromDss(
      "New Load.x bus1=source xfkva=10 allocationfactor=.5 pf=1\nSet AllocationFactors=.7",
    );
    expect(report.assumed).toEqual([{ id: "circuit", reason: "AllocationFactors=.7 in line 3 changes no request" }]);
  });

  test("what is not understood is told with its line, and left out", async () => {
    const { report } = await fromDss(
      `New Load.x bus1=source kw=five colour=red\nNew Gadget.g\nEdit Load.nobody kw=1\nNew Load.y like=nobody bus1=source kw=1`,
    );
    expect(report.misunderstood.map(({ line, problem }) => [line, problem])).toEqual([
      [2, 'load.x: no property "colour"'],
      [3, '"Gadget.g" is no class and name of an element'],
      [4, '"Load.nobody" is no element that exists'],
      [5, 'load.y: like "nobody", which does not exist'],
      [2, 'load.x: kw is "five"; it must be a number'],
    ]);
  });

  test("values without names behind a property that does not exist are not given to others", async () => {
    const imported = await fromDss("New Load.x bus1=source kw=5 colour=red 7 8\n");
    expect(requestsOf(imported)).toEqual({ "load.x": 5 });
    expect(imported.report.misunderstood).toHaveLength(3);
  });
});

describe("what is off", () => {
  const grid = `${line}New Load.x bus1=a kw=5\nNew Load.y bus1=source kw=1\n`;
  test.each([
    "Edit Line.l enabled=no",
    "Line.l.enabled=false",
    "Disable Line.l",
    "Open Line.l 1",
    "Open Line.l term=2",
    "New SwtControl.s SwitchedObj=line.l action=open",
    "New SwtControl.s SwitchedObj=Line.l Normal=Open",
  ])("%s", async (command) => {
    const { report, grid: found } = await fromDss(grid + command);
    expect(found.tree.indexOf("load.x")).toBe(-1);
    expect(report.dropped.map(({ id }) => id)).toContain("line.l");
    expect(report.islands).toEqual([{ buses: ["a"], ids: ["load.x"] }]);
  });

  test.each([
    "Open Line.l\nClose Line.l",
    "Disable Line.l\nEnable Line.l",
    "New SwtControl.s SwitchedObj=line.l action=close",
  ])("and on again: %s", async (commands) => {
    const imported = await fromDss(grid + commands);
    expect(limitsOf(imported)["load.x"]).toEqual(["line.l", 5]);
  });

  test("a switch that is closed is one", async () => {
    const imported = await fromDss(`${line}Line.l.switch=yes\nNew Load.x bus1=a kw=5`);
    expect(kindOf(imported, "line.l")).toBe("switch");
  });
});
