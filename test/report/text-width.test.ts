import { expect, test } from "vitest";
import { clippedMiddle, clippedText, fittingText, textWidth } from "../../src/report/text-width.js";

const id = "line.mdv201_hn_2_436_abc63639";

test.each([20, 60, 100, 150])("what is clipped fits into %d pixels", (width) => {
  for (const clip of [clippedText, clippedMiddle])
    expect(textWidth(clip(id, 12, width), 12)).toBeLessThanOrEqual(width);
});

test("what fits is left alone", () => {
  expect([clippedText(id, 12, 999), clippedMiddle(id, 12, 999)]).toEqual([id, id]);
});

test("both ends of an id are kept", () => {
  expect(clippedMiddle(id, 12, 90)).toMatch(/^line.*….*639$/);
});

test("characters are cut, not halves of them", () => {
  expect(clippedText("🔌".repeat(9), 12, 60)).toBe("🔌🔌🔌🔌…");
});

test("the fullest wording that fits, or none", () => {
  expect(fittingText(["4 of 4 (100 %)", "4 of 4", "100 %"], 12, 50)).toBe("4 of 4");
  expect(fittingText(["4 of 4", "100 %"], 12, 10)).toBeUndefined();
});
