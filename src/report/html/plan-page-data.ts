import type { ScheduleFigures } from "../../comparison/compare-schedules.js";
import { type PlanReport, type ReportedSession, wayNames } from "../plan-report.js";
import { packed, packedJson, unpacked, unpackedJson } from "./packed.js";

/** What the page of a plan draws. */
export interface PlanPageData {
  /** When each step begins, and when the last ends. */
  readonly times: readonly string[];
  /** Hours from the first step's begin to each of these. */
  readonly elapsed: readonly number[];
  /** The ways to charge; the last is the plan itself. */
  readonly ways: readonly PageWay[];
  /** The root's upper limit, kW, a step each. */
  readonly limit: readonly number[];
  readonly sessions: readonly ReportedSession[];
  /** kW of all sessions, in each step of their windows, one after the other. */
  readonly power: Float32Array;
  /** Where in `power` each session's window begins. */
  readonly firstPower: Int32Array;
  readonly busy: readonly PageLimit[];
}

/** One way to charge, on the page. */
export interface PageWay {
  readonly name: string;
  readonly load: readonly number[];
  readonly figures: ScheduleFigures;
}

/** One limit of the heat map. */
export interface PageLimit {
  readonly id: string;
  /** The share of the limit that is used, a step each; NaN where there is none. */
  readonly use: readonly number[];
  readonly bindingSteps: number;
  readonly firstBinding: number;
  readonly fullestStep: number;
  readonly flow: number;
  readonly bound: number;
}

/** As JSON: numbers to the digits that a picture can use, null for what JSON cannot say. */
interface PackedPlan extends Omit<PlanPageData, "limit" | "sessions" | "power" | "firstPower" | "busy"> {
  readonly limit: readonly (number | null)[];
  readonly sessions: readonly (readonly (string | number)[])[];
  readonly busy: readonly (Omit<PageLimit, "use"> & { readonly use: readonly (number | null)[] })[];
}

/** A plan as two texts: what is told of it, and the powers. */
export async function packPlan(report: PlanReport): Promise<{ told: string; power: string }> {
  const { steps, hours, time, ways, limit, sessions, busy } = report;
  const elapsed = [0];
  for (const length of hours) elapsed.push(elapsed[elapsed.length - 1] + length);
  const data: PackedPlan = {
    times: Array.from({ length: steps + 1 }, (_, step) => time(step)),
    elapsed,
    ways: ways.map(({ way, load, figures }) => ({ name: wayNames[way], load: Array.from(load, digits), figures })),
    limit: Array.from(limit, finite),
    sessions: sessions.map((session) => [
      ...[session.id, session.leaf, session.from, session.to, digits(session.wantedKwh), digits(session.servedKwh)],
      ...[session.share, session.isShort ? 1 : 0, digits(session.peakKw), session.priority],
    ]),
    busy: busy.map(({ id, use, bindingSteps, firstBinding, fullestStep, flow, bound }) => ({
      ...{ id, bindingSteps, firstBinding, fullestStep, flow, bound },
      use: Array.from(use, (share) => finite(digits(share))),
    })),
  };
  return { told: await packedJson(data), power: await packed(windowPowers(report)) };
}

/** The plan that was packed. */
export async function unpackPlan(told: string, power: string): Promise<PlanPageData> {
  const data = (await unpackedJson(told)) as PackedPlan;
  const sessions = data.sessions.map(
    ([id, leaf, from, to, wantedKwh, servedKwh, share, isShort, peakKw, priority]) =>
      ({
        id,
        leaf,
        from,
        to,
        wantedKwh,
        servedKwh,
        share,
        isShort: isShort === 1,
        peakKw,
        priority,
      }) as ReportedSession,
  );
  const firstPower = new Int32Array(sessions.length);
  for (let s = 1; s < sessions.length; s++) {
    firstPower[s] = firstPower[s - 1] + sessions[s - 1].to - sessions[s - 1].from;
  }
  return {
    ...data,
    limit: data.limit.map((kw) => kw ?? Number.POSITIVE_INFINITY),
    sessions,
    power: new Float32Array((await unpacked(power)).buffer),
    firstPower,
    busy: data.busy.map((limit) => ({ ...limit, use: limit.use.map((share) => share ?? Number.NaN) })),
  };
}

function windowPowers({ sessions, steps, plan }: PlanReport): Uint8Array<ArrayBuffer> {
  const powers = new Float32Array(sessions.reduce((count, { from, to }) => count + to - from, 0));
  let at = 0;
  sessions.forEach(({ from, to }, s) => {
    for (let step = from; step < to; step++) powers[at++] = digits(plan.power[s * steps + step]);
  });
  return new Uint8Array(powers.buffer);
}

function digits(value: number): number {
  return Number(value.toPrecision(6));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
