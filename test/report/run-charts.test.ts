import { describe, expect, test } from "vitest";
import type { RunReport } from "../../src/report/run-report.js";
import { cutMap, dayChart, mapDirections } from "../../src/report/svg/run-charts.js";

/** A run of so many days, in each of which something was cut between 6:00 and 8:00, twice as much in the last day's. */
function reportOf(dayCount: number): RunReport {
  const days = Array.from({ length: dayCount }, (_, day) => `day ${day + 1}`);
  const cutByHour = Float64Array.from({ length: dayCount * 24 }, (_, at) => {
    if (at % 24 < 6 || at % 24 > 7) return 0;
    return at >= (dayCount - 1) * 24 ? 4 : 0.25;
  });
  return { days, cutByHour } as unknown as RunReport;
}

/** Where paths of a tone lie, by their corners. */
const cells = (svg: string, tone: number) => new RegExp(`tone${tone}" d="([^"]*)"`).exec(svg)?.[1];

describe("the map of hours and days", () => {
  test("hours of one tone are one stretch, across and down", () => {
    const across = cutMap(reportOf(20), "across");
    expect(cells(across, 5)).toBe("M590 62h28v18h-28z");
    expect(cells(across, 1)?.match(/M/g)).toHaveLength(19);
    expect(cells(cutMap(reportOf(20), "down"), 5)).toBe("M124 328h22v16h-22z");
  });

  test("few days have a single map", () => {
    expect(mapDirections(14)).toEqual(["down"]);
    expect(mapDirections(15)).toEqual(["across", "down"]);
  });
});

describe("the chart of a day", () => {
  const layer = (power: number[], series = "series0") => ({ series, word: "home", power: Float64Array.from(power) });
  const areas = (svg: string) => Array.from(svg.matchAll(/class="area \w+" d="([^"]*)"/g), ([, path]) => path);

  test("layers stand on one another, and turn only where the power does", () => {
    const axis = { minutes: [0, 480, 960], stepMinutes: 480, unit: "kW" };
    const svg = dayChart(axis, [layer([1, 1, 2]), layer([1, 3, 2], "series1")], "Cut");
    // 1, 1 and 2 kW from 0 up; 2, 4 and 4 kW, and back along what is below.
    expect(areas(svg)).toEqual([
      "M58 228H58V173H351.3V118H498H498V228z",
      "M58 173H58V118H204.7V8H498H498V118H351.3V173z",
    ]);
  });

  test("nothing is drawn where there is no step", () => {
    const axis = { minutes: [0, 720], stepMinutes: 60, unit: "kW" };
    const [path] = areas(dayChart(axis, [layer([1, 1])], "Cut"));
    // Up at 0:00, down at 1:00, up at 12:00 and down at 13:00.
    expect(path).toContain("H58V8H76.3V228H278V8");
  });
});
