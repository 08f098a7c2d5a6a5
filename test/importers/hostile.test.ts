import { describe, expect, test } from "vitest";
import { readMatpower } from "../../src/importers/matpower/read-matpower.js";
import { readOpenDss } from "../../src/importers/opendss/read-opendss.js";
import { readPandapower } from "../../src/importers/pandapower/read-pandapower.js";
import { FormatError } from "../../src/text/format-error.js";
import { fromDss } from "./grid-of.js";

const MANY = 1_000_000;

/** Whether it ends with a grid or with the reader's own error; anything else is thrown on. */
async function outcome(read: () => unknown): Promise<"grid" | "refused"> {
  try {
    await read();
    return "grid";
  } catch (error) {
    if (error instanceof FormatError) return "refused";
    throw error;
  }
}

const circuit = "New Circuit.c\nNew Load.x bus1=sourcebus kw=1\n";

describe("OpenDSS", () => {
  test.each<[string, string]>([
    ["nested brackets", `${circuit}New Load.y bus1=sourcebus kw=${"(".repeat(MANY)}`],
    ["nested brackets of all kinds", `${circuit}New Load.y bus1=${"([{\"'".repeat(MANY / 5)}`],
    ["a line without end", `${circuit}${"New ".repeat(MANY)}`],
    ["values without end", `${circuit}New Load.y ${"1 ".repeat(MANY)}`],
    ["arithmetic without end", `${circuit}New Load.y bus1=sourcebus kw=(${"1 ".repeat(MANY)})`],
    ["a stack turned without end", `${circuit}New Load.y bus1=sourcebus kw=(${"1 2 rollup ".repeat(MANY / 3)})`],
    ["a number without end", `${circuit}New Load.y bus1=sourcebus kw=${"1".repeat(MANY)}`],
    ["windings without number", `${circuit}New Transformer.t windings=1e9 wdg=1000000000 kvas=(${"1 ".repeat(MANY)})`],
    [
      "a load shape of as many points as there are none",
      `${circuit}New Loadshape.s npts=1e15 interval=1e-300 mult=(1 2)\nLoad.x.daily=s`,
    ],
    [
      "copies of copies",
      `${circuit}${Array.from({ length: 20_000 }, (_, at) => `New Load.l${at} like=${at ? `l${at - 1}` : "x"}`).join("\n")}`,
    ],
    ["an element like itself", `${circuit}New Load.y like=y bus1=sourcebus\n~ like=y`],
    ["variables of variables", `${circuit}var @a=@a\n${"var @a=@a.@a\n".repeat(1000)}New Load.y bus1=@a`],
    [
      "a pattern that tries everything",
      `${circuit}New Load.${"a".repeat(40)}\nBatchEdit load.(a+)+$ kw=1\nBatchEdit load.(a|a)(a|a)(a|a)${"a?".repeat(40)}b kw=1`,
    ],
    ["a pattern that tries a lot", `${circuit}New Load.${"a".repeat(5000)}\nBatchEdit load.${".*".repeat(20)}b kw=1`],
    ["NUL characters", `${circuit}\0\0\0\nNew Load.\0 bus1=\0 kw=\0`],
    [
      "names of JavaScript's own",
      `${circuit}New Load.__proto__ bus1=__proto__ kw=1\nNew Line.constructor bus1=sourcebus bus2=__proto__ linecode=__proto__\nconstructor\nNew constructor.x\nvar @__proto__=1`,
    ],
    ["a header without end", "id,".repeat(MANY)],
    ["a comment that never ends", `${circuit}/* ${"x".repeat(MANY)}`],
  ])("%s", async (_, text) => {
    expect(["grid", "refused"]).toContain(await outcome(() => readOpenDss(text)));
  });

  test("many edits of many: BatchEdit has a budget", async () => {
    const loads = Array.from({ length: 2000 }, (_, at) => `New Load.l${at} bus1=sourcebus`).join("\n");
    const edits = "BatchEdit load.l.*1.*2 kw=1\n".repeat(5000);
    await expect(readOpenDss(`${circuit}${loads}\n${edits}`)).rejects.toThrow("take too many steps");
  });

  test("what opens files may fail, and says so itself", async () => {
    const open = () => {
      throw new Error("no");
    };
    await expect(fromDss("Redirect a.dss", {}, { open })).rejects.toThrow("no");
  });
});

describe("MATPOWER", () => {
  const buses = "mpc.bus = [1 3 1 0 0 0 1 1 0 12];\n";
  const branches = "mpc.branch = [1 2 0 0 0 5 0 0 0 0 1];\n";
  test.each<[string, string]>([
    ["nested brackets", `${buses}${branches}x = ${"[".repeat(MANY)}`],
    ["nested parentheses", `mpc.bus = ${"(".repeat(MANY)}`],
    ["signs without end", `x = ${"-".repeat(MANY)}1;`],
    ["a bracket at every line", "[ a\n".repeat(100_000)],
    ["blocks in blocks", "if x\n".repeat(100_000)],
    ["statements that mean nothing", `${buses}${branches}${"foo bar;\n".repeat(100_000)}`],
    ["a name without end", `function ${"a".repeat(MANY)}((\n`],
    ["quotes without end", `${"'".repeat(MANY)}\nx = '${"''".repeat(MANY / 2)}`],
    ["texts that are not closed", "a = 'x\n".repeat(100_000)],
    ["a matrix as large as it likes", `${buses}${branches}x = zeros(1e9, 1e9);\ny = zeros(-1);\nz = 1:1e300;`],
    ["matrices of matrices", `a = [1 2];\n${"a = [a a a a];\n".repeat(40)}${buses}${branches}`],
    ["a number without end", `mpc.bus = [${"1".repeat(MANY)} ${"1e".repeat(1000)}];`],
    ["names of JavaScript's own", "__proto__ = 1; constructor = [1 2]; x = toString(1); mpc.bus = [hasOwnProperty];"],
    ["comments within comments", "%{\n".repeat(100_000)],
    ["continued for ever", "x = ...\n".repeat(100_000)],
    ["elements that are not there", `${buses}${branches}mpc.bus(5, 9) = 1;`],
  ])("%s", async (_, text) => {
    expect(["grid", "refused"]).toContain(await outcome(() => readMatpower(text)));
  });
});

describe("pandapower", () => {
  const net = (tables: object) => JSON.stringify({ bus: [{ vn_kv: 1 }], line: [], ...tables });
  test.each<[string, string]>([
    ["nested brackets", `{"bus": ${"[".repeat(MANY)}${"]".repeat(MANY)}, "line": []}`],
    [
      "nested objects in a table",
      `{"bus": [{"vn_kv": 1}], "line": [{"from_bus": ${'{"a":'.repeat(MANY)}1${"}".repeat(MANY)}}]}`,
    ],
    [
      "tables that are none",
      '{"bus": 1, "line": "x", "load": null, "trafo": [1, [2]], "switch": {"a": 1}, "gen": {"_object": 7}}',
    ],
    ["JSON in JSON that is none", '{"bus": {"_object": "{"}, "line": {"_object": "[{\\"from_bus\\": 1}]"}}'],
    [
      "cells of every type",
      net({
        load: [
          { bus: true, p_mw: [] },
          { bus: {}, p_mw: 1 },
          { bus: "0", p_mw: "1" },
          { bus: 1e300, p_mw: 1e300 },
        ],
      }),
    ],
    [
      "rows that are none",
      '{"bus": {"_object": {"columns": ["vn_kv"], "index": [0, "x", null], "data": [[1], 2, null]}}, "line": {}}',
    ],
    [
      "columns and rows of different length",
      '{"bus": {"_object": {"columns": ["a", "b"], "index": [0], "data": [[], [1, 2, 3]]}}, "line": {}}',
    ],
    [
      "names of JavaScript's own",
      net({ __proto__: { x: 1 }, load: [{ bus: 0, p_mw: 1, constructor: 1 }], ext_grid: [{ bus: 0 }] }),
    ],
  ])("%s", async (_, text) => {
    expect(["grid", "refused"]).toContain(await outcome(() => readPandapower(text)));
  });

  test("powers beyond what a double adds up are refused by name", () => {
    const text = net({ load: [{ bus: 0, p_mw: 1e300 }], ext_grid: [{ bus: 0 }] });
    expect(() => readPandapower(text)).toThrow(/node "load\.0": upper/);
  });
});

test("10⁵ elements in a chain cost no stack", async () => {
  const lines = Array.from({ length: 100_000 }, (_, at) => `New Line.l${at} bus1=b${at} bus2=b${at + 1} normamps=1`);
  const { report } = await readOpenDss(`New Circuit.c bus1=b0\n${lines.join("\n")}\nNew Load.x bus1=b100000 kw=1`);
  expect(report).toMatchObject({ depth: 100_001, nodes: 100_002 });
});

test("a mesh of 10⁵ elements is one busbar", async () => {
  const side = 224;
  const lines: string[] = [];
  for (let at = 0; at < side * side; at++) {
    if (at % side < side - 1) lines.push(`New Line.r${at} b${at} b${at + 1}`);
    if (at + side < side * side) lines.push(`New Line.d${at} b${at} b${at + side}`);
  }
  const { report } = await readOpenDss(
    `New Circuit.c bus1=b0\n${lines.join("\n")}\nNew Load.x bus1=b${side * side - 1} kw=1`,
  );
  expect(report.meshed).toEqual([{ node: "source", ids: expect.objectContaining({ length: lines.length }) }]);
  expect(report.nodes).toBe(2);
});
