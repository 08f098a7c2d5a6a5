import type { ReportNotes } from "../import-report.js";
import type { DssObject } from "./dss-object.js";

/** A bus as an element names it: `650.1.2` is bus 650, nodes 1 and 2. */
export interface BusName {
  readonly bus: string;
  /** Without neutral and ground; empty where none are named. */
  readonly nodes: readonly number[];
  /** Whether every node that is named is ground. */
  readonly isGround: boolean;
}

export function busName(text: string): BusName {
  const [bus, ...rest] = text.trim().toLowerCase().split(".");
  const nodes = rest.map(Number).filter((node) => node >= 1 && node <= 3);
  return { bus, nodes, isGround: rest.length > 0 && rest.every((node) => Number(node) === 0) };
}

/** Bit p - 1 for each phase p that an element is on; 0 where that is not known. */
export function phaseBits({ nodes }: BusName, phases: number): number {
  if (nodes.length > 0) return nodes.reduce((bits, node) => bits | (1 << (node - 1)), 0);
  return phases >= 1 && phases <= 3 ? (1 << phases) - 1 : 0;
}

/** The winding of a transformer at one of its buses. */
export interface Winding {
  /** From 0. */
  readonly part: number;
  readonly at: BusName;
  readonly kvLineToNeutral: number;
}

// Below it, two nodes of one phase are the halves of a split-phase service and not two of three phases.
const GREATEST_SPLIT_KV = 0.3;

/** The windings that have a bus, and their voltages. */
export function windingsOf(
  transformer: DssObject,
  code: DssObject | undefined,
  phases: number,
  notes: ReportNotes,
): Winding[] {
  const windings: Winding[] = [];
  for (let part = 0; part < transformer.parts.length; part++) {
    const bus = transformer.partText(part, "bus");
    if (bus === undefined || bus.trim() === "") continue;
    const kv = transformer.partNumber(part, "kv", notes) ?? code?.partNumber(part, "kv", notes);
    if (kv === undefined) notes.assume(transformer.id, `winding ${part + 1} has no kV; OpenDSS takes 12.47`);
    const connection = transformer.partText(part, "conn") ?? code?.partText(part, "conn") ?? "wye";
    const at = busName(bus);
    windings.push({ part, at, kvLineToNeutral: (kv ?? 12.47) / toNeutral(kv ?? 12.47, phases, connection, at) });
  }
  return windings;
}

/** What a winding's nominal voltage is divided by to have that from line to neutral. */
function toNeutral(kv: number, phases: number, connection: string, { nodes }: BusName): number {
  if (phases > 1 || /^\s*(d|ll)/i.test(connection)) return Math.sqrt(3);
  if (nodes.length < 2) return 1;
  return kv <= GREATEST_SPLIT_KV ? 2 : Math.sqrt(3);
}
