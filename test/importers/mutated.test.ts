import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readMatpower } from "../../src/importers/matpower/read-matpower.js";
import { openAmong } from "../../src/importers/open-among.js";
import { readOpenDss } from "../../src/importers/opendss/read-opendss.js";
import { readPandapower } from "../../src/importers/pandapower/read-pandapower.js";
import { FormatError } from "../../src/text/format-error.js";
import { Random } from "../random-trees.js";

const sources = process.env.CNAB_GRIDS && join(process.env.CNAB_GRIDS, "..", "sources");
const isThere = sources !== undefined && existsSync(sources);

/** Pieces that mean something in one format or another. */
const pieces = [
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  '"',
  "'",
  "|",
  ",",
  ";",
  ":",
  "=",
  "~",
  "!",
  "%",
  "//",
  "/*",
  "*/",
  "...",
  "\n",
  "\0",
  "-",
  "1e999",
  "NaN",
  "null",
  "New ",
  "like=",
  "Redirect ",
  "wdg=",
  "@x",
  "\\",
  "\uFEFF",
  "9".repeat(50),
  "éß€",
];

/** The text with a few pieces taken out, put in, doubled or moved, or cut short. */
function mutated(text: string, random: Random): string {
  let changed = text;
  for (let changes = random.integer(1, 8); changes > 0; changes--) {
    const at = random.integer(0, changed.length);
    const end = Math.min(at + random.integer(1, 60), changed.length);
    const cut = changed.slice(at, end);
    switch (random.integer(0, 5)) {
      case 0:
        changed = changed.slice(0, at) + changed.slice(end);
        break;
      case 1:
        changed = changed.slice(0, at) + random.pick(pieces) + changed.slice(at);
        break;
      case 2:
        changed = changed.slice(0, at) + cut + changed.slice(at);
        break;
      case 3: {
        const to = random.integer(0, changed.length);
        changed = changed.slice(0, to) + cut + changed.slice(to);
        break;
      }
      case 4:
        changed = changed.slice(0, at) + random.pick(pieces) + changed.slice(end);
        break;
      default:
        if (random.chance(0.3)) changed = changed.slice(0, at);
    }
  }
  return changed;
}

/** Reads `count` mutations of a text: each gives a grid or the reader's own error. */
async function readMutations(
  count: number,
  text: string,
  read: (text: string) => unknown,
): Promise<{ grids: number; refused: number }> {
  const outcomes = { grids: 0, refused: 0 };
  for (let seed = 1; seed <= count; seed++) {
    try {
      await read(mutated(text, new Random(seed)));
      outcomes.grids++;
    } catch (error) {
      if (!(error instanceof FormatError)) throw new Error(`seed ${seed}`, { cause: error });
      outcomes.refused++;
    }
  }
  return outcomes;
}

const small = {
  opendss: `Clear
New Circuit.small basekv=12.47 bus1=src
New Linecode.c nphases=3 normamps=(400 2 /)
New WireData.w normamps=100 200
New LineGeometry.g nconds=2 nphases=1 cond=1 wire=w x=0 h=1 units=m
New Loadshape.s npts=3 interval=1 mult=[1 2, 3]
New Transformer.t phases=3 windings=2 buses=(src, a.1.2.3) conns=(delta wye) kvs=(12.47 0.4) kvas=[500 500]
~ wdg=1 %r=.5 wdg=2 %r=(.5 1000 /)
New Line.l1 bus1=a bus2=b linecode=c length=1 units=km
New "Line.l2" a c.1 geometry=g
New Line.l3 like=l1 bus1=b bus2=c
New Fuse.f line.l1 1 ratedcurrent=300
New Load.x bus1=b kw=5 pf=.9 daily=s ! comment
New PVSystem.p bus1=c pmpp=3 irradiance=.9
BatchEdit load..* kva=(2 3 +)
Open Line.l3 1
Solve
`,
  matpower: `function mpc = small
%% comment
mpc.version = '2'; mpc.baseMVA = 100/3;
mpc.bus = [ 1 3 0 0 0 0 1 1 0 12/sqrt(3) 1 1.1 .9;
 2 1 1e-1 0 0 0 1 1 0 12 1 1.1 .9 % more
 3 1 -0.02 0 0 0 1 1 0 12 1 1.1 .9; ];
mpc.gen = [1 0 0 1 -1 1 100 1 10 0];
mpc.branch = [1 2 0.01 0.02 0 5 6 7 0 0 1 -360 360; ...
 2 3 .01 .02 0 4 0 0 0 0 1 -360 360];
[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD] = idx_bus;
Vbase = mpc.bus(1, 10) * 1e3;
mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;
mpc.bus_name = {'a'; 'b''s'};
`,
  pandapower: JSON.stringify({
    bus: { _object: '{"columns":["vn_kv"],"index":[0,1,2],"data":[[20],[20],[0.4]]}', orient: "split" },
    ext_grid: [{ bus: 0 }],
    line: [{ from_bus: 0, to_bus: 1, max_i_ka: 0.2, parallel: 2 }],
    trafo: [{ hv_bus: 1, lv_bus: 2, sn_mva: 0.4, in_service: true }],
    switch: [{ bus: 1, element: 0, et: "l", closed: true }],
    load: [{ bus: 2, p_mw: 0.1, scaling: 0.5, name: "x" }],
    sgen: [{ bus: 2, p_mw: 0.05, type: "PV" }],
  }),
};

describe("mutations of small files give a grid or the reader's own error", () => {
  const cases: [keyof typeof small, (text: string) => unknown][] = [
    ["opendss", (text) => readOpenDss(text, { open: openAmong({}) })],
    ["matpower", (text) => readMatpower(text)],
    ["pandapower", (text) => readPandapower(text)],
  ];
  test.each(cases)("%s", async (format, read) => {
    const { grids, refused } = await readMutations(4000, small[format], read);
    expect(Math.min(grids, refused)).toBeGreaterThan(100);
  });

  test.each(cases)("%s, cut short anywhere", async (format, read) => {
    const text = small[format];
    for (let length = 0; length <= text.length; length++) {
      const cut = async () => {
        await read(text.slice(0, length));
      };
      await cut().catch((error) => expect(error, `after ${length} characters`).toBeInstanceOf(FormatError));
    }
  });
});

/** A grid of three buses with something in every table that is read. */
const tables: Readonly<Record<string, Readonly<Record<string, unknown>>[]>> = {
  bus: [{ vn_kv: 20, geo: '{"coordinates":[7,48]}' }, { vn_kv: 20, in_service: true }, { vn_kv: 0.4 }],
  bus_geodata: [{ x: 1, y: 2 }],
  ext_grid: [{ bus: 0 }],
  line: [
    { from_bus: 0, to_bus: 1, max_i_ka: 0.2, df: 1, parallel: 2, in_service: true, name: "l" },
    { from_bus: 1, to_bus: 0, max_i_ka: 0.2 },
  ],
  trafo: [{ hv_bus: 1, lv_bus: 2, sn_mva: 0.4, df: 1, parallel: 1 }],
  trafo3w: [{ hv_bus: 0, mv_bus: 1, lv_bus: 2, sn_hv_mva: 1, sn_mv_mva: 1, sn_lv_mva: 1 }],
  impedance: [{ from_bus: 0, to_bus: 1 }],
  switch: [
    { bus: 1, element: 0, et: "l", closed: true, in_ka: 0.1 },
    { bus: 0, element: 1, et: "b", closed: true },
    { bus: 2, element: 0, et: "t3", closed: false },
  ],
  load: [{ bus: 2, p_mw: 0.1, scaling: 0.5, name: "x", type: "EV", controllable: true, min_p_mw: 0.01 }],
  asymmetric_load: [{ bus: 2, p_a_mw: 0.1 }],
  motor: [{ bus: 1, pn_mech_mw: 0.1, efficiency_percent: 90, loading_percent: 10 }],
  ward: [{ bus: 1, ps_mw: 0.1, pz_mw: -0.2 }],
  sgen: [{ bus: 2, p_mw: 0.05, type: "PV" }],
  gen: [{ bus: 1, p_mw: 0.1, slack: false }],
  storage: [{ bus: 1, p_mw: 0.1, max_p_mw: 0.2, min_p_mw: -0.1 }],
  dcline: [{ from_bus: 0, to_bus: 1 }],
};
const cells = [
  null,
  true,
  false,
  -1,
  0,
  1,
  2,
  0.5,
  77,
  1e300,
  -1e300,
  1e-320,
  "",
  "1",
  "NaN",
  "x",
  "__proto__",
  [],
  [1],
  {},
  { a: 1 },
];

test("pandapower: cells of every type in every place give a grid or the reader's own error", () => {
  const outcomes = { grids: 0, refused: 0 };
  for (let seed = 1; seed <= 5000; seed++) {
    const random = new Random(seed);
    const changed = structuredClone(tables);
    for (let changes = random.integer(1, 6); changes > 0; changes--) {
      const row = random.pick(changed[random.pick(Object.keys(changed))]) as Record<string, unknown>;
      row[random.pick(Object.keys(row))] = random.pick(cells);
    }
    try {
      readPandapower(JSON.stringify(changed));
      outcomes.grids++;
    } catch (error) {
      if (!(error instanceof FormatError)) throw new Error(`seed ${seed}`, { cause: error });
      outcomes.refused++;
    }
  }
  expect(Math.min(outcomes.grids, outcomes.refused)).toBeGreaterThan(100);
});

describe.skipIf(!isThere)("mutations of originals", () => {
  const file = (...path: string[]) => readFileSync(join(sources ?? "", ...path), "latin1");

  test.each([
    ["13Bus", "IEEE13Nodeckt.dss"],
    ["123Bus", "IEEE123Master.dss"],
    ["37Bus", "ieee37.dss"],
    ["8500-Node", "Master.dss"],
  ])("OpenDSS: %s, any of its files", { timeout: 300_000 }, async (folder, master) => {
    const here = ["opendss", "IEEETestCases", folder];
    const scripts = readdirSync(join(sources ?? "", ...here)).filter((name) => /\.(dss|txt)$/i.test(name));
    const files = Object.fromEntries(scripts.map((name) => [name, file(...here, name)]));
    const [count, changed] = folder === "8500-Node" ? [12, ["LoadXfmrCodes.dss", "Lines.dss"]] : [150, [master]];
    for (const name of changed) {
      await readMutations(count, files[name], (text) => {
        const open = openAmong({
          ...files,
          "../ieeelinecodes.dss": file("opendss", "IEEETestCases", "IEEELineCodes.DSS"),
          [name]: text,
        });
        return readOpenDss(name === master ? text : files[master], { open, allowOutside: true });
      });
    }
  });

  test("MATPOWER", async () => {
    await readMutations(60, file("matpower", "case533mt_hi.m"), (text) => readMatpower(text));
  });

  test("pandapower", async () => {
    await readMutations(60, file("pandapower", "mv_oberrhein.json"), (text) => readPandapower(text));
  });
});
