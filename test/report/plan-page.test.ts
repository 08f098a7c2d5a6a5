import { expect, test } from "vitest";
import { planPage } from "../../src/report/html/plan-page.js";
import { packPlan, unpackPlan } from "../../src/report/html/plan-page-data.js";
import { streetPlan, streetSessions } from "./plan-of.js";
import { hostileIds } from "./report-of.js";

test("the page's data come back as they were, powers in their windows", async () => {
  const report = streetPlan();
  const { told, power } = await packPlan(report);
  const plan = await unpackPlan(told, power);
  expect(plan.sessions).toEqual(report.sessions);
  expect(plan.times).toHaveLength(9);
  expect(plan.elapsed).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(plan.ways.map(({ name }) => name)).toEqual(["uncontrolled", "step by step", "planned"]);
  expect(plan.limit).toEqual(new Array(8).fill(20));
  report.sessions.forEach(({ from, to }, s) => {
    for (let step = from; step < to; step++) {
      const kw = plan.power[plan.firstPower[s] + step - from];
      expect(kw).toBeCloseTo(report.plan.power[s * 8 + step], 4);
    }
  });
  expect(plan.power).toHaveLength(8 + 2 + 6);
  expect(plan.busy.map(({ id }) => id)).toEqual(report.busy.map(({ id }) => id));
});

test("a root without a limit, and steps without one, come back", async () => {
  const upper = [Number.POSITIVE_INFINITY, ...new Array(7).fill(8)];
  const limits = upper.map((bound, step) => ({ node: "north", from: step, to: step + 1, upper: bound }));
  const open = { node: "street", from: 0, to: 8, upper: Number.POSITIVE_INFINITY };
  const { told, power } = await packPlan(streetPlan(streetSessions, { limits: [...limits, open] }));
  const plan = await unpackPlan(told, power);
  expect(plan.limit).toEqual(new Array(8).fill(Number.POSITIVE_INFINITY));
  const north = plan.busy.find(({ id }) => id === "north")!;
  expect(north.use[0]).toBeNaN();
  expect(north.use[2]).toBeCloseTo(1, 5);
});

test("one file: nothing is loaded, and nothing may be", async () => {
  const page = await planPage(streetPlan(), { title: "Elm Street" });
  expect(page).not.toMatch(/<link|<script[^>]+src=|@import|url\(/);
  expect(page).toContain(`content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"`);
  expect(page.length).toBeLessThan(300_000);
});

test("no id or name ends a script or begins a tag", async () => {
  const sessions = streetSessions.map((session, s) => ({ ...session, id: hostileIds[s] ?? session.id }));
  const page = await planPage(streetPlan(sessions), { title: "<img src=x></script>" });
  expect(page.match(/<\/script>/g)).toHaveLength(3);
  expect(page).not.toContain("<img");
});

test("where it comes from stands at the foot", async () => {
  const date = new Date("2030-02-03T04:05:06Z");
  const provenance = { madeBy: "cnab 1.2.3", grid: "street.csv", sessions: "cars.csv", options: "--steps 8", date };
  expect(await planPage(streetPlan(), { title: "street", provenance })).toContain(
    "<p>Made by cnab 1.2.3 from street.csv and the sessions in cars.csv, with --steps 8, 2030-02-03 04:05 UTC.</p>",
  );
});
