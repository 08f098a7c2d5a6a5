import { expect, test } from "vitest";
import { mermaidPicture } from "../../src/report/text/mermaid-picture.js";
import { fourUsers, hostileGrid, reportOf, star } from "./report-of.js";

/** The whole of the grammar that the charts use. */
const line =
  /^(flowchart (TD|LR)| {2}n\d+(\["[^"<>`]+(<br\/>[^"<>`]+)*"\]|\(\["[^"<>`]+(<br\/>[^"<>`]+)*"\]\)):::\w+| {2}n\d+ --- n\d+| {2}classDef \w+ [\w#:,. -]+| {2}linkStyle \d+ stroke-width:[\d.]+px)$/;

test("four users: a box each, a link each but for the first", () => {
  const chart = mermaidPicture(reportOf(fourUsers));
  expect(chart).toContain('  n1["feeder1<br/>4 of 4 (100 %)<br/>▲ upper limit binds: 1 leaf, 1 short"]:::binding\n');
  expect(chart).toContain('  n3(["user2<br/>2 of 3 (67 %)<br/>1 short"]):::short\n');
  expect(chart.match(/ --- /g)).toHaveLength(6);
  expect(chart).toContain("  n1 --- n3\n");
});

test.each([
  ["four users", fourUsers],
  ["ids that mean something to Mermaid", hostileGrid],
  ["a star", star(1000)],
])("%s: every line is of the grammar", (_, grid) => {
  for (const row of mermaidPicture(reportOf(grid)).trimEnd().split("\n")) expect(row).toMatch(line);
});

test("what Mermaid would take for markup or a list is written as character codes", () => {
  const chart = mermaidPicture(reportOf(hostileGrid));
  expect(chart).toContain("#60;/script#62;#60;img src=x onerror=alert(1)#62;");
  expect(chart).toContain("1#46; #96;a#96; #35;b#59; %%#123;init#125;%% #124; #91;c#93;(d)");
});

test("the thicker a link, the more it carries", () => {
  const widths = Array.from(
    mermaidPicture(reportOf(fourUsers)).matchAll(/linkStyle \d+ stroke-width:([\d.]+)px$/gm),
    ([, px]) => px,
  );
  expect(widths.map(Number)).toEqual([6, 4.3, 4.3, 5.2, 4.3, 3]);
});

test("a large grid is folded to what people can read", () => {
  expect(mermaidPicture(reportOf(star(10_000))).match(/:::/g)).toHaveLength(10);
});
