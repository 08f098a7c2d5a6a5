import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import type { ScheduleRequest, Session } from "../src/schedule/schedule-request.js";
import { FlatTree } from "../src/tree/flat-tree.js";
import { MersenneTwister } from "./mersenne-twister.js";

/** A tree, and the cars that charge there from noon to noon in 96 steps. */
export interface ScheduleCase {
  readonly tree: FlatTree;
  readonly request: ScheduleRequest;
}

/** Inner nodes in the yardstick's order, what cannot wait there, and the cars. */
interface DrawnDay {
  readonly steps: number;
  readonly hours: number;
  readonly parent: number[];
  /** kW; infinite where there is no limit. */
  readonly upper: number[];
  readonly lower: number[];
  /** By inner node and step, kW. */
  readonly fixed: Float64Array;
  readonly cars: Car[];
}

interface Car {
  readonly node: number;
  readonly arrival: number;
  readonly departure: number;
  readonly kwh: number;
  readonly kw: number;
}

const STEPS = 96;
const HOURS = 0.25;

/**
 * A seeded case in the notation of the native yardstick, which draws the same: "star 1000 0.9" has so many cars behind one limit
 * that leaves room for nine tenths of what they want from evening to morning; "tree 10 100 100" three levels; "FILE 1.0" a grid
 * file with cars at that share of its loads.
 */
export function scheduleCase(name: string): ScheduleCase {
  const [kind, ...rest] = name.split(" ");
  const sizes = rest.map(Number);
  const random = new MersenneTwister(1);
  if (kind === "star") return posed(drawStar(random, sizes[0], sizes[1]));
  if (kind === "tree") return posed(drawThreeLevels(random, sizes[0], sizes[1], sizes[2]));
  return posed(drawGrid(random, kind, sizes[0]));
}

/** Every car has a leaf of its own, and what cannot wait another beside them. */
function posed({ steps, hours, parent, upper, lower, fixed, cars }: DrawnDay): ScheduleCase {
  const inners = parent.length;
  const none = Number.POSITIVE_INFINITY;
  const leaves = [...cars.map(({ node }) => node), ...parent.keys()];
  const tree = new FlatTree({
    parent: [...parent, ...leaves],
    lower: [...lower, ...leaves.map(() => 0)],
    upper: [...upper, ...leaves.map(() => none)],
    ids: [...parent.keys(), ...leaves.keys()].map((_, v) => `n${v}`),
  });
  const rows: Record<string, Float64Array> = {};
  for (let v = 0; v < inners; v++) {
    const row = fixed.subarray(v * steps, (v + 1) * steps);
    if (row.some((kw) => kw !== 0)) rows[`n${inners + cars.length + v}`] = row;
  }
  const sessions = cars.map(
    ({ arrival, departure, kwh, kw }, s): Session => ({
      ...{ id: `s${s}`, leaf: inners + s, arrival, departure, energyKwh: kwh, maximumKw: kw },
    }),
  );
  // Where what cannot wait passes a limit by itself, the native program widens it.
  return { tree, request: { steps, stepHours: hours, sessions, fixed: rows, whenInfeasible: "relax" } };
}

function drawStar(random: MersenneTwister, count: number, tight: number): DrawnDay {
  const day = emptyDay([-1]);
  for (let i = 0; i < count; i++) day.cars.push(drawCar(random, 0));
  for (let t = 0; t < STEPS; t++) day.fixed[t] = count * 2 * household(t) * (1 + 0.03 * random.normal());
  tighten(day, random, 1, tight, tight);
  return day;
}

/** Feeders at the root, transformers below each, cars below each. */
function drawThreeLevels(random: MersenneTwister, feeders: number, transformers: number, cars: number): DrawnDay {
  const parent = [-1];
  for (let i = 0; i < feeders; i++) {
    const feeder = parent.push(0) - 1;
    for (let j = 0; j < transformers; j++) parent.push(feeder);
  }
  const day = emptyDay(parent);
  parent.forEach((above, v) => {
    if (above <= 0) return;
    const size = cars * random.between(1.2, 2.8);
    for (let t = 0; t < STEPS; t++) day.fixed[v * STEPS + t] = size * household(t) * (1 + 0.1 * random.normal());
    for (let i = 0; i < cars; i++) day.cars.push(drawCar(random, v));
  });
  tighten(day, random, 1, 0.75, 1.15);
  return day;
}

/** A grid file with its households and roofs, and cars at a share of the households: one for each 8 kW, 1 to 8. */
function drawGrid(random: MersenneTwister, path: string, share: number): DrawnDay {
  const bytes = readFileSync(path);
  const rows: string[][] = parse(path.endsWith(".gz") ? gunzipSync(bytes) : bytes, { from: 2, relaxColumnCount: true });
  const index = new Map<string, number>();
  const leaves: { node: number; kw: number; kind: string }[] = [];
  const parent: number[] = [];
  const limits: { lower: number; upper: number }[] = [];
  for (const [id, above, kind, lower, upper, , source] of rows) {
    const node = index.get(above) ?? -1;
    if (["load", "ev", "pv", "heatpump", "generator", "storage"].includes(kind)) {
      leaves.push({ node, kw: Number(kind === "pv" || kind === "generator" ? lower : upper), kind });
      continue;
    }
    index.set(id, parent.push(node) - 1);
    limits.push(source.startsWith("none") ? NO_LIMITS : { lower: Number(lower), upper: Number(upper) });
  }
  const day = emptyDay(parent, limits);
  for (const leaf of leaves) addLeaf(day, random, leaf, share);
  tighten(day, random, 0.3, 0.7, 1.3);
  return day;
}

function addLeaf(
  { fixed, cars }: DrawnDay,
  random: MersenneTwister,
  { node, kw, kind }: { node: number; kw: number; kind: string },
  share: number,
): void {
  if (kind === "ev") {
    cars.push(drawCar(random, node));
    return;
  }
  const isSource = kind === "pv" || kind === "generator";
  const own = 0.15 * random.normal();
  const size = (isSource ? 0.5 : 0.6) * kw;
  for (let t = 0; t < STEPS; t++) {
    const hour = (12 + (24 * t) / STEPS) % 24;
    const sun = Math.abs(hour - 13) < 7 ? Math.max(0, Math.cos(((hour - 13) / 7) * 1.5708)) : 0;
    fixed[node * STEPS + t] += size * (isSource ? sun : household(t) * (1 + 0.3 * own));
  }
  if (isSource || random.next() >= share) return;
  const count = Math.max(1, Math.min(8, Math.trunc(kw / 8)));
  for (let j = 0; j < count; j++) cars.push(drawCar(random, node));
}

const NO_LIMITS = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

function emptyDay(parent: number[], limits = parent.map(() => NO_LIMITS)): DrawnDay {
  return {
    ...{ steps: STEPS, hours: HOURS, parent, cars: [], fixed: new Float64Array(parent.length * STEPS) },
    upper: limits.map(({ upper }) => upper),
    lower: limits.map(({ lower }) => lower),
  };
}

/** A household's load over a day that starts at noon, as a share of its peak. */
function household(step: number): number {
  const hour = (12 + (24 * step) / STEPS) % 24;
  const bump = (middle: number, width: number) => {
    const off = Math.min(Math.abs(hour - middle), 24 - Math.abs(hour - middle));
    return Math.exp((-off * off) / (2 * width * width));
  };
  return 0.25 + 0.7 * bump(19, 2) + 0.3 * bump(7.5, 1.5) + 0.15 * bump(13, 2.5);
}

/** Comes about six in the evening and leaves about half past seven; some stay for a few hours only. */
function drawCar(random: MersenneTwister, node: number): Car {
  const end = STEPS * HOURS;
  let comes = 6 + 1.8 * random.normal();
  let leaves = 19.5 + 1.2 * random.normal();
  if (random.next() < 0.08) {
    comes = random.between(0, end - 4);
    leaves = comes + random.between(1.5, 5);
  }
  const arrival = Math.max(0, Math.min(STEPS - 1, Math.floor(comes / HOURS)));
  const departure = Math.max(arrival + 1, Math.min(STEPS, Math.floor(leaves / HOURS)));
  const kw = [3.7, 7.4, 11][random.below(3)];
  return { node, arrival, departure, kwh: Math.round(random.between(10, 60) * 10) / 10, kw };
}

/**
 * Limits that matter, at a share of the nodes: room, above what cannot wait, for `least` to `most` of what the cars below want
 * from six in the evening to seven.
 */
function tighten(day: DrawnDay, random: MersenneTwister, share: number, least: number, most: number): void {
  const { parent, upper, cars } = day;
  const fixed = day.fixed.slice();
  const wanted = new Float64Array(parent.length);
  const count = new Float64Array(parent.length);
  for (const { node, kwh } of cars) {
    wanted[node] += kwh;
    count[node]++;
  }
  for (let v = parent.length - 1; v > 0; v--) {
    wanted[parent[v]] += wanted[v];
    count[parent[v]] += count[v];
    for (let t = 0; t < STEPS; t++) fixed[parent[v] * STEPS + t] += fixed[v * STEPS + t];
  }
  parent.forEach((_, v) => {
    const draw = random.next();
    const room = random.between(least, most);
    if (count[v] < 2 || (v > 0 && draw > share)) return;
    const row = fixed.subarray(v * STEPS, (v + 1) * STEPS);
    const peak = 1.01 * Math.max(0, ...row);
    const limit = Math.max(peak, limitWithRoom(row, room * wanted[v]));
    upper[v] = Number.isFinite(upper[v]) ? Math.max(peak, Math.min(upper[v], limit)) : limit;
  });
}

/** The limit that leaves so many kWh above the row from six in the evening to seven. */
function limitWithRoom(row: Float64Array, kwh: number): number {
  let low = 0;
  let high = Math.max(0, ...row) + kwh;
  for (let round = 0; round < 50; round++) {
    const limit = 0.5 * (low + high);
    let room = 0;
    for (let t = 6 / HOURS; t < 19 / HOURS; t++) room += Math.max(0, limit - row[t]) * HOURS;
    if (room < kwh) low = limit;
    else high = limit;
  }
  return high;
}
