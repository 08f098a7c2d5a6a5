import { describe, expect, test } from "vitest";
import { fromDss, limitsOf, rounded } from "../grid-of.js";

/** Lines of 10 A (360 kW) between buses: `"source-a a-b"`. */
function lines(pairs: string): string {
  return pairs
    .split(" ")
    .map((pair) => {
      const [from, to] = pair.split("-");
      return `New Line.${from}${to} bus1=${from} bus2=${to} normamps=10\n`;
    })
    .join("");
}

const loads = (buses: string) =>
  buses
    .split(" ")
    .map((bus) => `New Load.${bus} bus1=${bus} kw=1\n`)
    .join("");

describe("grids that are not trees", () => {
  test("parallel lines are one, their ratings added and their names kept", async () => {
    const imported = await fromDss(`${lines("source-a")}New Line.second bus1=a bus2=source normamps=20\n${loads("a")}`);
    expect(limitsOf(imported)).toEqual({ "line.sourcea": ["source", 1080], "load.a": ["line.sourcea", 1] });
    expect(imported.grid.names?.[1]).toBe("line.sourcea+line.second");
    expect(imported.report.merged).toEqual([{ id: "line.sourcea", ids: ["line.sourcea", "line.second"], bank: false }]);
  });

  test("one of them without a rating leaves all unlimited", async () => {
    const imported = await fromDss(`${lines("source-a")}New Line.second bus1=a bus2=source\n${loads("a")}`);
    expect(limitsOf(imported)["line.sourcea"]).toEqual(["source", Number.POSITIVE_INFINITY]);
  });

  test("a ring is cut where its two sides meet", async () => {
    const imported = await fromDss(lines("source-a a-b b-c c-d d-source") + loads("a b c d"));
    expect(imported.report.cut).toEqual([{ id: "line.bc", from: "b", to: "c" }]);
    expect(imported.report.meshed).toEqual([]);
    expect(limitsOf(imported)).toMatchObject({ "load.b": ["line.ab", 1], "load.c": ["line.cd", 1] });
  });

  test("rings that share no more than a bus are cut each by itself", async () => {
    const imported = await fromDss(
      lines("source-a a-b b-source source-c c-d d-source a-e e-f f-a") + loads("a b c d e f"),
    );
    expect(imported.report.cut.map(({ id }) => id)).toEqual(["line.ab", "line.cd", "line.ef"]);
    expect(imported.report.meshed).toEqual([]);
  });

  test("a mesh is one busbar at the node that feeds it; what hangs on it keeps its limits", async () => {
    const mesh = "a-b b-c c-a a-d d-c";
    const imported = await fromDss(lines(`source-a ${mesh} c-e`) + loads("a d e"));
    expect(limitsOf(imported)).toEqual({
      "line.sourcea": ["source", 360],
      "load.a": ["line.sourcea", 1],
      "load.d": ["line.sourcea", 1],
      "line.ce": ["line.sourcea", 360],
      "load.e": ["line.ce", 1],
    });
    expect(imported.report.meshed).toEqual([
      { node: "line.sourcea", ids: ["line.ab", "line.bc", "line.ca", "line.ad", "line.dc"] },
    ]);
    expect(imported.report.cut).toEqual([]);
  });

  test("two transformers between meshed levels limit the lower one together", async () => {
    const transformer = (name: string, from: string, to: string) =>
      `New Transformer.${name} buses=[${from} ${to}] kvs=[20.8 0.4] kvas=[100 100]\n`;
    const imported = await fromDss(
      `${lines("source-a source-b a-b")}${transformer("t", "a", "low")}${transformer("u", "b", "low")}${loads("low")}`,
    );
    expect(limitsOf(imported)).toEqual({ "transformer.t": ["source", 200], "load.low": ["transformer.t", 1] });
    expect(imported.report.meshed).toEqual([{ node: "source", ids: ["line.sourcea", "line.sourceb", "line.ab"] }]);
    expect(imported.report.merged.map(({ ids }) => ids)).toEqual([["transformer.t", "transformer.u"]]);
  });

  test("a mesh of transformers alone limits nothing", async () => {
    const pairs = ["source a", "source b", "a b", "a c", "b c"];
    const transformers = pairs.map((buses, at) => {
      const kvs = `${20.8 - 3 * "sabc".indexOf(buses[0])} ${20.8 - 3 * "sabc".indexOf(buses.at(-1) ?? "")}`;
      return `New Transformer.t${at} buses=[${buses}] kvs=[${kvs}] kvas=[100 100]\n`;
    });
    const imported = await fromDss(transformers.join("") + loads("c"));
    expect(limitsOf(imported)).toEqual({ "load.c": ["source", 1] });
    expect(imported.report.meshed[0].ids).toHaveLength(5);
  });

  test("several sources feed one root; the loop between them is cut", async () => {
    const imported = await fromDss(
      `New Vsource.other bus1=d basekv=(12 3 sqrt *)\n${lines("source-a a-b b-c c-d")}${loads("a b c d")}`,
    );
    expect(limitsOf(imported)).toMatchObject({
      "line.sourcea": ["source", 360],
      "line.cd": ["source", 360],
      "load.d": ["source", 1],
    });
    expect(imported.report.cut.map(({ id }) => id)).toEqual(["line.bc"]);
  });

  test("islands are left out, each with what it has", async () => {
    const imported = await fromDss(lines("source-a x-y z-w") + loads("a y w v"));
    expect(Object.keys(limitsOf(imported))).toEqual(["line.sourcea", "load.a"]);
    expect(imported.report.islands).toEqual([
      { buses: ["x", "y"], ids: ["line.xy", "load.y"] },
      { buses: ["z", "w"], ids: ["line.zw", "load.w"] },
      { buses: ["v"], ids: ["load.v"] },
    ]);
  });

  test("what leads nowhere, and what has both ends at one bus, is told", async () => {
    const imported = await fromDss(lines("source-a a-b b-c a-a") + loads("a"));
    expect(Object.keys(limitsOf(imported))).toEqual(["line.sourcea", "load.a"]);
    expect(imported.report.dropped).toEqual([
      { id: "line.ab", reason: "nothing below it takes or gives power" },
      { id: "line.bc", reason: "nothing below it takes or gives power" },
      { id: "line.aa", reason: "both its ends are at one bus" },
    ]);
  });

  test.each([
    [
      "parallel lines",
      `${lines("source-a")}New Line.p bus1=a bus2=source\n${loads("a")}`,
      'node "line.sourcea": strict: in parallel with line.p',
    ],
    [
      "a ring",
      lines("source-a a-b b-source") + loads("a"),
      'node "line.ab": strict: closes a loop, between "a" and "b"',
    ],
    [
      "a mesh",
      lines("source-a a-b b-c c-a a-d d-c") + loads("c"),
      'node "line.ab": strict: in a mesh with 4 other elements',
    ],
    ["an island", lines("source-a x-y") + loads("a y"), 'node "line.xy": strict: no source reaches it'],
    ["a line that is not understood", `${loads("source")}what\n`, 'strict: "what" is no command'],
  ])("strict: %s is an error", async (_, text, message) => {
    await fromDss(text);
    await expect(fromDss(text, {}, { strict: true })).rejects.toThrow(message);
  });

  test("nothing that takes or gives power, and nothing that feeds, are errors", async () => {
    await expect(fromDss(lines("source-a"))).rejects.toThrow(
      "nothing that takes or gives power is connected to a source",
    );
    await expect(fromDss(`${loads("source")}Disable Vsource.source`)).rejects.toThrow("nothing feeds this grid");
  });

  test("what is over its rating at the requests is told, with how much", async () => {
    const { report } = await fromDss(`${lines("source-a a-b")}New Load.x bus1=b kw=500\nNew Generator.g bus1=a kw=900`);
    expect(report.overRating.map((over) => ({ ...over, ratingKw: rounded(over.ratingKw) }))).toEqual([
      { id: "line.sourcea", flowKw: -400, ratingKw: 360 },
      { id: "line.ab", flowKw: 500, ratingKw: 360 },
    ]);
    expect(report).toMatchObject({ nodes: 5, leaves: 2, depth: 3, loadKw: 500, exportKw: 900 });
  });
});
