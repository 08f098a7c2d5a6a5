import { describe, expect, test } from "vitest";
import { balance, FlatTree, LeafNode, type LeafNodeOptions, Node, verify } from "../../src/index.js";
import type { BalanceOptions } from "../../src/model/options.js";
import { engines } from "../engines.js";

const unlimited = Number.POSITIVE_INFINITY;

describe.each(engines)("without limits, by the %s:", (engine) => {
  /** Flows of leaves, audited. */
  function flows(
    limits: { lowerLimit?: number; upperLimit?: number },
    leaves: readonly LeafNodeOptions[],
    options: BalanceOptions = {},
  ): number[] | string {
    const root = new Node({ ...limits, children: leaves.map((leaf) => new LeafNode(leaf)) });
    const result = balance(root, { ...options, engine });
    if (result.status !== "optimal") return result.status;
    expect(verify(FlatTree.from(root), result, options).map(({ message }) => message)).toEqual([]);
    return root.children.map(({ flow }) => flow);
  }

  const roof = { lowerLimit: -unlimited, upperLimit: 0 };

  test("exports that are not limited themselves take whole steps within the limit above", () => {
    const roofs = [
      { ...roof, step: 2 },
      { ...roof, step: 2 },
    ];
    expect(flows({ lowerLimit: -7 }, roofs, { maximise: "export" })).toEqual([-4, -2]);
    expect(flows({}, roofs, { maximise: "export" })).toBe("unbounded");
  });

  test("imports likewise, with a minimum", () => {
    const cars = [1, 2, 3].map((connected) => ({ upperLimit: unlimited, minimum: 6, step: 1, connected }));
    expect(flows({ upperLimit: 13.5 }, cars)).toEqual([7, 6, 0]);
    expect(flows({}, cars)).toBe("unbounded");
  });

  test("an export without limit makes room for every minimum", () => {
    const cars = [1, 2].map(() => ({ upperLimit: 16, minimum: 6 }));
    expect(flows({ upperLimit: 2 }, [...cars, { ...roof, request: 0 }])).toEqual([6, 6, -10]);
  });

  test("an inner node without lower limit takes nothing up", () => {
    const feeder = new Node({
      lowerLimit: -unlimited,
      children: [new LeafNode({ upperLimit: 9, minimum: 6, step: 3 })],
    });
    const root = new Node({ upperLimit: 10, children: [feeder, new LeafNode({ upperLimit: unlimited, minimum: 4 })] });
    const result = balance(root, { engine });
    if (result.status !== "optimal") throw new Error(result.status);
    expect(root.children.map(({ flow }) => flow)).toEqual([6, 4]);
    expect(verify(FlatTree.from(root), result)).toEqual([]);
  });
});
