import { expect, test } from "vitest";
import { verifySchedule } from "../../src/schedule/certificate/verify-schedule.js";
import { schedule } from "../../src/schedule/schedule.js";
import type { Session } from "../../src/schedule/schedule-request.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { Random } from "../random-trees.js";

const promised = [
  { count: 10_000, kwACar: 3, gap: 1e-9 },
  { count: 10_000, kwACar: 1.2, gap: 1e-9 },
  { count: 30_000, kwACar: 1.2, gap: 1e-9 },
  { count: 100_000, kwACar: 1.2, gap: 1e-9 },
];

test.each(promised)("$count cars behind $kwACar kW each: gaps below $gap", ({ count, kwACar, gap }) => {
  const random = new Random(count);
  const lower = new Float64Array(count + 1);
  const upper = new Float64Array(count + 1).fill(11);
  upper[0] = kwACar * count;
  const tree = new FlatTree({ parent: Array.from({ length: count + 1 }, (_, v) => (v === 0 ? -1 : 0)), lower, upper });
  const sessions = Array.from({ length: count }, (_, s): Session => {
    const arrival = random.integer(10, 40);
    return {
      ...{ id: `s${s}`, leaf: s + 1, arrival, departure: arrival + random.integer(8, 50) },
      ...{ energyKwh: 10 + 50 * random.next(), maximumKw: random.pick([3.7, 7.4, 11]) },
    };
  });
  const request = { steps: 96, stepHours: 0.25, sessions };
  const plan = schedule(tree, request);
  if (plan.status !== "optimal") throw new Error(`the plan is ${plan.status}`);
  const { violations, energyGap, loadGap } = verifySchedule(tree, request, plan);
  expect(violations).toEqual([]);
  expect(energyGap).toBeLessThan(gap);
  expect(loadGap).toBeLessThan(gap);
});
