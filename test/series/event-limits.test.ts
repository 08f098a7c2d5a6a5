import { describe, expect, test } from "vitest";
import { EventLimits } from "../../src/series/event-limits.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

const inf = Number.POSITIVE_INFINITY;
const tree = new FlatTree({
  ...{ parent: [-1, 0, 1, 1], ids: ["source", "feeder", "home", "car"] },
  ...{ lower: [-inf, -5, 0, 0], upper: [inf, 10, 4, 11] },
});
const events = (...rows: string[]) =>
  EventLimits.fromCsv(["from,to,id,lower,upper", ...rows].join("\n"), "events.csv", tree, "number");

test("limits hold from their first time on and before their last; the grid's at all others, and where a cell is empty", () => {
  const { nodes, lower, upper } = events("2,4,feeder,,6", "4,5,feeder,-1,", "0,9,source,,20").at([
    "1",
    "2",
    "3",
    "4",
    "5",
  ]);
  expect(nodes).toEqual([tree.indexOf("feeder"), tree.indexOf("source")]);
  const rows = (limits: Float64Array | undefined, at: number) => [0, 1, 2, 3, 4].map((step) => limits?.[step * 2 + at]);
  expect(rows(upper, 0)).toEqual([10, 6, 6, 10, 10]);
  expect(rows(lower, 0)).toEqual([-5, -5, -5, -1, -5]);
  expect(rows(upper, 1)).toEqual([20, 20, 20, 20, 20]);
});

test("times are compared as instants, whatever their zones", () => {
  const csv = "from,to,id,lower_kw,upper_kw\n2030-01-01T01:00:00+01:00,2030-01-01T00:30:00Z,feeder,,6\n";
  const { upper } = EventLimits.fromCsv(csv, "events.csv", tree, "date").at([
    "2030-01-01T00:15:00Z",
    "2030-01-01T00:30:00Z",
  ]);
  expect(upper).toEqual(Float64Array.of(6, 10));
});

test("events that no step is in are told by their lines", () => {
  const some = events("2,4,feeder,,6", "7,8,feeder,,7");
  some.at(["2", "3"]);
  expect(some.unusedLines).toEqual([3]);
});

describe("what is wrong is told, with its line", () => {
  test.each([
    ["a node that there is not", "0,1,feder,,1", /:2: .*no such node; did you mean "feeder"\?/],
    ["a leaf", "0,1,home,,1", /:2: .*it is a leaf/],
    ["an end before the beginning", "2,1,feeder,,1", /:2: .*it ends before it begins/],
    ["no change", "0,1,feeder,,", /:2: .*changes neither lower nor upper/],
    [
      "limits that contradict each other, one of them the grid's",
      "0,1,feeder,,-6",
      /:2: .*its lower limit -5 is above its upper limit -6/,
    ],
    ["a time of another kind", "2030-01-01T00:00:00Z,3,feeder,,1", /:2: .*expected a number, as the steps have/],
    ["two at one time", "0,3,feeder,,1\n2,4,feeder,,2", /:3: .*overlaps with the event of the same node in line 2/],
    ["a number that is none", "0,1,feeder,,x", /:2: .*upper/],
  ])("%s", (_, rows, message) => {
    expect(() => events(rows)).toThrow(message);
  });
});
