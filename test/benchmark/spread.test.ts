import { expect, test } from "vitest";
import { spreadBy, spreadOf } from "../../src/benchmark/spread.js";

test("the median of an odd and of an even number of samples, in whatever order they come", () => {
  expect(spreadOf([9, 1, 10])).toEqual({ median: 9, least: 1, greatest: 10 });
  expect(spreadOf([10, 2, 4, 1])).toEqual({ median: 3, least: 1, greatest: 10 });
  expect(spreadOf([5])).toEqual({ median: 5, least: 5, greatest: 5 });
});

test("of a rate the least is that of the longest time", () => {
  expect(spreadBy([1, 2, 4], (time) => 8 / time)).toEqual({ median: 4, least: 2, greatest: 8 });
});
