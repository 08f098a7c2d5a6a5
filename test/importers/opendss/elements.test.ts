import { describe, expect, test } from "vitest";
import { fromDss, kindOf, limitsOf, requestsOf } from "../grid-of.js";

const load = "New Load.x bus1=a phases=3 kw=5\n";

async function ratingOf(line: string, id: string, options = {}): Promise<number> {
  return limitsOf(await fromDss(`${line}\n${load}`, {}, options))[id][1];
}

describe("what a line may carry: phases × voltage × ampacity", () => {
  const l = "New Line.l source a";
  test.each<[string, string, number]>([
    ["its own", `${l} normamps=10`, 360],
    ["of one phase", `${l} normamps=10 phases=1`, 120],
    ["its code's, phases too", `New Linecode.c nphases=2 normamps=10\n${l} linecode=c`, 240],
    ["phases that are said behind the code", `New Linecode.c nphases=2 normamps=10\n${l} linecode=c phases=1`, 120],
    ["its own before its code's", `New Linecode.c normamps=20\n${l} linecode=c normamps=10`, 360],
    ["a code that is made later", `${l} linecode=c\nNew Linecode.c normamps=20`, 720],
    ["its geometry's", `New LineGeometry.g nphases=1 normamps=10\n${l} geometry=g`, 120],
    [
      "its geometry's first conductor's",
      `New WireData.w normamps=10\nNew LineGeometry.g nphases=1 cond=1 wire=w cond=2 wire=v\n${l} geometry=g`,
      120,
    ],
    [
      "a cable of the geometry",
      `New CNData.c normamps=10\nNew LineGeometry.g nphases=3 cncables=[c c c]\n${l} geometry=g`,
      360,
    ],
    ["its wires'", `New WireData.w normamps=10\n${l} spacing=s wires=[w w w]`, 360],
    ["arithmetic", `${l} normamps=(5 2 *)`, 360],
    ["nothing", l, Number.POSITIVE_INFINITY],
    ["no more than nothing", `${l} normamps=0`, Number.POSITIVE_INFINITY],
  ])("%s", async (_, lines, expected) => {
    expect(await ratingOf(lines, "line.l")).toBe(expected);
  });

  test("both ways, and told where it is missing", async () => {
    const { grid, report } = await fromDss(`New Line.l source a normamps=10\nNew Line.m a b\nNew Load.x bus1=b kw=5`);
    expect(grid.tree.lower[grid.tree.indexOf("line.l")]).toBe(-grid.tree.upper[grid.tree.indexOf("line.l")]);
    expect(report.unrated).toEqual([{ id: "line.m", reason: "no ampacity; OpenDSS would take 400 A" }]);
  });

  test("emergency ratings, the normal one where there is none; power factor; assumed amps", async () => {
    expect(await ratingOf(`${l} normamps=10 emergamps=20`, "line.l", { rating: "emergency" })).toBe(720);
    expect(await ratingOf(`${l} normamps=10`, "line.l", { rating: "emergency" })).toBe(360);
    expect(await ratingOf(`${l} normamps=10`, "line.l", { powerFactor: 0.9 })).toBe(324);
    expect(await ratingOf(l, "line.l", { defaultAmps: 400 })).toBe(14400);
  });

  test.each([
    [{ powerFactor: 0 }, "powerFactor is 0"],
    [{ powerFactor: 1.1 }, "powerFactor is 1.1"],
    [{ defaultAmps: -1 }, "defaultAmps is -1"],
    [{ rating: "great" }, 'rating is "great"'],
  ])("%j is refused", async (options, message) => {
    await expect(fromDss(load, {}, options as object)).rejects.toThrow(message);
  });

  test("reactors and capacitors limit where they are in series, and are counted where they are not", async () => {
    const imported = await fromDss(`New Reactor.r source a normamps=10\nNew Capacitor.c bus1=a bus2=b normamps=20
      New Capacitor.d bus1=a\nNew Reactor.s bus1=a bus2=a.0.0.0\nNew Load.x bus1=b kw=5`);
    expect(limitsOf(imported)).toEqual({
      "reactor.r": ["source", 360],
      "capacitor.c": ["reactor.r", 720],
      "load.x": ["capacitor.c", 5],
    });
    expect(imported.report.ignored).toEqual({ "capacitor to ground": 1, "reactor to ground": 1 });
  });

  test("a fuse is a node above the line that it guards", async () => {
    const imported = await fromDss(`New Line.l source a normamps=10\nNew Fuse.f line.l 1 ratedcurrent=5\n${load}`);
    expect(limitsOf(imported)).toEqual({
      "fuse.f": ["source", 180],
      "line.l": ["fuse.f", 360],
      "load.x": ["line.l", 5],
    });
    expect(kindOf(imported, "fuse.f")).toBe("fuse");
  });
});

test("a fuse at a transformer is a node above it; one at anything else is told", async () => {
  const imported = await fromDss(`New Transformer.t buses=[source a] kvs=[20.8 0.4] kvas=[100 100]
New Fuse.f Transformer.t ratedcurrent=2\nNew Fuse.g Load.x\n${load}`);
  expect(limitsOf(imported)).toMatchObject({ "fuse.f": ["source", 72], "transformer.t": ["fuse.f", 100] });
  expect(imported.report.dropped).toEqual([{ id: "fuse.g", reason: "it guards no line and no transformer" }]);
  expect(imported.report.read).toEqual({ fuse: 2, load: 1, transformer: 1, vsource: 1 });
});

test("library entries that are not there are told once, with the line that names them", async () => {
  const { report } = await fromDss(`New Line.l source a linecode=nobody\nNew Line.m a b geometry=none normamps=1
New Transformer.t buses=[b c] xfmrcode=nothing kvs=[20.8 0.4] kvas=[1 1]\nNew Load.x bus1=c kw=1`);
  expect(report.misunderstood.map(({ line, problem }) => [line, problem])).toEqual([
    [2, 'line.l: there is no linecode "nobody"'],
    [3, 'line.m: there is no linegeometry "none"'],
    [4, 'transformer.t: there is no xfmrcode "nothing"'],
  ]);
});

describe("transformers", () => {
  test.each([
    ["winding by winding", "~ wdg=1 bus=source kv=20.8 kva=100\n~ wdg=2 bus=a kv=0.4 kva=100"],
    ["in lists", "~ buses=(source, a.1.2.3) conns=(delta wye) kvs=[20.8 0.4] kvas=[100 100]"],
    ["by a code", "~ xfmrcode=c buses=[source a]"],
  ])("written %s carry the kVA of the first winding, and pass voltage on", async (_, windings) => {
    const imported = await fromDss(`New XfmrCode.c phases=3 windings=2 kvs=[20.8 0.4] kvas=[100 100]
New Transformer.t phases=3 windings=2
${windings}
New Line.l a b normamps=100\nNew Load.x bus1=b kw=5`);
    expect(limitsOf(imported)).toMatchObject({ "transformer.t": ["source", 100] });
    const { grid } = imported;
    expect(grid.kvLineToNeutral[grid.tree.indexOf("transformer.t")]).toBeCloseTo(0.4 / Math.sqrt(3), 12);
    expect(limitsOf(imported)["line.l"][1]).toBeCloseTo(Math.sqrt(3) * 0.4 * 100, 9);
  });

  test("split phase: 120/240 V, two windings at one bus", async () => {
    const imported =
      await fromDss(`New Transformer.t phases=1 windings=3 buses=[source.1 a.1.0 a.0.2] kvs=[12 .12 .12] kvas=[25 25 25]
New Linecode.triplex nphases=2 normamps=100\nNew Line.l a.1.2 b.1.2 linecode=triplex\nNew Load.x phases=1 bus1=b.1.2 kv=.24 kw=5`);
    expect(limitsOf(imported)).toEqual({
      "transformer.t": ["source", 25],
      "line.l": ["transformer.t", 24],
      "load.x": ["line.l", 5],
    });
  });

  test("one winding over both halves of a split phase", async () => {
    const imported = await fromDss(`New Transformer.t phases=1 buses=[source.1 a.1.2] kvs=[12 .24] kvas=[25 25]
New Line.l a.1.2 b.1.2 phases=2 normamps=100\nNew Load.x phases=1 bus1=b.1.2 kw=5`);
    expect(limitsOf(imported)["line.l"]).toEqual(["transformer.t", 24]);
  });

  test("three single-phase regulators between the same buses are one bank", async () => {
    const phases = [1, 2, 3].map(
      (p) => `New Transformer.r${p} phases=1 bank=r buses=[source.${p} a.${p}] kvs=[12 12] kvas=[100 100]
New RegControl.c${p} transformer=r${p} winding=2 vreg=122`,
    );
    const imported = await fromDss(`${phases.join("\n")}\n${load}`, {}, { strict: true });
    expect(limitsOf(imported)).toEqual({ "transformer.r1": ["source", 300], "load.x": ["transformer.r1", 5] });
    expect(kindOf(imported, "transformer.r1")).toBe("regulator");
    expect(imported.report.merged).toEqual([
      { id: "transformer.r1", ids: ["transformer.r1", "transformer.r2", "transformer.r3"], bank: true },
    ]);
  });

  test("three voltages meet in a bus of the transformer's own", async () => {
    const imported = await fromDss(`New Transformer.t windings=3 buses=[source a b] kvs=[20.8 10 0.4] kvas=[100 60 50]
New Load.x bus1=a kw=5\nNew Load.y bus1=b kw=6`);
    expect(limitsOf(imported)).toEqual({
      "transformer.t": ["source", 100],
      "transformer.t.2": ["transformer.t", 60],
      "transformer.t.3": ["transformer.t", 50],
      "load.x": ["transformer.t.2", 5],
      "load.y": ["transformer.t.3", 6],
    });
  });

  test("without kVA it is unlimited and told; emergency ratings where it has one", async () => {
    const t = "New Transformer.t buses=[source a] kvs=[20.8 0.4]";
    expect(await ratingOf(t, "transformer.t")).toBe(Number.POSITIVE_INFINITY);
    expect(await ratingOf(`${t} kvas=[100 100] emerghkva=150`, "transformer.t", { rating: "emergency" })).toBe(150);
    expect(await ratingOf(`${t} kvas=[100 100]`, "transformer.t", { rating: "emergency" })).toBe(100);
    const { report } = await fromDss(`${t}\n${load}`);
    expect(report.unrated).toEqual([{ id: "transformer.t", reason: "no kVA; OpenDSS would take 1000" }]);
  });
});

describe("what a load requests", () => {
  test.each<[string, number]>([
    ["kw=5", 5],
    ["kw=5 kvar=3", 5],
    ["kvar=3 kw=5 pf=.9", 5],
    ["kva=10 pf=0.9", 9],
    ["pf=-0.9 kva=10", 9],
    ["kva=10 kvar=6", 8],
    ["kw=5 kva=10 pf=0.9", 9],
    ["kva=10 pf=0.9 kw=5", 5],
    ["kvar=3 pf=.8", 4],
    ["xfkva=100 allocationfactor=0.4 pf=0.9", 36],
    ["kw=0.0001 pf=0.9 xfkva=100 allocationfactor=0.4", 36],
    ["kwh=720 kwhdays=30 cfactor=2", 2],
    ["kw=(10 2 /)", 5],
    ["", 10],
    ["kw=0", 0],
  ])("%s: %d kW", async (power, expected) => {
    expect(requestsOf(await fromDss(`New Load.x bus1=source ${power}`))).toEqual({ "load.x": expected });
  });

  test("OpenDSS's defaults are told where they are used", async () => {
    const { report } = await fromDss("New Load.x bus1=source\nNew Load.y bus1=source kva=10");
    expect(report.assumed).toEqual([
      { id: "load.x", reason: "no kw; OpenDSS takes 10" },
      { id: "load.y", reason: "no pf; OpenDSS takes 0.88" },
    ]);
  });
});

test("generators, panels and storage: limits, requests and kinds", async () => {
  const imported = await fromDss(`New Generator.g bus1=source kw=20\nNew Load.back bus1=source kw=-3
New PVSystem.p bus1=source pmpp=10 irradiance=0.8\nNew PVSystem.q bus1=source pmpp=10 kva=6 %pmpp=90
New Storage.s bus1=source kwrated=5 state=idling`);
  expect(requestsOf(imported)).toEqual({
    "generator.g": -20,
    "load.back": -3,
    "pvsystem.p": -8,
    "pvsystem.q": -6,
    "storage.s": 0,
  });
  const { tree } = imported.grid;
  const limits = Array.from(tree.leaves, (leaf) => [tree.lower[leaf], tree.upper[leaf]]);
  expect(limits).toEqual([
    [-20, 0],
    [-3, 0],
    [-8, 0],
    [-6, 0],
    [-5, 5],
  ]);
  expect(imported.grid.kinds.slice(1)).toEqual(["generator", "generator", "pv", "pv", "storage"]);
  expect(imported.report).toMatchObject({ loadKw: 0, exportKw: 37 });
});
