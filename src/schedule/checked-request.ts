import { InputError } from "../model/input-error.js";
import { oneOf, type WhenInfeasible } from "../model/options.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { ScheduleGoal, ScheduleRequest, Session, StepLimit } from "./schedule-request.js";

/** What was read otherwise than it was written. */
export interface Adjustment {
  /** Index of the session. */
  readonly session: number;
  readonly id: string;
  /** `"window"`: cut to the steps there are. `"energy"`: raised to what the least power takes in any case. */
  readonly kind: "window" | "energy";
  /** One line of English, with the values. */
  readonly message: string;
}

/** A session that is known to be sound. */
export interface CheckedSession {
  readonly id: string;
  /** Index in the tree's order. */
  readonly leaf: number;
  /** The window within the horizon: `from..to - 1`; `from === to` where it is empty. */
  readonly from: number;
  readonly to: number;
  /** kWh, at least what the least power takes. */
  readonly energyKwh: number;
  readonly givenKwh: number;
  readonly weight: number;
  readonly priority: number;
  /** kW; a number, or the powers of the steps `from..to - 1`. */
  readonly maximumKw: number | Float64Array;
  readonly minimumKw: number | Float64Array;
}

/** A node's limits step by step, kW. */
export interface LimitRows {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** All of a request but its sessions, known to be sound, its defaults filled in. */
export interface CheckedFrame {
  readonly tree: FlatTree;
  readonly steps: number;
  /** Length `steps`. */
  readonly hours: Float64Array;
  /** Of those nodes whose limits change with the steps, by index. */
  readonly limits: ReadonlyMap<number, LimitRows>;
  /** kW at the leaves that have some, by index: `steps` numbers, without the shift constant. */
  readonly fixed: ReadonlyMap<number, Float64Array>;
  /** Length `steps`: place of the step's price among all prices, the cheapest first. */
  readonly priceRank: Int32Array;
  /** Length `steps`, kW. */
  readonly target: Float64Array;
  readonly goal: ScheduleGoal;
  readonly whenInfeasible: WhenInfeasible;
}

/** A request that is known to be sound. */
export interface CheckedRequest extends CheckedFrame {
  readonly sessions: readonly CheckedSession[];
  readonly adjustments: readonly Adjustment[];
}

/** All of a request but the sessions. */
export type ScheduleFrame = Omit<ScheduleRequest, "sessions">;

/** Less than this share of an energy is the rounding of its sum. */
const ROUNDING_OF_SUMS = 1e-12;

/** Beyond this a window's entries alone pass the 4 GiB of a kernel's memory. */
const MOST_ENTRIES = 2 ** 32 / 8;

/**
 * @throws InputError for steps, hours, sessions, fixed loads, limits, prices or targets that are nonsense, naming session,
 * node or step and the value
 */
export function checkRequest(tree: FlatTree, request: ScheduleRequest): CheckedRequest {
  const { steps } = request;
  checkSteps(steps);
  const adjustments: Adjustment[] = [];
  const hours = checkHours(request.stepHours, steps);
  const sessions = checkSessions(tree, request.sessions, hours, adjustments);
  return { ...checkRest(tree, request, hours), sessions, adjustments };
}

/** @throws InputError as `checkRequest`, for all but the sessions */
export function checkFrame(tree: FlatTree, frame: ScheduleFrame): CheckedFrame {
  checkSteps(frame.steps);
  return checkRest(tree, frame, checkHours(frame.stepHours, frame.steps));
}

function checkSteps(steps: number): void {
  if (!(Number.isInteger(steps) && steps >= 1)) refuse("steps", steps, "must be a whole number, 1 or more");
}

function checkRest(tree: FlatTree, frame: ScheduleFrame, hours: Float64Array): CheckedFrame {
  const { steps } = frame;
  return {
    tree,
    steps,
    hours,
    limits: checkLimits(tree, frame.limits ?? [], steps),
    fixed: checkFixed(tree, frame.fixed, steps),
    priceRank: rankPrices(stepRow("price", frame.price, steps)),
    target: stepRow("target", frame.target, steps),
    goal: oneOf("goal", frame.goal ?? "even", ["even", "asSoonAsPossible"]),
    whenInfeasible: oneOf("whenInfeasible", frame.whenInfeasible ?? "report", ["report", "relax"]),
  };
}

/** The index of the leaf or node that is named by id or index. @throws InputError where there is none */
export function nodeIndex(tree: FlatTree, node: string | number, whose: string): number {
  const index = typeof node === "string" ? tree.indexOf(node) : node;
  if (Number.isInteger(index) && index >= 0 && index < tree.nodeCount) return index;
  throw new InputError(`${whose}: ${JSON.stringify(node)} is not a node of the tree`, { field: "node", value: node });
}

/** That two sessions have one id. */
export function namesakeError(id: string, first: number, second: number): InputError {
  const problem = `session "${id}": the id is used twice, by sessions ${first} and ${second}`;
  return new InputError(problem, { field: "id", value: id });
}

function refuse(field: string, value: unknown, problem: string, whose = ""): never {
  const written = typeof value === "string" ? JSON.stringify(value) : String(value);
  throw new InputError(`${whose && `${whose}: `}${field} is ${written}; it ${problem}`, { field, value });
}

function checkHours(stepHours: number | ArrayLike<number>, steps: number): Float64Array {
  const hours = typeof stepHours === "number" ? new Float64Array(steps).fill(stepHours) : new Float64Array(stepHours);
  checkLength("stepHours", hours.length, steps);
  for (const value of hours) {
    if (!(value > 0 && value <= 1e30)) refuse("stepHours", value, "must be finite and above 0");
  }
  return hours;
}

function checkLength(field: string, length: number, steps: number, whose = ""): void {
  if (length === steps) return;
  const prefix = whose && `${whose}: `;
  throw new InputError(`${prefix}${field} has ${length} entries, expected ${steps}: one a step`, {
    field,
    value: length,
  });
}

function checkSessions(
  tree: FlatTree,
  sessions: readonly Session[],
  hours: Float64Array,
  adjustments: Adjustment[],
): CheckedSession[] {
  const seen = new Map<string, number>();
  let entries = 0;
  return sessions.map((session, s) => {
    checkId(session, s);
    const { id } = session;
    const namesake = seen.get(id);
    if (namesake !== undefined) throw namesakeError(id, namesake, s);
    seen.set(id, s);
    const checked = checkSession(tree, session, s, hours, adjustments);
    entries += checked.to - checked.from;
    checkEntries(entries, id, s + 1, sessions.length);
    return checked;
  });
}

/** @throws InputError for an id that is no string, or empty */
export function checkId({ id }: Session, index: number): void {
  if (typeof id !== "string" || id === "") refuse("id", id, "must be a string that is not empty", `session ${index}`);
}

/** @throws InputError where the windows of the first `count` sessions, up to this one, have more steps than fit in memory */
export function checkEntries(entries: number, id: string, count: number, sessionCount: number): void {
  if (entries <= MOST_ENTRIES) return;
  const windows = `with it the windows of ${count} of ${sessionCount} sessions have ${entries} steps`;
  throw new InputError(`session "${id}": ${windows}, more than the ${MOST_ENTRIES} that fit in memory`, {
    field: "sessions",
    value: entries,
  });
}

/**
 * @param adjustments to which is added what is read otherwise than it is written
 * @throws InputError as `checkRequest`, for this session
 */
export function checkSession(
  tree: FlatTree,
  session: Session,
  index: number,
  hours: Float64Array,
  adjustments: Adjustment[],
): CheckedSession {
  const whose = `session "${session.id}"`;
  const leaf = nodeIndex(tree, session.leaf, whose);
  if (!tree.isLeaf(leaf)) refuse("leaf", tree.id(leaf), "must be a leaf: the node has children", whose);
  const window = checkWindow(session, index, hours.length, adjustments);
  const maximumKw = checkPower("maximumKw", session.maximumKw, session, window, whose);
  const minimumKw = checkPower("minimumKw", session.minimumKw ?? 0, session, window, whose);
  const { givenKwh = 0, priority = 0 } = session;
  checkFinite("energyKwh", session.energyKwh, whose);
  checkFinite("givenKwh", givenKwh, whose);
  if (!Number.isFinite(priority)) refuse("priority", priority, "must be finite", whose);
  const least = leastEnergy(maximumKw, minimumKw, window, hours, whose);
  const energyKwh = Math.max(session.energyKwh, least);
  if (session.energyKwh < least * (1 - ROUNDING_OF_SUMS)) {
    const message = `${whose}: energyKwh is ${session.energyKwh}, but its least power takes ${least} kWh in any case`;
    adjustments.push({ session: index, id: session.id, kind: "energy", message });
  }
  // Who wants nothing has no share to be served; any weight will do.
  const weight = session.weight ?? (givenKwh + energyKwh || 1);
  if (!(weight > 0 && weight <= 1e30)) refuse("weight", weight, "must be finite and above 0", whose);
  return { id: session.id, leaf, ...window, energyKwh, givenKwh, weight, priority, maximumKw, minimumKw };
}

interface Window {
  readonly from: number;
  readonly to: number;
}

function checkWindow(session: Session, index: number, steps: number, adjustments: Adjustment[]): Window {
  const { id, arrival, departure } = session;
  const whose = `session "${id}"`;
  for (const field of ["arrival", "departure"] as const) {
    if (!Number.isInteger(session[field])) refuse(field, session[field], "must be a whole number of steps", whose);
  }
  if (departure < arrival) refuse("departure", departure, `must not be before the arrival, ${arrival}`, whose);
  const from = Math.min(Math.max(arrival, 0), steps);
  const to = Math.min(Math.max(departure, from), steps);
  if (from !== arrival || to !== departure) {
    const message = `${whose}: its window ${arrival}..${departure} is cut to ${from}..${to}: there are ${steps} steps`;
    adjustments.push({ session: index, id, kind: "window", message });
  }
  return { from, to };
}

/** A number as it is; rows cut to the window within the horizon. */
function checkPower(
  field: "maximumKw" | "minimumKw",
  power: number | ArrayLike<number>,
  { arrival, departure }: Session,
  { from, to }: Window,
  whose: string,
): number | Float64Array {
  if (typeof power === "number") {
    checkFinite(field, power, whose);
    return power;
  }
  if (power.length !== departure - arrival) {
    throw new InputError(
      `${whose}: ${field} has ${power.length} entries, its window ${departure - arrival} steps: one number, or one for each`,
      { field, value: power.length },
    );
  }
  const row = new Float64Array(to - from);
  for (let k = 0; k < row.length; k++) {
    row[k] = power[from - arrival + k];
    checkFinite(`${field} of step ${from + k}`, row[k], whose);
  }
  return row;
}

function checkFinite(field: string, value: number, whose: string): void {
  if (!(value >= 0 && value <= 1e30)) refuse(field, value, "must be finite, 0 or more", whose);
}

/** kWh that the least power takes over the window. @throws InputError where it is above the greatest */
function leastEnergy(
  maximumKw: number | Float64Array,
  minimumKw: number | Float64Array,
  { from, to }: Window,
  hours: Float64Array,
  whose: string,
): number {
  let energy = 0;
  if (minimumKw === 0) return energy;
  for (let t = from; t < to; t++) {
    const least = powerAt(minimumKw, t - from);
    const most = powerAt(maximumKw, t - from);
    if (least > most) refuse("minimumKw", least, `must not be above maximumKw ${most}, step ${t}`, whose);
    energy += least * hours[t];
  }
  return energy;
}

/** The power in the k-th step of a window. */
export function powerAt(power: number | Float64Array, k: number): number {
  return typeof power === "number" ? power : power[k];
}

function checkLimits(tree: FlatTree, limits: readonly StepLimit[], steps: number): Map<number, LimitRows> {
  const rows = new Map<number, LimitRows>();
  for (const { node, from, to, lower, upper } of limits) {
    const v = nodeIndex(tree, node, "limits");
    const whose = `limits of node "${tree.id(v)}"`;
    if (!(Number.isInteger(from) && from >= 0)) refuse("from", from, "must be a step, 0 or more", whose);
    if (!(Number.isInteger(to) && to >= from && to <= steps)) {
      refuse("to", to, `must be a step from ${from} to ${steps}`, whose);
    }
    let row = rows.get(v);
    if (!row) {
      row = {
        lower: new Float64Array(steps).fill(tree.lower[v]),
        upper: new Float64Array(steps).fill(tree.upper[v]),
      };
      rows.set(v, row);
    }
    for (let t = from; t < to; t++) {
      row.lower[t] = lower ?? row.lower[t];
      row.upper[t] = upper ?? row.upper[t];
    }
  }
  for (const [v, row] of rows) checkLimitRows(tree.id(v), row);
  return rows;
}

function checkLimitRows(id: string, { lower, upper }: LimitRows): void {
  for (let t = 0; t < lower.length; t++) {
    const whose = `limits of node "${id}", step ${t}`;
    if (Number.isNaN(lower[t]) || lower[t] === Number.POSITIVE_INFINITY)
      refuse("lower", lower[t], "bounds from below", whose);
    if (Number.isNaN(upper[t]) || upper[t] === Number.NEGATIVE_INFINITY)
      refuse("upper", upper[t], "bounds from above", whose);
    if (lower[t] > upper[t]) refuse("lower", lower[t], `must not be above upper ${upper[t]}`, whose);
  }
}

function checkFixed(tree: FlatTree, fixed: ScheduleRequest["fixed"], steps: number): Map<number, Float64Array> {
  const rows = new Map<number, Float64Array>();
  if (fixed === undefined) return rows;
  if (isRow(fixed)) {
    const expected = tree.leafCount * steps;
    if (fixed.length !== expected) {
      throw new InputError(
        `fixed has ${fixed.length} entries, expected ${expected}: ${steps} steps for each of ${tree.leafCount} leaves`,
        { field: "fixed", value: fixed.length },
      );
    }
    const all = fixed instanceof Float64Array ? fixed : new Float64Array(fixed);
    tree.leaves.forEach((leaf, k) => {
      rows.set(leaf, all.subarray(k * steps, (k + 1) * steps));
    });
  } else {
    for (const [id, row] of Object.entries(fixed)) {
      const leaf = nodeIndex(tree, id, "fixed");
      if (!tree.isLeaf(leaf)) refuse("fixed", id, "must be by leaves: the node has children");
      checkLength("fixed", row.length, steps, `leaf "${id}"`);
      rows.set(leaf, new Float64Array(row));
    }
  }
  for (const [leaf, row] of rows) checkFixedRow(tree, leaf, row);
  return rows;
}

function isRow(fixed: NonNullable<ScheduleRequest["fixed"]>): fixed is ArrayLike<number> {
  return Array.isArray(fixed) || ArrayBuffer.isView(fixed);
}

function checkFixedRow(tree: FlatTree, leaf: number, row: Float64Array): void {
  for (let t = 0; t < row.length; t++) {
    if (!(Math.abs(row[t]) <= 1e30)) refuse(`fixed of step ${t}`, row[t], "must be finite", `leaf "${tree.id(leaf)}"`);
  }
}

function stepRow(field: "price" | "target", values: ArrayLike<number> | undefined, steps: number): Float64Array {
  if (values === undefined) return new Float64Array(steps);
  checkLength(field, values.length, steps);
  const row = new Float64Array(values);
  row.forEach((value, t) => {
    if (!(Math.abs(value) <= 1e30)) refuse(`${field} of step ${t}`, value, "must be finite");
  });
  return row;
}

function rankPrices(price: Float64Array): Int32Array {
  const rank = new Map([...new Set(price)].sort((a, b) => a - b).map((value, k) => [value, k]));
  return Int32Array.from(price, (value) => rank.get(value) ?? 0);
}
