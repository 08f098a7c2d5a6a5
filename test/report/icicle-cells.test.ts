import { expect, test } from "vitest";
import { FlowReport } from "../../src/report/flow-report.js";
import { type IcicleCell, type IcicleView, icicleCells } from "../../src/report/icicle-cells.js";
import { icicleWidths } from "../../src/report/icicle-widths.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { randomTree, shapes } from "../random-trees.js";
import { chain, fourUsers, reportOf, star } from "./report-of.js";

const whole = {
  top: 0,
  named: -1,
  from: 0,
  to: 1,
  firstLevel: 0,
  levels: 99,
  pixels: 800,
  leastPixels: 3,
  children: Infinity,
};

function cellsOf(report: FlowReport, view: Partial<IcicleView> = {}): IcicleCell[] {
  return icicleCells(report, icicleWidths(report, "leaves"), { ...whole, top: report.root, ...view });
}

test("four users: each below its feeder, as wide as the leaves below", () => {
  const report = reportOf(fourUsers);
  const cells = cellsOf(report).map(({ node, left, right, level }) => [
    report.tree.topology.id(node),
    left,
    right,
    level,
  ]);
  expect(cells.sort()).toEqual([
    ["feeder1", 0, 400, 1],
    ["feeder2", 400, 800, 1],
    ["plant", 0, 800, 0],
    ["user1", 0, 200, 2],
    ["user2", 200, 400, 2],
    ["user3", 400, 600, 2],
    ["user4", 600, 800, 2],
  ]);
});

test("by flow, as wide as what is moved below, the widest first", () => {
  const report = reportOf("id,parent,lower,upper\nroot,,-9,9\nroof,root,-3,-3\ncar,root,0,5\n");
  const cells = icicleCells(report, icicleWidths(report, "flow"), whole);
  expect(cells.map(({ node, left, right }) => [node, left, right])).toEqual(
    expect.arrayContaining([
      [2, 0, 500],
      [1, 500, 800],
    ]),
  );
});

test("elements in series are one cell", () => {
  expect(cellsOf(reportOf(chain(100_000)))).toHaveLength(2);
});

test("siblings that are too narrow share cells, and none is lost", () => {
  const cells = cellsOf(reportOf(star(100_000)));
  expect(cells.length).toBeLessThan(800 / 3 + 2);
  expect(cells.reduce((sum, { crowd }) => sum + crowd.length, 0)).toBe(100_000);
});

test("a part of the width, from a level on", () => {
  const report = reportOf(fourUsers);
  const cells = cellsOf(report, { from: 0.5, to: 1, firstLevel: 2, levels: 1 });
  expect(cells.map(({ node, left, right, level }) => [node, left, right, level]).sort()).toEqual([
    [5, 0, 400, 2],
    [6, 400, 800, 2],
  ]);
});

test("what is cut off below says so", () => {
  const cells = cellsOf(reportOf(fourUsers), { levels: 2 });
  expect(cells.map(({ isClosed }) => isClosed)).toEqual([false, true, true]);
});

test.each(shapes)("%s: cells of a level do not overlap, and lie below one that is no narrower", (shape) => {
  for (let seed = 1; seed <= 10; seed++) {
    const { parent } = randomTree({ shape, style: "decimals", nodeCount: 500, seed, mayFail: false });
    const tree = new FlatTree({ parent, lower: new Float64Array(500), upper: new Float64Array(500).fill(1) });
    const flow = Float64Array.from({ length: 500 }, (_, v) => (tree.isLeaf(v) ? 1 : Number.NaN));
    const cells = cellsOf(new FlowReport(tree, flow));
    const deepest = Math.max(...cells.map(({ level }) => level));
    const levels = Array.from({ length: deepest + 1 }, (_, at) => cells.filter(({ level }) => level === at));
    for (const [level, beside] of levels.entries()) {
      beside.sort((a, b) => a.left - b.left);
      for (let at = 1; at < beside.length; at++) {
        expect(beside[at].left).toBeGreaterThanOrEqual(beside[at - 1].right - 1e-6);
      }
      if (level === 0) continue;
      for (const { left, right } of beside) {
        const above = levels[level - 1].find((cell) => cell.left <= left + 1e-6 && right <= cell.right + 1e-6);
        expect(above, `seed ${seed}, level ${level}`).toBeDefined();
      }
    }
  }
});

test("of a run, the node that was asked for is named, whatever its limit", () => {
  const report = reportOf(chain(9));
  expect(cellsOf(report).map(({ shown }) => shown)).toEqual([4, 9]);
  expect(cellsOf(report, { named: 7 }).map(({ shown }) => shown)).toEqual([7, 9]);
});
