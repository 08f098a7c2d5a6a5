import { expect, test } from "vitest";
import { balance } from "../../src/balance.js";
import { GridUser } from "../../src/model/grid-user.js";
import { Node } from "../../src/model/node.js";

test("a requested import is a load from nothing to the request", () => {
  const user = new GridUser({ requestedNetImportKw: 7 });
  expect(user.limits).toEqual({ lower: 0, upper: 7 });
  expect(user.shiftConstant).toBe(0);
  expect(user.requestedNetImportKw).toBe(7);
});

test("setting the request takes the place of all three fields", () => {
  const user = new GridUser({ fixedNetLoadKw: 2, dispatchableGenerationKw: -3, dispatchableLoadKw: 4 });
  expect(user.requestedNetImportKw).toBe(6);
  user.requestedNetImportKw = 5;
  expect(user.limits).toEqual({ lower: 0, upper: 5 });
  expect(user.shiftConstant).toBe(0);
});

test("a request beside what it is short for is refused", () => {
  expect(() => new GridUser({ id: "home", requestedNetImportKw: 2, fixedNetLoadKw: 1 })).toThrow(
    'node "home": requestedNetImportKw 2 stands for a whole load; do not give fixedNetLoadKw 1 as well',
  );
});

test.each([
  ["generation that imports", { dispatchableGenerationKw: 3 }, "dispatchableGenerationKw is 3; it is export"],
  ["generation NaN", { dispatchableGenerationKw: Number.NaN }, "dispatchableGenerationKw is NaN"],
  ["a negative load", { dispatchableLoadKw: -1 }, "dispatchableLoadKw is -1; it is import"],
  ["a negative request", { requestedNetImportKw: -1 }, "dispatchableLoadKw is -1; it is import"],
])("%s is refused when the tree is read", (_, fields, message) => {
  const root = new Node({ children: [new GridUser({ id: "home", ...fields })] });
  expect(() => balance(root)).toThrow(`node "home": ${message}`);
});

test("a fixed load that is not finite is refused at the tree's door", () => {
  const root = new Node({ children: [new GridUser({ id: "home", fixedNetLoadKw: Number.NaN })] });
  expect(() => balance(root)).toThrow('node "home": shift is NaN; it must be finite');
});
