import { describe, expect, test } from "vitest";
import type { FlowReport } from "../../src/report/flow-report.js";
import { type FoldOptions, foldedRows } from "../../src/report/fold.js";
import { chain, fourUsers, reportOf, star } from "./report-of.js";

function rowsOf(report: FlowReport, options: FoldOptions = {}, rows = 48): string[] {
  return foldedRows(report, options, rows).map(({ node, rest }) =>
    node < 0 ? `${rest.length} more` : report.tree.topology.id(node),
  );
}

test("a small tree is whole, in the order of the file", () => {
  expect(rowsOf(reportOf(fourUsers))).toEqual(["plant", "feeder1", "user1", "user2", "feeder2", "user3", "user4"]);
});

test("rows know the row above them, and who is last", () => {
  const rows = foldedRows(reportOf(fourUsers), {}, 48);
  expect(rows.map(({ above }) => above)).toEqual([-1, 0, 1, 1, 0, 4, 4]);
  expect(rows.map(({ isLastChild }) => isLastChild)).toEqual([true, false, false, true, true, false, true]);
});

test("under begins elsewhere, depth ends earlier and says so", () => {
  const report = reportOf(fourUsers);
  expect(rowsOf(report, { under: "feeder2" })).toEqual(["feeder2", "user3", "user4"]);
  const shallow = foldedRows(report, { depth: 1 }, 48);
  expect(shallow.map(({ node, isClosed }) => [node, isClosed])).toEqual([
    [0, false],
    [1, true],
    [4, true],
  ]);
});

test("top keeps the children where most is missing, in the tree's order, and the rest is one row", () => {
  const grid = "id,parent,lower,upper\nroot,,,4\na,root,0,1\nb,root,0,5\nc,root,0,2\nd,root,0,9\n";
  expect(rowsOf(reportOf(grid), { top: 2 })).toEqual(["root", "b", "d", "2 more"]);
});

test("one sibling is named rather than called one more", () => {
  expect(rowsOf(reportOf(fourUsers), { under: "feeder1", top: 1 })).toEqual(["feeder1", "user1", "user2"]);
});

test("elements in series are one row, named for the fullest", () => {
  const [top, user] = foldedRows(reportOf(chain(1000)), {}, 48);
  expect([top.node, top.inSeries, user.node]).toEqual([500, 1000, 1000]);
});

test("a hundred thousand in series, and a hundred thousand side by side", () => {
  expect(rowsOf(reportOf(chain(100_000)))).toEqual(["n50000", "user"]);
  expect(rowsOf(reportOf(star(100_000))).slice(-2)).toEqual(["leaf7", "99992 more"]);
});

describe("a tree larger than the budget", () => {
  const feeders = Array.from({ length: 30 }, (_, f) => {
    const users = Array.from({ length: 5 }, (_, u) => `u${f}.${u},f${f},0,2`);
    return [`f${f},root,,${f === 17 ? 3 : 99}`, ...users].join("\n");
  });
  const report = reportOf(`id,parent,lower,upper\nroot,,,\n${feeders.join("\n")}\n`);

  test("opens first where most is missing, and stays within the budget", () => {
    const rows = rowsOf(report, {}, 20);
    expect(rows.length).toBeLessThanOrEqual(20);
    expect(rows).toEqual(expect.arrayContaining(["f17", "u17.0", "u17.4", "22 more"]));
  });

  test("is whole where a depth is asked for", () => {
    expect(rowsOf(report, { depth: 9 }, 20)).toHaveLength(181);
  });
});

test.each([
  ["an id that is not there", { under: "feeder9" }, 'node "feeder9": the grid has no such node'],
  ["a depth below 0", { depth: -1 }, "depth is -1; it must be a whole number, 0 or more"],
  ["a broken depth", { depth: 1.5 }, "depth is 1.5"],
  ["a top of 0", { top: 0 }, "top is 0; it must be a whole number, 1 or more"],
])("%s is refused", (_, options, message) => {
  expect(() => foldedRows(reportOf(fourUsers), options, 48)).toThrow(message);
});
