import { expect, test } from "vitest";
import { FlowReport } from "../../src/report/flow-report.js";
import { flowWords, restWords, stateWords, summaryWords } from "../../src/report/node-words.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

const tree = new FlatTree({ parent: [-1, 0, 0], ids: ["root", "a", "b"], lower: [0, 0, 0], upper: [3, 2, 9] });

test("a unit stands behind amounts, and not behind counts and shares", () => {
  const report = new FlowReport(tree, [3, 1.5, 1.5], undefined, { unit: "kW" });
  expect(flowWords(report, 0)).toBe("3 of 3 kW (100 %)");
  expect(stateWords(report, 0)).toBe("upper limit binds: 2 leaves, 8 kW short");
  expect(restWords(report, [1, 2])).toBe("2 more leaves: 3 kW, 8 kW short");
  expect(summaryWords(report)).toBe(
    "root carries 3 kW for 2 leaves. 1 of 1 limit binds. 0 of 2 leaves have all they want; what is missing comes to 8 kW.",
  );
});

test("a unit does not reach the terminal with what it would obey", () => {
  const report = new FlowReport(tree, [3, 1.5, 1.5], undefined, { unit: "k\u001b[31mW" });
  expect(flowWords(report, 0)).not.toContain("\u001b");
});
