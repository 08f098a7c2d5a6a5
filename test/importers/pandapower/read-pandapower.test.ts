import { describe, expect, test } from "vitest";
import type { ImportOptions } from "../../../src/importers/import-options.js";
import { readPandapower } from "../../../src/importers/pandapower/read-pandapower.js";
import { kindOf, limitsOf, requestsOf } from "../grid-of.js";

type Table = readonly Readonly<Record<string, unknown>>[];
type Tables = Readonly<Record<string, Table>>;

/** How pandas writes a table: `split` by default. */
function frame(rows: Table, orient: "split" | "columns" | "index" | "records" = "split", asText = true): unknown {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (row: Readonly<Record<string, unknown>>, column: string) => row[column] ?? null;
  const written = {
    split: {
      columns,
      index: rows.map((_, at) => at),
      data: rows.map((row) => columns.map((column) => cell(row, column))),
    },
    columns: Object.fromEntries(
      columns.map((column) => [column, Object.fromEntries(rows.map((row, at) => [at, cell(row, column)]))]),
    ),
    index: Object.fromEntries(rows.map((row, at) => [at, row])),
    records: rows,
  }[orient];
  return {
    _module: "pandas.core.frame",
    _class: "DataFrame",
    _object: asText ? JSON.stringify(written) : written,
    orient,
  };
}

function net(tables: Tables, write = (rows: Table): unknown => frame(rows)): string {
  const written = Object.entries(tables).map(([name, rows]) => [name, write(rows)]);
  return JSON.stringify({
    _module: "pandapower.auxiliary",
    _class: "pandapowerNet",
    _object: { name: "net", ...Object.fromEntries(written) },
  });
}

/** Buses 0 (110 kV), 1 and 2 (20 kV), 3 (20 kV): fed at 0, a transformer, two lines. */
const base = {
  bus: [{ vn_kv: 110 }, { vn_kv: 20 }, { vn_kv: 20 }, { vn_kv: 20 }],
  ext_grid: [{ bus: 0 }],
  trafo: [{ name: "T", hv_bus: 0, lv_bus: 1, sn_mva: 25 }],
  line: [
    { from_bus: 1, to_bus: 2, max_i_ka: 0.1 },
    { from_bus: 2, to_bus: 3, max_i_ka: 0.2, df: 0.5, parallel: 3 },
  ],
  load: [
    { name: "A", bus: 2, p_mw: 0.5, scaling: 0.6 },
    { bus: 3, p_mw: 0.1, scaling: 1 },
  ],
} satisfies Tables;

function read(tables: Tables, options: ImportOptions = {}) {
  return readPandapower(net({ ...base, ...tables }), { source: "net.json", ...options });
}

const kw = (ka: number) => Math.round(Math.sqrt(3) * 20 * ka * 1e6) / 1e3;
const near = (limits: Record<string, [string, number]>) =>
  Object.fromEntries(
    Object.entries(limits).map(([id, [parent, upper]]) => [id, [parent, Math.round(upper * 1e3) / 1e3]]),
  );

test("transformers, lines and loads: √3 · vn_kv · max_i_ka · df · parallel, sn_mva, p_mw · scaling", () => {
  const imported = read({});
  expect(near(limitsOf(imported))).toEqual({
    "trafo.0": ["source", 25000],
    "line.0": ["trafo.0", kw(0.1)],
    "load.0": ["line.0", 300],
    "line.1": ["line.0", kw(0.3)],
    "load.1": ["line.1", 100],
  });
  expect(imported.grid.names?.slice(0, 2)).toEqual(["net", "T"]);
  expect(imported.report).toMatchObject({ name: "net", loadKw: 400, unrated: [], misunderstood: [] });
});

test.each(["split", "columns", "index", "records"] as const)(
  "tables written %s, as text or not, wrapped or not",
  (orient) => {
    const expected = limitsOf(read({}));
    for (const asText of [true, false]) {
      const text = net(base, (rows) => frame(rows, orient, asText));
      expect(limitsOf(readPandapower(text))).toEqual(expected);
      expect(limitsOf(readPandapower(JSON.stringify(JSON.parse(text)._object)))).toEqual(expected);
    }
  },
);

describe("switches", () => {
  test.each<[string, Tables]>([
    ["open at a line's end", { switch: [{ bus: 3, element: 1, et: "l", closed: false }] }],
    ["open at its other end", { switch: [{ bus: 2, element: 1, et: "l", closed: false }] }],
    ["a line out of service", { line: [base.line[0], { ...base.line[1], in_service: false }] }],
    ["a bus out of service", { bus: [...base.bus.slice(0, 3), { vn_kv: 20, in_service: false }] }],
  ])("%s: what is below is out", (_, tables) => {
    const imported = read(tables);
    expect(requestsOf(imported)).toEqual({ "load.0": 300 });
    expect(imported.report.dropped.map(({ id }) => id)).toContain("line.1");
  });

  test("closed ones at lines change nothing; with a rated current they are nodes", () => {
    const closed = { bus: 2, element: 1, et: "l", closed: true };
    expect(limitsOf(read({ switch: [closed] }))).toEqual(limitsOf(read({})));
    const imported = read({ switch: [{ ...closed, in_ka: 0.05 }] });
    expect(near(limitsOf(imported))).toMatchObject({
      "line.1.switch": ["line.0", kw(0.05)],
      "line.1": ["line.1.switch", kw(0.3)],
    });
  });

  test("open at a transformer", () => {
    expect(() => read({ switch: [{ bus: 0, element: 0, et: "t", closed: false }] })).toThrow(
      "nothing that takes or gives power",
    );
  });

  test("between buses they are nodes, with their rated current where they have one", () => {
    const line = [base.line[0]];
    const rated = read({ line, switch: [{ bus: 2, element: 3, et: "b", closed: true, in_ka: 0.4 }] });
    expect(near(limitsOf(rated))).toMatchObject({ "switch.0": ["line.0", kw(0.4)], "load.1": ["switch.0", 100] });
    expect(kindOf(rated, "switch.0")).toBe("switch");
    const unrated = read({ line, switch: [{ bus: 2, element: 3, et: "b", closed: true }] });
    expect(unrated.report.unrated).toEqual([{ id: "switch.0", reason: "no rated current (in_ka)" }]);
    const open = read({ line, switch: [{ bus: 2, element: 3, et: "b", closed: false }] });
    expect(open.report.islands).toEqual([{ buses: ["3"], ids: ["load.1"] }]);
  });
});

describe("transformers with three windings", () => {
  const trafo3w = [{ hv_bus: 0, mv_bus: 1, lv_bus: 2, sn_hv_mva: 40, sn_mv_mva: 25, sn_lv_mva: 15 }];
  const without = { trafo: [], line: [base.line[1]], trafo3w };

  test("are three branches that meet", () => {
    const imported = read({
      ...without,
      load: [
        { bus: 1, p_mw: 1 },
        { bus: 3, p_mw: 2 },
      ],
    });
    expect(near(limitsOf(imported))).toEqual({
      "trafo3w.0.hv": ["source", 40000],
      "trafo3w.0.mv": ["trafo3w.0.hv", 25000],
      "load.0": ["trafo3w.0.mv", 1000],
      "trafo3w.0.lv": ["trafo3w.0.hv", 15000],
      "line.0": ["trafo3w.0.lv", kw(0.3)],
      "load.1": ["line.0", 2000],
    });
  });

  test("a switch with a rated current at an end limits that end", () => {
    const imported = read({
      ...without,
      switch: [
        { bus: 1, element: 0, et: "t3", closed: true, in_ka: 0.4 },
        { bus: 1, element: 0, et: "t3", closed: true, in_ka: 0.5 },
      ],
      load: [
        { bus: 1, p_mw: 1 },
        { bus: 3, p_mw: 2 },
      ],
    });
    expect(near(limitsOf(imported))).toMatchObject({
      "trafo3w.0.mv.switch": ["trafo3w.0.hv", kw(0.4)],
      "trafo3w.0.mv": ["trafo3w.0.mv.switch", 25000],
      "load.0": ["trafo3w.0.mv", 1000],
      "trafo3w.0.lv": ["trafo3w.0.hv", 15000],
      "line.0": ["trafo3w.0.lv", kw(0.3)],
    });
  });

  test("an open switch takes one of them", () => {
    const imported = read({
      ...without,
      switch: [{ bus: 1, element: 0, et: "t3", closed: false }],
      load: [
        { bus: 1, p_mw: 1 },
        { bus: 3, p_mw: 2 },
      ],
    });
    expect(requestsOf(imported)).toEqual({ "load.1": 2000 });
  });
});

describe("sources and stores", () => {
  test("static generators, generators, storage and what else takes power", () => {
    const imported = read({
      sgen: [
        { bus: 2, p_mw: 0.2, type: "PV" },
        { bus: 2, p_mw: 0.3, scaling: 0.5, type: "WP" },
      ],
      gen: [{ bus: 2, p_mw: 0.4 }],
      storage: [{ bus: 2, p_mw: -0.05, max_p_mw: 0.1, min_p_mw: -0.08 }],
      motor: [{ bus: 2, pn_mech_mw: 0.09, efficiency_percent: 90, loading_percent: 50 }],
      asymmetric_load: [{ bus: 2, p_a_mw: 0.01, p_b_mw: 0.02, p_c_mw: 0.03 }],
      ward: [{ bus: 2, ps_mw: 0.01, pz_mw: 0.02 }],
      load: [
        { bus: 2, p_mw: 0.1, type: "EVSE" },
        { bus: 2, p_mw: 0.1, type: "HP" },
        { bus: 2, p_mw: -0.1 },
      ],
    });
    const { grid } = imported;
    const told = Array.from(grid.tree.leaves, (leaf) => [
      grid.tree.id(leaf),
      grid.kinds[leaf],
      Math.round(grid.tree.lower[leaf] * 10) / 10,
      Math.round(grid.tree.upper[leaf] * 10) / 10,
      Math.round((grid.tree.request?.[leaf] ?? 0) * 10) / 10,
    ]);
    expect(told).toEqual([
      ["load.0", "ev", 0, 100, 100],
      ["load.1", "heatpump", 0, 100, 100],
      ["load.2", "generator", -100, 0, -100],
      ["asymmetric_load.0", "load", 0, 60, 60],
      ["motor.0", "load", 0, 50, 50],
      ["ward.0", "load", 0, 30, 30],
      ["sgen.0", "pv", -200, 0, -200],
      ["sgen.1", "generator", -150, 0, -150],
      ["gen.0", "generator", -400, 0, -400],
      ["storage.0", "storage", -80, 100, 0],
    ]);
  });

  test("scaled to 0 it is off in this case: it may, and requests nothing, and is told", () => {
    const imported = read({ sgen: [{ bus: 2, p_mw: 0.2, scaling: 0, type: "PV" }] });
    const leaf = imported.grid.tree.indexOf("sgen.0");
    expect([imported.grid.tree.lower[leaf], imported.grid.tree.request?.[leaf]]).toEqual([-200, 0]);
    expect(imported.report.assumed).toEqual([
      { id: "sgen.0", reason: "scaling is 0: it is off in this case, and requests nothing of what it may" },
    ]);
  });

  test("of what may be controlled, the part that may not is a limit", () => {
    const { tree } = read({
      load: [
        { bus: 2, p_mw: 0.5, controllable: true, min_p_mw: 0.2 },
        { bus: 2, p_mw: 0.5, controllable: false, min_p_mw: 0.2 },
      ],
    }).grid;
    expect(Array.from(tree.leaves, (leaf) => tree.lower[leaf])).toEqual([200, 0]);
  });

  test("a slack generator feeds the grid; out of service nothing does", () => {
    const fed = { ext_grid: [], gen: [{ bus: 0, p_mw: 1, slack: true }] };
    expect(requestsOf(read(fed))).toEqual({ "load.0": 300, "load.1": 100 });
    expect(() => read({ ext_grid: [{ bus: 0, in_service: false }] })).toThrow("nothing feeds this grid");
  });
});

describe("ratings that cannot be believed", () => {
  test.each([
    [{ max_i_ka: 99999 }, "max_i_ka is 99999, a placeholder"],
    [{ max_i_ka: 0 }, "max_i_ka is 0, a placeholder"],
    [{ max_i_ka: null }, "no max_i_ka"],
  ])("%j is unlimited and told", (cells, reason) => {
    const imported = read({ line: [{ ...base.line[0], ...cells }, base.line[1]] });
    expect(limitsOf(imported)["line.0"][1]).toBe(Number.POSITIVE_INFINITY);
    expect(imported.report.unrated).toEqual([{ id: "line.0", reason }]);
  });

  test("or what is assumed", () => {
    const imported = read(
      { line: [{ from_bus: 1, to_bus: 2, parallel: 2 }, base.line[1]] },
      { defaultAmps: 100, powerFactor: 0.5 },
    );
    expect(near(limitsOf(imported))["line.0"]).toEqual(["trafo.0", kw(0.1)]);
  });

  test("transformers of 0 or 99999 MVA", () => {
    expect(read({ trafo: [{ ...base.trafo[0], sn_mva: 99999 }] }).report.unrated).toEqual([
      { id: "trafo.0", reason: "its rated power is 99999 MVA, a placeholder" },
    ]);
  });
});

test("places: points of version 3, and the table of version 2", () => {
  const bus = base.bus.map((row, at) => ({
    ...row,
    geo: at === 2 ? '{"type": "Point", "coordinates": [7.5, 48.5]}' : null,
  }));
  const three = read({ bus }).grid;
  expect(three.places?.[three.tree.indexOf("load.0")]).toEqual({ x: 7.5, y: 48.5 });
  const two = read({
    bus_geodata: [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
      { x: 5, y: 6 },
    ],
  }).grid;
  expect(two.places?.[two.tree.indexOf("load.0")]).toEqual({ x: 5, y: 6 });
  expect(read({}).grid.places).toBeUndefined();
});

test("a place that is no point is told", () => {
  const bus = base.bus.map((row, at) => ({
    ...row,
    geo: ["{", '{"type": "Point", "coordinates": ["x", 1]}', "", null][at],
  }));
  const { grid, report } = read({ bus });
  expect(grid.places).toBeUndefined();
  expect(report.misunderstood.map(({ problem }) => problem)).toEqual([
    'bus.0: geo is "{"; it must be a GeoJSON point',
    'bus.1: geo is "{"type": "Point", "coordinates": ["x", 1]}"; it must be a GeoJSON point',
  ]);
});

test("a phase whose power is missing is told, and taken for 0", () => {
  const imported = read({
    load: [],
    asymmetric_load: [{ bus: 2, p_a_mw: 0.1, p_b_mw: null, p_c_mw: 0.2 }],
    ward: [{ bus: 2, ps_mw: 0.1 }],
  });
  expect(requestsOf(imported)).toEqual({ "asymmetric_load.0": 300, "ward.0": 100 });
  expect(imported.report.assumed).toEqual([
    { id: "asymmetric_load.0", reason: "no p_b_mw; taken for 0" },
    { id: "ward.0", reason: "no pz_mw; taken for 0" },
  ]);
});

test("what is not understood is told, and left out", () => {
  const { report } = read({
    load: [...base.load, { bus: 2, p_mw: "much" }, { bus: 77, p_mw: 1 }, { p_mw: 1 }],
    switch: [{ bus: 1, element: 1, et: "x" }],
    dcline: [{ from_bus: 0, to_bus: 1 }],
    shunt: [{ bus: 1 }, { bus: 2 }],
  });
  expect(report.misunderstood.map(({ problem }) => problem)).toEqual([
    "switch.0: no bus, element or kind of element (et)",
    'load.2: p_mw is "much"; it must be a number',
  ]);
  expect(report.dropped).toEqual([
    { id: "dcline.0", reason: "elements of this table are not read" },
    { id: "load.3", reason: "there is no bus 77" },
    { id: "load.4", reason: "it names no bus" },
  ]);
  expect(report.ignored).toEqual({ shunt: 2 });
});

test("a cell that is neither true nor false is told, and takes nothing out of service", () => {
  const { grid, report } = read({
    load: [
      { bus: 2, p_mw: 1, in_service: "perhaps" },
      { bus: 2, p_mw: 2, in_service: "False" },
      { bus: 2, p_mw: 3, in_service: [0] },
    ],
  });
  expect(report.misunderstood.map(({ problem }) => problem)).toEqual([
    'load.0: in_service is "perhaps"; it must be true or false',
    "load.2: in_service is no single value; it must be true or false",
  ]);
  expect(Array.from(grid.tree.leaves, (leaf) => grid.tree.id(leaf))).toEqual(["load.0", "load.2"]);
});

test("a table that is not known is told where its rows are at buses; results and settings are not", () => {
  const { report } = read({
    heat_exchanger: [
      { bus: 2, p_mw: 1 },
      { bus: 3, p_mw: 1 },
    ],
    link: [{ from_bus: 1, to_bus: 2 }],
    res_sgen: [{ bus: 1 }],
    line_geodata: [{ coords: "[]" }],
  });
  expect(report.misunderstood.map(({ problem }) => problem)).toEqual([
    'the table "heat_exchanger" is not known; rows left out: 2',
    'the table "link" is not known; rows left out: 1',
  ]);
});

test.each([
  ["", "an empty file"],
  ["[1]", "JSON"],
  ['{"a": 1}', 'no tables "bus" and "line" or "trafo" in it; it looks like JSON'],
  ["New Circuit.c", "an OpenDSS script"],
])("a text that is no grid is an error: %j", (text, message) => {
  expect(() => readPandapower(text)).toThrow(message);
});

test("JSON that is broken is an error with its place", () => {
  expect(() => readPandapower('{"bus": {},\n"line" 1}', { source: "net.json" })).toThrow("net.json:2:8: not JSON");
});
