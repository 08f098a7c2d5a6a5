import { expect, test } from "vitest";
import { FlowReport } from "../../src/report/flow-report.js";
import { htmlPicture } from "../../src/report/html/html-picture.js";
import { decodePageData, encodePageData } from "../../src/report/html/page-data.js";
import { fourUsers, hostileGrid, hostileIds, reportOf } from "./report-of.js";

test("the page's data come back as they were", async () => {
  const grid =
    "id,parent,lower,upper,shift,name,kind\nroot,,,9.1,,,line\na,root,-inf,inf,-0.1,Ann,\nb,root,0,3,,,load\n";
  const report = reportOf(grid, { flow: [0.30000000000000004, -2.7, 3] });
  const decoded = await decodePageData(await encodePageData(report));
  expect(decoded.tree.topology.parent).toEqual(report.tree.topology.parent);
  expect([0, 1, 2].map((v) => decoded.tree.topology.id(v))).toEqual(["root", "a", "b"]);
  for (const numbers of ["lower", "upper", "shift"] as const)
    expect(decoded.tree[numbers]).toEqual(report.tree[numbers]);
  for (const numbers of ["flow", "fullness", "served", "state"] as const)
    expect(decoded[numbers]).toEqual(report[numbers]);
  expect(decoded.texts).toEqual({ names: report.texts.names, kinds: report.texts.kinds });
});

test("the unit comes back too", async () => {
  const { tree, flow } = reportOf(fourUsers);
  const report = new FlowReport(tree, flow, undefined, { unit: "kW" });
  expect((await decodePageData(await encodePageData(report))).unit).toBe("kW");
});

test("where it comes from stands at the foot, as text", async () => {
  const date = new Date("2026-02-03T04:05:06Z");
  const provenance = { madeBy: "cnab 1.2.3", grid: "a<b>.csv", result: undefined, options: "--target 5", date };
  expect(await htmlPicture(reportOf(fourUsers), { provenance })).toContain(
    "<p>Made by cnab 1.2.3 from a&#60;b&#62;.csv, with --target 5, 2026-02-03 04:05 UTC.</p>",
  );
  expect(await htmlPicture(reportOf(fourUsers))).not.toContain("<footer");
});

test("one file: nothing is loaded, and nothing may be", async () => {
  const page = await htmlPicture(reportOf(fourUsers));
  expect(page).not.toMatch(/<link|<script[^>]+src=|@import|url\(/);
  expect(page).toContain(`content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"`);
});

test("no id ends a script or begins a tag", async () => {
  const page = await htmlPicture(reportOf(hostileGrid));
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(page).not.toContain("<img");
  for (const id of hostileIds) expect(page).not.toContain(id);
});

test("the page may begin at another node; one that is not there is refused", async () => {
  const report = reportOf(fourUsers);
  expect(await htmlPicture(report, { under: "feeder2", widthBy: "flow" })).toContain(
    'data-start="4" data-width-by="flow"',
  );
  await expect(htmlPicture(report, { under: "feeder9" })).rejects.toThrow('node "feeder9": the grid has no such node');
});
