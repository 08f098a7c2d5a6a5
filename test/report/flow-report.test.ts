import { describe, expect, test } from "vitest";
import { FlowReport, limitState } from "../../src/report/flow-report.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { randomCase, shapes } from "../random-trees.js";
import { fourUsers, reportOf, solvedFlow } from "./report-of.js";

const { free, atUpper, atLower, broken } = limitState;

describe("four users", () => {
  const report = reportOf(fourUsers);

  test("how full each limit is", () => {
    expect([...report.fullness]).toEqual([7 / 7.5, 1, 1, 2 / 3, 0.75, 1, 1]);
  });

  test("only the feeder that keeps something back binds: not the leaves that have all they may have", () => {
    expect([...report.state]).toEqual([free, atUpper, free, free, free, free, free]);
    expect(report.bindingNodes()).toEqual([1]);
  });

  test("what is missing is summed up the tree, and laid to the limit that holds it", () => {
    expect([...report.shortfall]).toEqual([1, 1, 0, 1, 0, 0, 0]);
    expect([...report.heldShortfall]).toEqual([0, 1, 0, 0, 0, 0, 0]);
    expect([...report.heldLeaves]).toEqual([0, 1, 0, 0, 0, 0, 0]);
  });

  test("counts leaves, nodes and binding limits at and below each node", () => {
    expect([...report.leaves]).toEqual([4, 2, 1, 1, 2, 1, 1]);
    expect([...report.nodes]).toEqual([7, 3, 1, 1, 3, 1, 1]);
    expect([...report.binding]).toEqual([1, 1, 0, 0, 0, 0, 0]);
  });

  test("headroom", () => {
    expect([report.headroomUp(0), report.headroomUp(1), report.headroomDown(4)]).toEqual([0.5, 0, Infinity]);
  });
});

test("a limit that is met by leaves which want no more does not bind", () => {
  const report = reportOf("id,parent,lower,upper\nroot,,,9\nfeeder,root,,3\na,feeder,0,1\nb,feeder,0,2\n");
  expect([report.fullness[1], report.state[1]]).toEqual([1, free]);
});

test("a leaf is held by the nearest binding limit above it", () => {
  const report = reportOf("id,parent,lower,upper\nroot,,,5\nfeeder,root,,1\na,feeder,0,3\nb,root,0,9\n");
  expect([...report.heldShortfall]).toEqual([5, 2, 0, 0]);
});

test("a limit on export binds as a lower one, and what roofs could give more is missing", () => {
  const report = reportOf("id,parent,lower,upper\nroot,,-5,5\nroof1,root,-3,0\nroof2,root,-9,0\n", {
    maximise: "export",
  });
  expect(report.state[0]).toBe(atLower);
  expect([...report.shortfall]).toEqual([7, 0.5, 6.5]);
  expect(report.fullness[0]).toBe(1);
});

test("a leaf's limits are on its dispatch, not on its flow", () => {
  const report = reportOf("id,parent,lower,upper,shift\nroot,,,5,\nhouse,root,0,11,-3\n");
  expect([report.flow[1], report.limited[1], report.shortfall[1]]).toEqual([5, 8, 3]);
  expect(report.fullness[1]).toBe(8 / 11);
});

test("without a finite limit there is nothing to be full, and a leaf without one wants nothing that could be missing", () => {
  const report = reportOf("id,parent,lower,upper\nroot,,,5\na,root,0,inf\n");
  expect([report.fullness[1], report.served[1]]).toEqual([Number.NaN, Number.NaN]);
  expect(report.shortfall[0]).toBe(0);
});

test("a limit of zero has no fullness", () => {
  const report = reportOf("id,parent,lower,upper\nroot,,,0\na,root,0,3\n");
  expect([report.fullness[0], report.state[0]]).toEqual([Number.NaN, atUpper]);
});

test("flows that cancel out but for rounding stand at a limit of zero, they do not break it", () => {
  const report = reportOf("id,parent,lower,upper\nroot,,,0\na,root,0.1,1\nb,root,0.2,1\nc,root,-1,0\n", {
    flow: [Number.NaN, 0.1, 0.2, -0.3],
  });
  expect(report.flow[0]).not.toBe(0);
  expect(report.state[0]).toBe(atUpper);
});

describe("someone else's flows", () => {
  const grid = "id,parent,lower,upper\nroot,,,4\na,root,1,2\nb,root,0,3\n";

  test("beyond a limit are broken, at leaves too", () => {
    const report = reportOf(grid, { flow: [4.5, 0.5, 4] });
    expect([...report.state]).toEqual([broken, broken, broken]);
    expect([...report.broken]).toEqual([3, 1, 1]);
  });

  test("written with seven digits stand at their limits", () => {
    const report = reportOf("id,parent,lower,upper\nroot,,,1234.56789\na,root,0,9999\n", {
      flow: [1234.568, 1234.568],
    });
    expect(report.state[0]).toBe(atUpper);
  });

  test("are summed where they are not given", () => {
    expect(reportOf(grid, { flow: [Number.NaN, 1, 2.5] }).flow[0]).toBe(3.5);
  });

  test("are refused where a leaf has none", () => {
    expect(() => reportOf(grid, { flow: [4, Number.NaN, 3] })).toThrow('node "a": the result has no flow for it');
  });

  test("are refused in a wrong number", () => {
    expect(() => reportOf(grid, { flow: [4, 1] })).toThrow("flow has 2 entries, the tree has 3 nodes");
  });
});

describe("requests", () => {
  const tree = new FlatTree({ parent: [-1, 0, 0, 0], lower: [-9, 0, 0, -8], upper: [9, 5, 5, 0] });

  test("are what is wanted, and the limit is where there is none", () => {
    const report = new FlowReport(tree, [3, 2, 1, 0], undefined, { requests: [NaN, 4, NaN, 0] });
    expect([...report.wanted]).toEqual([NaN, 4, 5, 0]);
    expect([...report.shortfall]).toEqual([6, 2, 4, 0]);
    expect([...report.served]).toEqual([NaN, 0.5, 0.2, NaN]);
  });

  test("to export are missed from above", () => {
    const report = new FlowReport(tree, [-1, 0, 0, -1], undefined, { requests: [NaN, 0, 0, -4] });
    expect([...report.shortfall]).toEqual([3, 0, 0, 3]);
    expect(report.served[3]).toBe(0.25);
  });

  test("are refused in a wrong number", () => {
    expect(() => new FlowReport(tree, [0, 0, 0, 0], undefined, { requests: [1] })).toThrow("requests has 1 entries");
  });
});

test.each(shapes)(
  "%s: every leaf that is short is held by a limit, and all that is missing is laid to limits",
  (shape) => {
    for (let seed = 1; seed <= 20; seed++) {
      const { parent, upper } = randomCase(shape, "decimals", seed).tree;
      const nodeCount = parent.length;
      const bounded = Float64Array.from(upper, (value) => Math.min(1e6, Math.abs(value)));
      const tree = new FlatTree({ parent, lower: new Float64Array(nodeCount), upper: bounded });
      const report = new FlowReport(tree, solvedFlow(tree));
      const isShort = (_: number, v: number) => tree.isLeaf(v) && report.shortfall[v] > 0;
      const held = report.heldLeaves.reduce((sum, count) => sum + count, 0);
      expect(held, `seed ${seed}`).toBe(report.shortfall.filter(isShort).length);
      const laid = report.heldShortfall.reduce((sum, value) => sum + value, 0);
      expect(laid, `seed ${seed}`).toBeCloseTo(report.shortfall[tree.root], 6);
    }
  },
);

test("the worst served stand first: by share, then by what they are short of; those who have all are not named", () => {
  const grid = "id,parent,lower,upper\nroot,,,\na,root,0,4\nb,root,0,8\nc,root,0,4\nd,root,0,1\n";
  const report = reportOf(grid, { flow: [8, 2, 4, 1, 1] });
  expect(report.worstServed()).toEqual([3, 2, 1]);
});

test("each leaf that is short names the nearest limit that binds", () => {
  const { heldBy, tree } = reportOf(fourUsers);
  expect(Array.from(heldBy, (node) => (node < 0 ? "" : tree.topology.id(node)))).toEqual([
    "",
    "",
    "",
    "feeder1",
    "",
    "",
    "",
  ]);
});
