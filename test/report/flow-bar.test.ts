import { expect, test } from "vitest";
import { flowBar } from "../../src/report/text/flow-bar.js";

function drawn(share: number, isExport = false, hasLimit = true): string {
  const { left, right } = flowBar(share, isExport, 4, hasLimit);
  return `${left.empty}${left.filled}|${right.filled}${right.empty}`;
}

test.each([
  ["nothing", 0, "    |    "],
  ["half", 0.5, "    |██  "],
  ["an eighth of a character", 1 / 32, "    |▏   "],
  ["next to nothing still shows", 1e-9, "    |▏   "],
  ["next to full is not full", 0.9999, "    |███▉"],
  ["full", 1, "    |████"],
  ["beyond the limit", 7, "    |████"],
  ["no scale", Number.NaN, "    |    "],
])("import, %s", (_, share, bar) => {
  expect(drawn(share)).toBe(bar);
});

test.each([
  ["half", 0.5, "  ██|    "],
  ["half a character", 1 / 8, "   ▐|    "],
  ["next to nothing still shows", 1e-9, "   ▐|    "],
  ["next to full is not full", 0.9999, "▐███|    "],
  ["full", 1, "████|    "],
])("export, %s", (_, share, bar) => {
  expect(drawn(share, true)).toBe(bar);
});

test("without a limit there are dots in place of a bar", () => {
  expect(drawn(Number.NaN, false, false)).toBe("····|····");
});
