import { expect, test } from "vitest";
import { FlowReport } from "../../src/report/flow-report.js";
import { svgPicture } from "../../src/report/svg/svg-picture.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { randomTree } from "../random-trees.js";
import { fourUsers, hostileGrid, reportOf, star } from "./report-of.js";

test("has a title and a description for those who do not see it", () => {
  const picture = svgPicture(reportOf(fourUsers));
  expect(picture).toMatch(/^<svg [^>]*role="img" aria-labelledby="cnab-title cnab-desc">/);
  expect(picture).toContain('<title id="cnab-title">Power plant: flows and limits</title>');
  expect(picture).toContain('<desc id="cnab-desc">plant carries 7 for 4 leaves. 1 of 3 limits binds.');
});

test("has each node's words, and a sign at the limit that binds", () => {
  const texts = Array.from(svgPicture(reportOf(fourUsers)).matchAll(/<text[^>]*>([^<]*)</g), ([, text]) => text);
  expect(texts).toEqual(
    expect.arrayContaining(["▲ feeder1", "4 of 4 (100 %)", "upper limit binds: 1 leaf, 1 short", "user2", "1 short"]),
  );
});

test("ids that mean something to XML mean nothing in it", () => {
  const picture = svgPicture(reportOf(hostileGrid));
  expect(picture).not.toMatch(/<img|<b>|<!--|\]\]>/);
  expect(picture).toContain("&#60;/script&#62;&#60;img src=x onerror=alert(1)&#62;");
});

test("depth, top and under draw a part", () => {
  const report = reportOf(fourUsers);
  expect(svgPicture(report, { depth: 1 })).not.toContain("user1");
  expect(svgPicture(report, { under: "feeder2" })).not.toContain(">feeder1<");
  expect(svgPicture(reportOf(star(5)), { top: 2 })).toContain(">3 siblings<");
});

test.each(["random", "star", "caterpillar", "two-level"] as const)(
  "200,000 nodes, %s: well below a megabyte",
  (shape) => {
    const { parent } = randomTree({ shape, style: "decimals", nodeCount: 200_000, seed: 1, mayFail: false });
    const upper = Float64Array.from(parent as Int32Array, (_, v) => 1 + (v % 7));
    const tree = new FlatTree({ parent, lower: new Float64Array(200_000), upper });
    const flow = Float64Array.from(upper, (_, v) => (tree.isLeaf(v) ? (v % 5) / 5 : Number.NaN));
    expect(svgPicture(new FlowReport(tree, flow)).length).toBeLessThan(600_000);
  },
);

test("a single leaf, and a leaf that has nothing, by flow", () => {
  expect(svgPicture(reportOf("id,parent,lower,upper\nalone,,0,2\n"))).toContain(">alone<");
  const nothing = reportOf("id,parent,lower,upper\nroot,,,0\na,root,0,2\n");
  expect(svgPicture(nothing, { widthBy: "flow" })).not.toMatch(/NaN|Infinity/);
});
