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

test("curtailable generation is a request to export", () => {
  const roof = new GridUser({ curtailableGenerationKw: -5 });
  expect(roof.limits).toEqual({ lower: -5, upper: 0 });
  expect([roof.request, roof.priority]).toEqual([-5, 0]);
});

test("a storage ranges either side of zero, requests nothing, and comes last", () => {
  const storage = new GridUser({ storageDischargeKw: -4, storageChargeKw: 3 });
  expect(storage.limits).toEqual({ lower: -4, upper: 3 });
  expect([storage.request, storage.priority]).toEqual([0, -1]);
});

test("a storage may have a priority of its own", () => {
  const storage = new GridUser({ storageChargeKw: 3, priority: 2 });
  expect(storage.priority).toBe(2);
  storage.priority = -7;
  expect(storage.priority).toBe(-7);
});

test("load, solar power and storage of one user add up to one range and one request", () => {
  const home = new GridUser({
    fixedNetLoadKw: 1,
    dispatchableLoadKw: 11,
    dispatchableGenerationKw: -2,
    curtailableGenerationKw: -6,
    storageDischargeKw: -4,
    storageChargeKw: 3,
  });
  expect(home.limits).toEqual({ lower: -12, upper: 14 });
  expect([home.request, home.priority]).toEqual([5, 0]);
});

test("a user with load alone requests what the limits allow, so that trees without requests stay without", () => {
  expect(new GridUser({ dispatchableLoadKw: 5, dispatchableGenerationKw: -2 }).request).toBeUndefined();
});

test.each([
  ["curtailable generation that imports", { curtailableGenerationKw: 3 }, "curtailableGenerationKw is 3; it is export"],
  ["a discharge that imports", { storageDischargeKw: 3 }, "storageDischargeKw is 3; it is export"],
  ["a charge that exports", { storageChargeKw: -3 }, "storageChargeKw is -3; it is import"],
])("%s is refused when the tree is read", (_, fields, message) => {
  const root = new Node({ children: [new GridUser({ id: "home", ...fields })] });
  expect(() => balance(root)).toThrow(`node "home": ${message}`);
});

test("a charger below its minimum is off, and set-points are whole steps; both may be changed between solves", () => {
  const chargers = [1, 2].map((connected) => {
    return new GridUser({ id: `charger${connected}`, dispatchableLoadKw: 11, minimumKw: 4.2, stepKw: 0.7, connected });
  });
  const root = new Node({ upperLimit: 8, children: chargers });
  balance(root);
  expect(chargers.map(({ flow }) => flow)).toEqual([expect.closeTo(7.7, 12), 0]);
  for (const charger of chargers) charger.minimumKw = 1.4;
  balance(root);
  expect(chargers.map(({ flow }) => flow)).toEqual([expect.closeTo(4.2, 12), expect.closeTo(3.5, 12)]);
  chargers[0].step = undefined;
  expect(chargers[0].stepKw).toBeUndefined();
});
