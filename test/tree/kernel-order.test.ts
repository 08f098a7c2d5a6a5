import { expect, test } from "vitest";
import { kernelOrder } from "../../src/tree/kernel-order.js";
import { Topology } from "../../src/tree/topology.js";

test("the kernel's order: slices of leaves and of inner nodes, the child with most leaves first", () => {
  //        0
  //    1       2        1 has leaf 3, 2 has leaves 4 and 5; 6 is the root's own
  const order = kernelOrder(new Topology([-1, 0, 0, 1, 2, 2, 0]));
  expect(order).toMatchObject({ leafCount: 4, innerCount: 3 });
  expect(Array.from(order.innerNode)).toEqual([2, 1, 0]);
  expect(Array.from(order.leafNode)).toEqual([4, 5, 3, 6]);
  expect(Array.from(order.parent)).toEqual([2, 2, -1]);
  expect(Array.from(order.innerBegin)).toEqual([0, 1, 0]);
  expect(Array.from(order.ownBegin)).toEqual([0, 2, 3, 4]);
});
