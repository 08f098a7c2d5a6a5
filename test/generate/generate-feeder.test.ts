import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { FeederNodes } from "../../src/generate/feeder-nodes.js";
import { type FeederOptions, type GeneratedFeeder, generateFeeder } from "../../src/generate/index.js";
import { rateFeeder } from "../../src/generate/rate-feeder.js";
import {
  distributionTransformers,
  lowVoltageCables,
  mainFuses,
  mediumVoltageLines,
  type Ratings,
  substationTransformers,
} from "../../src/generate/standard-ratings.js";
import { schedule } from "../../src/schedule/schedule.js";
import { gridCsv } from "../../src/text/written-grid.js";
import { depths } from "../../src/tree/depths.js";

const hash = (...parts: readonly (string | Uint8Array)[]) => {
  const made = createHash("sha256");
  for (const part of parts) made.update(part);
  return made.digest("hex").slice(0, 16);
};
const bytes = (values: Float64Array) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** A feeder by its bits. */
function fingerprint(options: FeederOptions): { grid: string; profiles: string; sessions: string } {
  const { grid, profiles, sessions } = generateFeeder(options);
  return {
    grid: hash(gridCsv(grid)),
    profiles: hash(...[...profiles()].flatMap(([name, values]) => [name, bytes(values)])),
    sessions: hash(JSON.stringify([...sessions()])),
  };
}

/** Every leaf's limits and shape, by id. */
function leavesOf({ grid: { tree, profiles } }: GeneratedFeeder): Map<string, string> {
  return new Map(
    Array.from(tree.leaves, (v) => [tree.id(v), `${tree.lower[v]} ${tree.upper[v]} ${profiles?.[v] ?? ""}`]),
  );
}

const countOf = ({ grid: { kinds } }: GeneratedFeeder, ...wanted: readonly string[]) =>
  kinds?.filter((kind) => kind !== undefined && wanted.includes(kind)).length ?? 0;

test("the same options make the same bits, here as on the machine where this was written", () => {
  const options = { users: 300, days: 40 };
  const first = fingerprint(options);
  expect(fingerprint({ ...options, seed: 1, pv: 0.3, ev: 0.4, storage: 0.1 })).toEqual(first);
  expect(first).toEqual({ grid: "92fb1abb7ddef1b8", profiles: "5ab7dd83ffdb4bef", sessions: "c219e3eafb6c8eae" });
  const other = fingerprint({ ...options, seed: 2 });
  for (const part of ["grid", "profiles", "sessions"] as const) expect(other[part]).not.toBe(first[part]);
});

test("more roofs, cars and batteries are those of before and some more", () => {
  const few = leavesOf(generateFeeder({ users: 400, pv: 0.2, ev: 0.1, storage: 0.05 }));
  const many = leavesOf(generateFeeder({ users: 400, pv: 0.5, ev: 0.6, storage: 0.3 }));
  expect(many.size).toBeGreaterThan(few.size);
  for (const [id, leaf] of few) expect([id, many.get(id)]).toEqual([id, leaf]);
});

test.each([1, 2, 80, 81, 500, 1801])("%i users are as many loads", (users) => {
  const feeder = generateFeeder({ users });
  const loads = Array.from(feeder.grid.tree.leaves, (v) => feeder.grid.tree.id(v)).filter((id) => id.endsWith(".load"));
  expect(loads).toHaveLength(users);
  expect(countOf(feeder, "household", "business")).toBe(users);
});

test("shares are shares of users, to five deviations; with 0 nobody has one, with 1 everybody", () => {
  const users = 5000;
  const feeder = generateFeeder({ users, pv: 0.3, ev: 0.4, storage: 0.1 });
  for (const [kind, share] of [
    ["pv", 0.3],
    ["ev", 0.4],
    ["storage", 0.1],
  ] as const) {
    const deviation = Math.sqrt(users * share * (1 - share));
    expect(Math.abs(countOf(feeder, kind) - users * share)).toBeLessThan(5 * deviation);
  }
  const none = generateFeeder({ users: 50, pv: 0, ev: 0, storage: 0 });
  expect(countOf(none, "pv", "ev", "storage", "connection")).toBe(0);
  const all = generateFeeder({ users: 50, pv: 1, ev: 1, storage: 1 });
  expect(["pv", "ev", "storage", "connection"].map((kind) => countOf(all, kind))).toEqual([50, 50, 50, 50]);
});

test("users hang on joints of cables, cables on transformers, those on lines, those on substations", () => {
  const { tree, kinds = [] } = generateFeeder({ users: 3000 }).grid;
  const above: Record<string, readonly string[]> = {
    substation: ["grid"],
    line: ["substation", "line"],
    transformer: ["line"],
    cable: ["transformer", "cable"],
    connection: ["cable"],
    household: ["cable", "connection"],
    business: ["cable", "connection"],
    pv: ["connection"],
    ev: ["connection"],
    storage: ["connection"],
  };
  for (let v = 0; v < tree.nodeCount; v++) {
    if (v !== tree.root) expect(above[kinds[v] ?? ""]).toContain(kinds[tree.parent[v]]);
  }
});

test("limits are standard ratings, or several side by side", () => {
  const { tree, kinds = [] } = generateFeeder({ users: 3000 }).grid;
  const ratings: Record<string, Ratings> = {
    substation: substationTransformers,
    line: mediumVoltageLines,
    transformer: distributionTransformers,
    cable: lowVoltageCables,
    connection: mainFuses,
  };
  for (let v = 0; v < tree.nodeCount; v++) {
    const known = ratings[kinds[v] ?? ""];
    if (known === undefined) continue;
    const greatest = known[known.length - 1];
    expect(known.includes(tree.upper[v]) || tree.upper[v] % greatest === 0).toBe(true);
    expect(tree.lower[v]).toBe(-tree.upper[v]);
  }
});

test("a rating is the smallest that carries the peaks below it times their coincidence, and what is to spare", () => {
  const nodes = new FeederNodes();
  const transformer = nodes.add(-1, "transformer");
  const cable = nodes.add(transformer, "cable");
  for (let home = 0; home < 16; home++) nodes.addNamed(cable, "household", `home${home}`, 0, 8);
  nodes.addNamed(transformer, "business", "shop", 0, 40);
  rateFeeder(nodes, 0.5);
  // 16 homes: 128 kW · (0.16 + 0.84 / 4) = 47.36 kW, half as much more 71.04; the shop alone 40, 60.
  expect(nodes.upper[cable]).toBe(86.6);
  expect(nodes.upper[transformer]).toBe(160);
});

test("trees are as deep, as forked and as much in a row as those of real feeders", () => {
  for (const users of [1000, 20_000]) {
    const { tree } = generateFeeder({ users }).grid;
    const depth = depths(tree.topology);
    const ofLeaves = Array.from(tree.leaves, (v) => depth[v]).sort((a, b) => a - b);
    const children = new Int32Array(tree.nodeCount);
    for (let v = 0; v < tree.nodeCount; v++) if (v !== tree.root) children[tree.parent[v]]++;
    const inner = children.filter((count) => count > 0);
    const inRow = inner.filter((count) => count === 1).length / inner.length;
    const perInner = (tree.nodeCount - 1) / inner.length;
    expect(ofLeaves[ofLeaves.length >> 1]).toBeGreaterThan(15);
    expect(ofLeaves[ofLeaves.length >> 1]).toBeLessThan(180);
    expect(inRow).toBeGreaterThan(0.36);
    expect(inRow).toBeLessThan(0.83);
    expect(perInner).toBeGreaterThan(1.24);
    expect(perInner).toBeLessThan(1.95);
  }
});

describe("profiles", () => {
  const feeder = generateFeeder({ users: 300, days: 28 });
  const shapes = feeder.profiles();
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

  test("are there for every leaf that follows one, a number a step from 0 to 1", () => {
    const followed = new Set(feeder.grid.profiles?.filter((name) => name !== undefined));
    expect(followed.size).toBeGreaterThan(60);
    expect([...shapes.keys()].sort()).toEqual([...followed].sort());
    for (const values of shapes.values()) {
      expect(values).toHaveLength(feeder.steps.count);
      expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });

  test("loads reach what they are connected for; they are never off", () => {
    for (const [name, values] of shapes) {
      if (!/^(household|business)/.test(name)) continue;
      expect(Math.max(...values)).toBe(1);
      expect(Math.min(...values)).toBeGreaterThan(0);
    }
  });

  test("the sun does not shine at midnight, and more in June than in January", () => {
    const year = generateFeeder({ users: 20, pv: 1, ev: 0 }).profiles();
    for (const [name, values] of year) {
      if (!name.startsWith("pv")) continue;
      for (let day = 0; day < 365; day++) expect(values[day * 96]).toBe(0);
      const june = mean(values.subarray(151 * 96, 181 * 96));
      expect(june).toBeGreaterThan(2 * mean(values.subarray(0, 31 * 96)));
      // Full-load hours of a roof in the middle of Europe.
      expect(mean(values) * 8760).toBeGreaterThan(700);
      expect(mean(values) * 8760).toBeLessThan(1400);
    }
  });

  test("cars charge in the evening and the night, businesses by day", () => {
    const byHour = (kind: string) => {
      const sums = new Float64Array(24);
      for (const [name, values] of shapes) {
        if (!name.startsWith(kind)) continue;
        for (const [at, value] of values.entries()) sums[Math.floor(at / 4) % 24] += value;
      }
      return sums.indexOf(Math.max(...sums));
    };
    expect(byHour("ev")).toBeGreaterThanOrEqual(17);
    expect(byHour("business")).toBeGreaterThanOrEqual(8);
    expect(byHour("business")).toBeLessThan(17);
  });
});

describe("cars as sessions", () => {
  const feeder = generateFeeder({ users: 200, days: 3, ev: 0.5, cars: "sessions" });
  const { tree, kinds, profiles } = feeder.grid;
  const sessions = [...feeder.sessions()];

  test("request nothing of their own, and follow no shape", () => {
    const cars = Array.from(tree.leaves).filter((v) => kinds?.[v] === "ev");
    expect(cars.length).toBeGreaterThan(50);
    for (const v of cars) expect([tree.request?.[v], profiles?.[v]]).toEqual([0, undefined]);
    expect([...feeder.profiles().keys()].some((name) => name.startsWith("ev"))).toBe(false);
  });

  test("come in the order of days, at most one a car and day, and want what their charger can give", () => {
    expect(sessions.length).toBeGreaterThan(100);
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(sessions.length);
    let day = 0;
    for (const { leaf, arrival, departure, energyKwh, maximumKw } of sessions) {
      expect(Math.floor(arrival / 96)).toBeGreaterThanOrEqual(day);
      day = Math.floor(arrival / 96);
      expect(maximumKw).toBe(tree.upper[tree.indexOf(leaf)]);
      expect(departure).toBeGreaterThan(arrival);
      expect(departure).toBeLessThanOrEqual(feeder.steps.count);
      expect(energyKwh).toBeGreaterThan(0);
      expect(energyKwh).toBeLessThanOrEqual(((departure - arrival) / 4) * maximumKw);
    }
    expect(day).toBe(2);
  });

  test("are what schedule takes", () => {
    const plan = schedule(tree, { steps: feeder.steps.count, stepHours: feeder.steps.hours, sessions });
    expect(plan.status).toBe("optimal");
    if (plan.status !== "optimal") return;
    const wanted = sessions.reduce((sum, { energyKwh }) => sum + energyKwh, 0);
    const served = plan.energy.reduce((sum, kwh) => sum + kwh, 0);
    expect(served).toBeGreaterThan(0.9 * wanted);
    expect(served).toBeLessThanOrEqual(wanted * (1 + 1e-12));
  });
});

test("a leap year has 366 days", () => {
  expect(generateFeeder({ users: 1, year: 2028 }).steps.count).toBe(366 * 96);
  expect(generateFeeder({ users: 1, year: 2028 }).steps.time(59 * 96)).toBe("2028-02-29T00:00:00Z");
});

test.each<[unknown, string]>([
  [{ users: 0 }, "users is 0; it must be a whole number between 1 and 2000000"],
  [{}, "users is undefined; it must be a whole number between 1 and 2000000"],
  [{ users: 1.5 }, "users is 1.5; it must be a whole number between 1 and 2000000"],
  [{ users: 1, pv: -0.1 }, "pv is -0.1; it must be between 0 and 1"],
  [{ users: 1, ev: Number.NaN }, "ev is NaN; it must be between 0 and 1"],
  [{ users: 1, storage: "0.1" }, 'storage is "0.1"; it must be a number'],
  [{ users: 1, days: 366 }, "days is 366; it must be a whole number between 1 and 365"],
  [{ users: 1, year: 99 }, "year is 99; it must be a whole number between 1970 and 9999"],
  [{ users: 1, cars: "session" }, 'cars is "session"'],
  [{ users: 1, solar: 1 }, 'unknown option "solar"'],
])("%j is refused", (options, message) => {
  expect(() => generateFeeder(options as FeederOptions)).toThrow(message);
});
