import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readGrid } from "../../src/files/read.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();

function file(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const master = file(
  "feeder/Master.dss",
  `New Circuit.c basekv=0.4 bus1=a
New Line.l bus1=a bus2=b normamps=100 emergamps=150
New Line.m bus1=b bus2=d
New Load.x bus1=b kw=50 daily=s
New Load.y bus1=d kw=30
Redirect SHAPES.dss
BusCoords xy.csv`,
);
file("feeder/shapes.DSS", "New Loadshape.s npts=2 interval=0.5 mult=(0.5 1)\n");
file("feeder/xy.csv", "a,7,48\nb,7.1,48\nd,7.1,48.1\n");
const matpower = file(
  "case.m",
  "mpc.bus = [1 3 0 0 0 0 1 1 0 12; 2 1 0.1 0 0 0 1 1 0 12];\nmpc.branch = [1 2 0 0 0 0.05 0 0.06 0 0 1];\n",
);
const pandapower = file(
  "net.json",
  JSON.stringify({
    _class: "pandapowerNet",
    _object: {
      bus: [{ vn_kv: 20 }, { vn_kv: 0.4 }],
      ext_grid: [{ bus: 0 }],
      trafo: [{ hv_bus: 0, lv_bus: 1, sn_mva: 0.1 }],
      line: [],
      load: [{ bus: 1, p_mw: 0.25 }],
    },
  }),
);

/** The upper limits of a grid by id, rounded. */
async function uppersIn(path: string): Promise<Record<string, number>> {
  const { tree } = await readGrid(path);
  return Object.fromEntries(
    Array.from({ length: tree.nodeCount }, (_, node) => [tree.id(node), Math.round(tree.upper[node] * 100) / 100]),
  );
}

describe("cnab convert", () => {
  test.each(["grid.csv", "grid.json", "grid.csv.gz"])("-o %s reads back as the file itself does", async (name) => {
    const path = join(folder, name);
    const { code, stdout, stderr } = await cnab(["convert", master, "-o", path]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^OpenDSS grid "c": 5 nodes, 2 of them leaves/);
    expect(stdout).toContain("without a rating, unlimited: 1\n");
    const [converted, direct] = [await readGrid(path), await readGrid(master)];
    for (const field of ["lower", "upper", "request", "parent"] as const) {
      expect(converted.tree[field]).toEqual(direct.tree[field]);
    }
    expect(converted.kinds).toEqual(direct.kinds);
    expect(converted.profiles).toEqual(direct.profiles);
  });

  test("without -o the grid goes to standard output, and the report to standard error", async () => {
    const { stdout, stderr } = await cnab(["convert", matpower]);
    expect(stdout.split("\n").slice(0, 3)).toEqual([
      "id,parent,lower,upper,request,kind",
      "source,,-inf,inf,,source",
      "branch.1,source,-50,50,,line",
    ]);
    expect(stderr).toContain("beyond their rating at the requests: 1\n  branch.1: 100 of 50 kW\n");
    expect(JSON.parse((await cnab(["convert", matpower, "--format", "json"])).stdout).nodes).toHaveLength(3);
  });

  test.each<[string[], string, number]>([
    [[matpower, "--rating", "emergency"], "branch.1", 60],
    [[matpower, "--per-phase"], "branch.1", 150],
    [[matpower, "--power-factor", "0.5"], "branch.1", 25],
    [[pandapower, "--power-factor", "0.9"], "trafo.0", 90],
    [[master, "--default-amps", "10"], "line.m", 6.93],
    [[master, "--rating", "emergency"], "line.l", 103.92],
  ])("%j", async (argv, id, expected) => {
    const path = join(folder, "options.csv");
    await cnab(["convert", ...argv, "-o", path]);
    expect((await uppersIn(path))[id]).toBe(expected);
  });

  test("--profiles-out writes the load shapes", async () => {
    const path = join(folder, "profiles.csv.gz");
    const { code } = await cnab(["convert", master, "-o", join(folder, "p.csv"), "--profiles-out", path]);
    expect(code).toBe(0);
    expect(gunzipSync(readFileSync(path)).toString()).toBe("minute,s\n0,0.5\n30,1\n");
    const { stderr } = await cnab(["convert", matpower, "--profiles-out", join(folder, "none.csv")]);
    expect(stderr).toBe("cnab: profiles are asked for, but no element follows a load shape\n");
    expect(existsSync(join(folder, "none.csv"))).toBe(false);
  });

  test("no output is written over an input", async () => {
    for (const argv of [
      ["-o", matpower],
      ["-o", join(folder, "q.csv"), "--profiles-out", matpower],
    ]) {
      const { code, stderr } = await cnab(["convert", matpower, ...argv, "--format", "csv"]);
      expect(code).toBe(2);
      expect(stderr).toContain(matpower);
    }
  });

  test("a map has the flows of the balanced allocation, where there are coordinates", async () => {
    const path = join(folder, "map.geojson");
    expect((await cnab(["convert", master, "-o", path])).stderr).toBe("");
    const { features } = JSON.parse(readFileSync(path, "utf8"));
    expect(features.map(({ properties: { id } }: { properties: { id: string } }) => id)).toEqual([
      "line.l",
      "load.x",
      "line.m",
      "load.y",
    ]);
    expect(features[2]).toEqual({
      type: "Feature",
      geometry: {
        type: "LineString",
        coordinates: [
          [7.1, 48],
          [7.1, 48.1],
        ],
      },
      properties: { id: "line.m", kind: "line", lower: null, upper: null, flow: 30, used: null },
    });
    expect(features[3].geometry).toEqual({ type: "Point", coordinates: [7.1, 48.1] });
    const partly = file(
      "feeder/partly.dss",
      "Redirect master.dss\nNew Line.n bus1=b bus2=nowhere\nNew Load.z bus1=nowhere kw=1",
    );
    expect((await cnab(["convert", partly, "-o", path])).stderr).toBe(
      `cnab: ${partly}: without coordinates, not on the map: 2 of 7 nodes\n`,
    );
    const { code, stderr } = await cnab(["convert", matpower, "--format", "geojson"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "cnab: a map is asked for, but the file has no coordinates\n",
    });
  });

  test("--strict refuses what is no tree", async () => {
    const ring = file(
      "ring.dss",
      "New Circuit.c bus1=a\nNew Line.l a b\nNew Line.m b d\nNew Load.y bus1=d kw=3\nNew Line.n bus1=d bus2=a",
    );
    expect((await cnab(["convert", ring])).code).toBe(0);
    const { code, stderr } = await cnab(["convert", ring, "--strict"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `cnab: ${ring}: node "line.m": strict: closes a loop, between "b" and "d"\n`,
    });
  });

  test("files outside of the folder, also behind links, are for --allow-outside", async () => {
    file("outside.dss", "New Load.z bus1=a kw=5\n");
    const up = file("feeder/up.dss", "New Circuit.c\nNew Load.x bus1=sourcebus kw=1\nRedirect ../Outside.dss\n");
    const { code, stderr } = await cnab(["convert", up]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "is outside of the folder of the first file; allowOutside (--allow-outside) lets it be read",
    );
    expect((await cnab(["convert", up, "--allow-outside"])).code).toBe(0);

    symlinkSync(join(folder, "outside.dss"), join(folder, "feeder", "link.dss"));
    const linked = file("feeder/linked.dss", "New Circuit.c\nNew Load.x bus1=sourcebus kw=1\nRedirect LINK.dss\n");
    expect((await cnab(["convert", linked])).stderr).toContain("a link leads out of the folder");
    expect((await cnab(["convert", linked, "--allow-outside"])).code).toBe(0);
  });

  test("a stray NUL in a file that is named is passed over; what is no file is not there", async () => {
    file("feeder/nul.dss", `! ${"x".repeat(300)}\nNew Load.z bus1=sourcebus kw=5\0\r\n`);
    const nul = file("feeder/nuls.dss", "New Circuit.c\nRedirect nul.dss\n");
    expect((await cnab(["convert", nul])).stdout).toContain("load.z,source,0,5,5,,load");
    const device = file("feeder/device.dss", "New Circuit.c\nRedirect /dev/zero\n");
    expect((await cnab(["convert", device, "--allow-outside"])).stderr).toContain(
      'there is no file "/dev/zero" to read',
    );
  });

  test.each([
    ["a text that is no grid", "x.dss", "hello", "no OpenDSS circuit"],
    ["a case without buses", "x.m", "x = 1;", 'no matrix "bus" in it'],
    ["YAML that is broken", "x.yaml", "id: [", "not YAML"],
  ])("%s is bad input", async (_, name, content, message) => {
    const { code, stderr } = await cnab(["convert", file(name, content)]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test("CSV and YAML are converted too, without a report", async () => {
    const yaml = file("g.yaml", "id: r\nupper: 4\nchildren:\n  a: { upper: 3 }\n");
    expect(await cnab(["convert", yaml])).toEqual({
      code: 0,
      stdout: "id,parent,lower,upper\nr,,-inf,4\na,r,0,3\n",
      stderr: "",
    });
  });
});

describe("other commands take these files as they are, and say in a line what there is to tell", () => {
  const note = `cnab: ${matpower}: MATPOWER elements: 1 beyond their rating at the requests\n`;
  const result = join(folder, "result.csv");

  test("solve and verify", async () => {
    const solved = await cnab(["solve", matpower, "-o", result, "--format", "csv"]);
    expect({ code: solved.code, stderr: solved.stderr }).toEqual({ code: 0, stderr: note });
    expect(readFileSync(result, "utf8")).toContain("load.2,50,50,50,50\n");
    const { code, stderr } = await cnab(["verify", matpower, result]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: note });
  });

  test.each([
    ["show", "load.2", ["show", matpower]],
    ["explain", "load.2 carries 50", ["explain", matpower, "load.2"]],
    ["compare", "proportional", ["compare", matpower]],
  ])("%s", async (_, text, argv) => {
    const { code, stdout, stderr } = await cnab(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: note });
    expect(stdout).toContain(text);
  });

  test("options for reading, and standard input by how it begins", async () => {
    const { stdout } = await cnab(["solve", "-", "--per-phase", "--format", "csv"], readFileSync(matpower, "utf8"));
    expect(stdout).toContain("load.2,150,150,150,150\n");
    const dss = await cnab(["solve", "-", "--format", "csv"], "Clear\nNew Circuit.c\nNew Load.x bus1=sourcebus kw=1");
    expect(dss.stdout).toContain("load.x,1,1,1,0\n");
    const yaml = await cnab(["solve", "-", "--format", "csv"], "id: r\nupper: 4\n");
    expect(yaml.stdout).toContain("r,4,4,4\n");
    const net = await cnab(["solve", "-", "--format", "csv"], readFileSync(pandapower, "utf8"));
    expect(net.stdout).toContain("load.0,100,100,100,150\n");
  });
});
