import { describe, expect, test } from "vitest";
import { runPage } from "../../src/report/html/run-page.js";
import { RunSums } from "../../src/report/run-sums.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { hostileIds } from "./report-of.js";

const ids = ["home", "car", "roof"];
type Row = readonly [leaf: number, request: number, dispatch: number];

function step(time: string, ...rows: readonly Row[]) {
  return {
    time,
    count: rows.length,
    leaf: Int32Array.from(rows, ([leaf]) => leaf),
    request: Float64Array.from(rows, ([, request]) => request),
    dispatch: Float64Array.from(rows, ([, , dispatch]) => dispatch),
    curtailment: Float64Array.from(rows, ([, request, dispatch]) => request - dispatch),
  };
}

const tree = new FlatTree({
  ids: ["street", "line", ...ids],
  parent: [-1, 0, 1, 1, 0],
  lower: [-4, -Infinity, 0, 0, -9],
  upper: [20, 10, 20, 20, 0],
});

/** Two days of half-hours, of which some have steps. */
const steps = [
  step("2030-01-31T23:00:00+01:00", [0, 4, 4], [1, 8, 6], [2, 0, 0]),
  step("2030-01-31T23:30:00+01:00", [0, 4, 2], [1, 8, 8], [2, 0, 0]),
  step("2030-02-01T00:00:00+01:00", [0, 1, 1], [1, 0, 0], [2, -6, -5]),
  step("2030-02-01T00:30:00+01:00", [0, 12, 5], [1, 12, 5], [2, 0, 0]),
];

function reportOf(
  given: readonly ReturnType<typeof step>[],
  options: ConstructorParameters<typeof RunSums>[1] = {},
  names = ids,
) {
  const sums = new RunSums(names, options);
  for (const one of given) sums.add(one);
  return sums.report(4);
}

describe("what a run came to", () => {
  const report = reportOf(steps, { tree });

  test("in all, in energies", () => {
    expect(report).toMatchObject({ steps: 4, hours: 0.5, isWhole: true, leafCount: 3, stepsWithoutAnswer: 0 });
    expect(report.requested).toBe((12 + 12 + 7 + 24) / 2);
    expect(report.served).toBe((10 + 10 + 6 + 10) / 2);
    expect(report.cutImport).toBe((2 + 2 + 14) / 2);
    expect(report.cutExport).toBe(0.5);
  });

  test("by hour and day, as the zone of the file has them", () => {
    expect(report.days).toEqual(["2030-01-31", "2030-02-01"]);
    const cut = [...report.cutByHour].flatMap((energy, at) => (energy > 0 ? [[at, energy]] : []));
    expect(cut).toEqual([
      [23, 2],
      [24, 7.5],
    ]);
  });

  test("by leaf, the most cut first", () => {
    expect(report.cutLeaves).toEqual([
      { id: "home", requested: 10.5, served: 6, cut: 4.5, hoursCut: 1 },
      { id: "car", requested: 14, served: 9.5, cut: 4.5, hoursCut: 1 },
      { id: "roof", requested: 3, served: 2.5, cut: 0.5, hoursCut: 0.5 },
    ]);
  });

  test("on the worst day, step by step", () => {
    expect(report.worstDay).toEqual({
      date: "2030-02-01",
      minutes: [0, 30],
      served: Float64Array.of(6, 10),
      cut: [
        { id: "home", power: Float64Array.of(0, 7) },
        { id: "car", power: Float64Array.of(0, 7) },
        { id: "roof", power: Float64Array.of(1, 0) },
      ],
      othersCut: Float64Array.of(0, 0),
    });
  });

  test("at limits: the fullest first, from the fullest step down", () => {
    // The line carries 10, 10, 1 and 10 of 10; the street 10, 10 and 10 of 20, and 4 out of 4.
    const [line, street] = report.limits ?? [];
    expect(line).toMatchObject({ id: "line", alike: 0, hoursFull: 1.5 });
    expect([line.curve[0], line.curve[74], line.curve[75], line.curve[100]]).toEqual([1, 1, 0.1, 0.1]);
    expect(street).toMatchObject({ id: "street", hoursFull: 0.5 });
    expect([street.curve[0], street.curve[24], street.curve[25], street.curve[100]]).toEqual([1, 1, 0.5, 0.5]);
  });

  test("cables in a row that carry the same are one", () => {
    const row = new FlatTree({
      ids: ["a", "b", "c", ...ids],
      parent: [-1, 0, 1, 2, 2, 2],
      lower: [-9, -9, -9, 0, 0, -9],
      upper: [20, 20, 20, 20, 20, 0],
    });
    expect(reportOf(steps, { tree: row }).limits).toMatchObject([{ id: "a", alike: 2 }]);
  });
});

test("with rows of those alone who were cut, nothing is said of requests and limits", () => {
  const cut = steps.map((all) => {
    const rows = Array.from(
      { length: all.count },
      (_, row): Row => [all.leaf[row], all.request[row], all.dispatch[row]],
    );
    return step(all.time, ...rows.filter(([, request, dispatch]) => request !== dispatch));
  });
  const report = reportOf(cut, { tree });
  expect(report).toMatchObject({ isWhole: false, limits: undefined, cutImport: 9, cutExport: 0.5 });
  expect(runPage(report, { title: "street" })).toContain("what the others had is not known");
});

test("days without rows are there", () => {
  const dated = [step("2030-02-27T12:00:00Z", [0, 2, 1]), step("2030-03-02T12:00:00Z", [0, 4, 1])];
  const report = reportOf(dated, { stepMinutes: 60 });
  expect(report.days).toEqual(["2030-02-27", "2030-02-28", "2030-03-01", "2030-03-02"]);
  expect(report.cutByHour).toHaveLength(4 * 24);
  const numbered = [step("720", [0, 2, 1]), step("3600", [0, 4, 1])];
  const { days } = reportOf(numbered, { stepMinutes: 60, timeMinutes: 1 });
  expect(days).toEqual(["day 1", "day 2", "day 3"]);
});

/** The hours with a cut, from the first day's begin, and the energy of each. */
function hoursOf({ cutByHour }: ReturnType<typeof reportOf>) {
  return Object.fromEntries([...cutByHour.entries()].filter(([, energy]) => energy > 0));
}

test("a long step goes to all the hours that it covers, on the next day too", () => {
  const evening = step("2030-01-01T22:00:00Z", [0, 3, 1]);
  expect(hoursOf(reportOf([evening], { stepMinutes: 240 }))).toEqual({ 22: 2, 23: 2, 24: 2, 25: 2 });
  expect(reportOf([evening], { stepMinutes: 240 }).days).toEqual(["2030-01-01", "2030-01-02"]);
  expect(reportOf([evening], { stepMinutes: 120 }).days).toEqual(["2030-01-01"]);
});

test("a step that begins within an hour goes to the next one by the time in it", () => {
  expect(hoursOf(reportOf([step("2030-01-01T01:30:00Z", [0, 3, 1])], { stepMinutes: 60 }))).toEqual({ 1: 1, 2: 1 });
});

test("the hour that a day has twice is one", () => {
  const times = ["02:00:00+02:00", "02:00:00+01:00", "03:00:00+01:00"];
  const autumn = times.map((time) => step(`2030-10-27T${time}`, [0, 3, 1]));
  expect(hoursOf(reportOf(autumn))).toEqual({ 2: 4, 3: 2 });
});

test("those who are cut at every step are all leaves only where the grid has no others", () => {
  const always = ["00", "01"].map((hour) => step(`2030-01-01T${hour}:00:00Z`, [0, 3, 1]));
  expect(reportOf(always, {}, ["home"]).isWhole).toBe(false);
  expect(reportOf(always, { tree }, ["home"])).toMatchObject({ isWhole: false, limits: undefined });
  const single = new FlatTree({ ids: ["street", "home"], parent: [-1, 0], lower: [0, 0], upper: [1, 3] });
  expect(reportOf(always, { tree: single }, ["home"])).toMatchObject({ isWhole: true, limits: [{ id: "street" }] });
});

test.each([
  ["before the last", "2030-01-01T01:00:00Z"],
  ["the same in another zone", "2030-01-01T03:00:00+01:00"],
])("a time that is %s is an error", (_, time) => {
  const steps = ["2030-01-01T02:00:00Z", time].map((text) => step(text, [0, 3, 1]));
  expect(() => reportOf(steps)).toThrow(`the time "${time}" is not after the one above it`);
});

test("the length of a step that is given holds", () => {
  const two = [step("2030-02-27T12:00:00Z", [0, 2, 1]), step("2030-02-27T14:00:00Z", [0, 4, 1])];
  expect([reportOf(two).cutImport, reportOf(two, { stepMinutes: 15 }).cutImport]).toEqual([8, 1]);
});

test("a step without an answer is counted, and nothing of it", () => {
  const none: Row[] = ids.map((_, leaf) => [leaf, 5, Number.NaN]);
  const report = reportOf([...steps, step("2030-02-01T01:00:00+01:00", ...none)]);
  expect(report).toMatchObject({ steps: 5, stepsWithoutAnswer: 1, cutImport: 9, requested: 27.5 });
});

test("what rounding leaves is not cut", () => {
  const report = reportOf([step("2030-01-01T00:00:00Z", [0, 5, 5 - 1e-12])]);
  expect(report).toMatchObject({ cutLeaves: [], worstDay: undefined, cutImport: 0 });
  expect(runPage(report, { title: "x" })).toContain("Nothing was cut.");
});

test("times that are numbers have days by what they count", () => {
  const numbered = [0, 2, 4].map((time) => step(String(time), [0, 3, 2]));
  expect(reportOf(numbered, { timeMinutes: 360 }, ["home"])).toMatchObject({
    days: ["day 1", "day 2"],
    hours: 12,
    cutImport: 36,
  });
  expect(() => reportOf(numbered)).toThrow('the time "0" is a number; how many minutes is one of them?');
  for (const time of ["", "noon", "-1", "2030-13-01T00:00:00Z"]) {
    expect(() => reportOf([step(time, [0, 1, 1])], { timeMinutes: 1 })).toThrow(`the time "${time}" is no time`);
  }
});

test("a run of no step, and a leaf that the grid does not have, are errors", () => {
  expect(() => reportOf([])).toThrow("it has no steps");
  expect(() => reportOf([step("2030-01-01T00:00:00Z", [0, 1, 1])], { tree }, ["shop"])).toThrow(
    "the grid has no such leaf",
  );
  expect(() => reportOf([step("2030-01-01T00:00:00Z", [0, 1, 1])], { tree }, ["line"])).toThrow("it is no leaf");
});

test("whatever ids are called, the page is sound", () => {
  const named = hostileIds.map((_, leaf): Row => [leaf, 2, 1]);
  const page = runPage(reportOf([step("2030-01-01T00:00:00Z", ...named)], {}, [...hostileIds]), {
    title: hostileIds[0],
  });
  expect(page.match(/<script/g)).toBeNull();
  for (const id of hostileIds) if (/[<&]/.test(id)) expect(page).not.toContain(id);
});
