import { describe, expect, test } from "vitest";
import { readOpenDss } from "../../../src/importers/opendss/read-opendss.js";
import { fromDss, requestsOf } from "../grid-of.js";

const load = (name: string, kw: number) => `New Load.${name} bus1=source kw=${kw}\n`;

describe("files that a script names", () => {
  test("are opened from the folder of the file that names them, whatever case and slashes", async () => {
    const imported = await fromDss("Redirect Sub\\Loads.DSS\nredirect (more.dss)", {
      "sub/loads.dss": `${load("x", 1)}redirect deeper/last.dss`,
      "sub/deeper/last.dss": `${load("y", 2)}redirect ../../top.dss`,
      "top.dss": load("z", 3),
      "more.dss": load("w", 4),
    });
    expect(requestsOf(imported)).toEqual({ "load.x": 1, "load.y": 2, "load.z": 3, "load.w": 4 });
  });

  test("compiling changes the folder, redirecting does not", async () => {
    const files = {
      "sub/master.dss": "New Circuit.c\nNew Load.x bus1=sourcebus kw=1",
      "sub/more.dss": "New Load.y bus1=sourcebus kw=2",
      "more.dss": "New Load.z bus1=sourcebus kw=3",
    };
    const compiled = await fromDss("! new circuit\nCompile sub/master.dss\nRedirect more.dss", files);
    expect(requestsOf(compiled)).toEqual({ "load.x": 1, "load.y": 2 });
    const redirected = await fromDss("! new circuit\nRedirect sub/master.dss\nRedirect more.dss", files);
    expect(requestsOf(redirected)).toEqual({ "load.x": 1, "load.z": 3 });
  });

  test("a missing one is an error with its place", async () => {
    await expect(fromDss("Redirect there.dss", { "there.dss": "\nredirect nowhere.dss" })).rejects.toThrow(
      'there.dss:2: there is no file "nowhere.dss" to read',
    );
  });

  test.each(["../up.dss", "/etc/passwd", "C:\\up.dss", "sub/../../up.dss", "\\\\server\\up.dss"])(
    "%s is not opened unless files outside are allowed",
    async (path) => {
      const opened: string[] = [];
      const open = (asked: string) => {
        opened.push(asked);
        return load("x", 1);
      };
      await expect(fromDss(`Redirect ${path}`, {}, { open })).rejects.toThrow("is outside of the folder");
      expect(opened).toEqual([]);
      await fromDss(`Redirect ${path}`, {}, { open, allowOutside: true });
      expect(opened).toHaveLength(1);
    },
  );

  test("one that reads itself is an error, by way of others too", async () => {
    await expect(fromDss("Redirect a.dss", { "a.dss": "redirect B.dss", "b.dss": "redirect A.DSS" })).rejects.toThrow(
      'b.dss:1: "A.DSS" is being read already: it would read itself without end'.replace("b.dss", "B.dss"),
    );
    await expect(fromDss("Redirect master.dss", { "master.dss": "" })).rejects.toThrow("is being read already");
  });

  test("one may be read again when it has been read", async () => {
    const imported = await fromDss("Redirect a.dss\nRedirect a.dss", { "a.dss": load("x", 1) });
    expect(requestsOf(imported)).toEqual({ "load.x": 1 });
  });

  test("files that open files that open files end", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, level) => [`${level}.dss`, `redirect ${level + 1}.dss\n`.repeat(2)]),
    );
    await expect(fromDss("Redirect 0.dss", { ...files, "40.dss": "" })).rejects.toThrow(
      "more than 100000 files are opened",
    );
  });

  test("coordinates, with a header or without; a missing file of them is told", async () => {
    const { grid, report } = await fromDss(
      `New Line.l source a.1.2 normamps=1\nNew Load.x bus1=a kw=1\nBuscoords xy.csv\nBuscoords nowhere.csv
      SetBusXY bus=source x=5 y=6`,
      { "xy.csv": "Bus, X, Y\nA, 1.5, (2 3 *)\na, 1.5, -2e1\nelsewhere 3 4" },
    );
    expect(grid.places?.[grid.tree.indexOf("line.l")]).toEqual({ x: 1.5, y: -20 });
    expect(report.misunderstood.map(({ problem }) => problem)).toEqual([
      'there is no file "nowhere.csv" with coordinates',
    ]);
    expect(report.assumed).toEqual([{ id: "xy.csv", reason: 'line 1, "Bus, X, Y", is taken for a header' }]);
  });

  test("a first line of coordinates with one number is no header", async () => {
    const { report } = await fromDss("New Load.x bus1=source kw=1\nBuscoords xy.csv", { "xy.csv": "source, 1, east" });
    expect(report.misunderstood).toEqual([{ source: "xy.csv", line: 1, problem: "it must be a bus, its x and its y" }]);
    expect(report.assumed).toEqual([]);
  });

  test("lines of coordinates that are none are told with their file and line, a header, blanks and comments apart", async () => {
    const { report } = await fromDss(
      "New Load.x bus1=source kw=1\nBuscoords sub/xy.csv\nSetBusXY bus=source x=5\nvar @a=1 b=2",
      { "sub/xy.csv": "Bus, X, Y\n\n// a comment\nsource, 1, 2\na, east, 4\nb, 3" },
    );
    expect(report.misunderstood).toEqual([
      { source: "sub/xy.csv", line: 5, problem: "it must be a bus, its x and its y" },
      { source: "sub/xy.csv", line: 6, problem: "it must be a bus, its x and its y" },
      { source: "master.dss", line: 4, problem: "SetBusXY must have a bus, its x and its y" },
      { source: "master.dss", line: 5, problem: '"b" sets no variable: their names begin with @' },
    ]);
  });

  test.each([
    ["", "an empty file"],
    ['{"bus": []}', "JSON"],
    ["<html></html>", "a web page"],
    ["PK\u0003\u0004", "a zip archive or a spreadsheet (.xlsx)"],
    ["function mpc = case9\nmpc.bus = [];", "a MATPOWER case"],
    ["id,parent,lower,upper\n", "a grid in CSV"],
    ["What a day", "it does not look like a grid file"],
    ["New Load.x bus1=a", "an OpenDSS script"],
  ])("a text without a circuit is an error that says what it looks like: %j", async (text, looks) => {
    await expect(readOpenDss(text, { source: "f" })).rejects.toThrow(looks);
  });
});
