import { expect, test } from "vitest";
import { counted, percent, pictureNumber } from "../../src/report/picture-numbers.js";

test.each([
  [0, "0"],
  [-0, "0"],
  [1 / 3, "0.3333"],
  [-19.6333, "-19.63"],
  [9999.4, "9,999"],
  [0.000012345, "0.00001235"],
  [12345.6, "12,346"],
  [-1234567.8, "-1,234,568"],
  [1e21, "1e21"],
  [1e-9, "1e-9"],
  [Infinity, "∞"],
  [-Infinity, "-∞"],
])("%d is written %s", (value, text) => {
  expect(pictureNumber(value)).toBe(text);
});

test.each([
  [0, "0 %"],
  [1e-3, "<1 %"],
  [0.5, "50 %"],
  [0.999, ">99 %"],
  [1, "100 %"],
  [1.25, "125 %"],
])("a share of %d is %s", (share, text) => {
  expect(percent(share)).toBe(text);
});

test("one leaf, two leaves", () => {
  expect([counted(1, "leaf", "leaves"), counted(2000, "leaf", "leaves")]).toEqual(["1 leaf", "2,000 leaves"]);
});
