import { describe, expect, test } from "vitest";
import { explain } from "../../src/audit/explain.js";
import type { OptimalSolution } from "../../src/engine/solution.js";
import { Solver } from "../../src/engine/solver.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

describe("minimums and whole steps", () => {
  const chargers = (rows: readonly object[], upper: number) =>
    FlatTree.from(
      new Node({
        id: "feeder",
        upperLimit: upper,
        children: rows.map((row, k) => new LeafNode({ id: `car${k + 1}`, ...row })),
      }),
    );

  test("who is off is told what was left, of which limit, and what it needs; the others are explained as ever", () => {
    const tree = chargers(
      [...[1, 2, 3].map((connected) => ({ upperLimit: 16, minimum: 6, connected })), { upperLimit: 4, minimum: 6 }],
      16,
    );
    const explanation = explain(tree, new Solver(tree).solve() as OptimalSolution);
    expect(explanation.leaf("car3").decided).toEqual({
      ...{ kind: "off", needs: 6 },
      blockedBy: { node: tree.root, id: "feeder", limit: 16, left: 4 },
    });
    expect(explanation.leaf("car4").decided).toEqual({ kind: "off", needs: 6, blockedBy: undefined });
    const first = explanation.leaf("car1");
    expect([first.decided, first.level, first.cutBy?.id]).toEqual([undefined, 8, "feeder"]);
  });

  test("who has whole steps is told at which it stands, and what one more would meet", () => {
    const tree = chargers(
      [
        { upperLimit: 16, step: 2 },
        { upperLimit: 16, step: 2 },
        { upperLimit: 5, step: 2 },
      ],
      21,
    );
    const explanation = explain(tree, new Solver(tree).solve() as OptimalSolution);
    const decided = ["car1", "car2", "car3"].map((id) => explanation.leaf(id).decided);
    expect(decided[0]).toMatchObject({
      kind: "steps",
      step: 2,
      count: 4,
      blockedBy: { id: "feeder", limit: 20, left: 0 },
    });
    expect(decided[2]).toEqual({ kind: "steps", step: 2, count: 2, blockedBy: undefined });
  });

  test("flows that are not the answer are refused", () => {
    const tree = chargers(
      [
        { upperLimit: 16, minimum: 6 },
        { upperLimit: 16, minimum: 6 },
      ],
      11,
    );
    expect(() => explain(tree, [11, 0, 11])).toThrow("not the balanced allocation");
  });
});
