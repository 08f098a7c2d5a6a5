import { expect, test } from "vitest";
import { cellLook } from "../../src/report/icicle-look.js";
import { reportOf } from "./report-of.js";

test("leaves that may have nothing look the same alone and in a crowd", () => {
  const report = reportOf("id,parent,lower,upper\nroot,,,4\na,root,0,0\nb,root,0,0\nc,root,0,9\n");
  const cell = { left: 0, right: 9, level: 1, isClosed: false };
  const alone = cellLook(report, { ...cell, node: 1, shown: 1, crowd: [] });
  expect(cellLook(report, { ...cell, node: -1, shown: -1, crowd: [1, 2] })).toEqual(alone);
});
