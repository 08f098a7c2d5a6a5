import type { Grid } from "../text/grid.js";
import { PlanSteps } from "../text/plan-steps.js";
import type { WrittenSession } from "../text/written-sessions.js";
import { FlatTree } from "../tree/flat-tree.js";
import { calendarDays, QUARTERS_OF_DAY } from "./calendar.js";
import { CarDays } from "./car-days.js";
import type { FeederNodes } from "./feeder-nodes.js";
import { type CheckedFeederOptions, checkedFeederOptions, type FeederOptions } from "./feeder-options.js";
import { growFeeder } from "./grow-feeder.js";
import { purpose } from "./purpose.js";
import { rateFeeder } from "./rate-feeder.js";
import { SeededRandom } from "./seeded-random.js";
import { generateShapes, type ShapedKind, shapeCounts, shapeName } from "./shapes.js";

/** What a car asks for, at one power in all of its steps. */
export type GeneratedSession = WrittenSession;

/** A feeder that nobody has, with what happens on it. */
export interface GeneratedFeeder {
  /** In kW, with the kind of every node, and the name of the shape that each leaf follows. Loads request their upper limit, solar power its lower one, batteries 0. */
  readonly grid: Grid;
  /** The quarter-hours of the profiles and sessions, from midnight on the first of January, UTC. */
  readonly steps: PlanSteps;
  /** Makes the shapes that leaves follow, by name: shares of a leaf's limit, one for each of `steps`. */
  profiles(): ReadonlyMap<string, Float64Array>;
  /**
   * Makes what cars ask for, day by day: who comes in the evening of a day and wants how much by the next morning, in steps
   * of `steps`. Who stays beyond the last step goes then, and asks for what its charger can give by then.
   */
  sessions(): Iterable<GeneratedSession>;
}

/**
 * Makes a radial feeder that looks like real ones: substations, lines with branches and poles, transformers, streets with houses, businesses,
 * roofs, cars and batteries, everything rated in standard sizes for the loads it was once built for. The same options make the same bits, on every machine.
 * @throws InputError for options that are none, or out of range
 */
export function generateFeeder(options: FeederOptions): GeneratedFeeder {
  const checked = checkedFeederOptions(options);
  const { year, days, seed } = checked;
  const nodes = growFeeder(checked);
  rateFeeder(nodes, checked.spare);
  const from = `${String(year).padStart(4, "0")}-01-01T00:00:00Z`;
  const steps = new PlanSteps({ from, steps: days * QUARTERS_OF_DAY, stepMinutes: 15 });
  const calendar = calendarDays(year, days);
  const grid = gridOf(nodes, checked);
  return {
    grid,
    steps,
    profiles: () => generateShapes(calendar, seed, new Set(grid.profiles?.filter((name) => name !== undefined))),
    sessions: () => carSessions(nodes, checked),
  };
}

function gridOf(nodes: FeederNodes, options: CheckedFeederOptions): Grid {
  const { ids, kinds, parent, lower, upper } = nodes;
  const request = Float64Array.from(kinds, (kind, v) => requestOf(kind, lower[v], upper[v], options));
  // Batteries give before a load is cut, and take before solar power is.
  const priority = Float64Array.from(kinds, (kind) => (kind === "storage" ? -1 : 0));
  const tree = new FlatTree({ ids, parent, lower, upper, request, priority });
  return { tree, names: undefined, kinds, profiles: profilesOf(nodes, options), unit: "kW" };
}

function requestOf(kind: string, lower: number, upper: number, { cars }: CheckedFeederOptions): number {
  if (kind === "pv") return lower;
  if (kind === "storage" || (kind === "ev" && cars === "sessions")) return 0;
  return kind === "household" || kind === "business" || kind === "ev" ? upper : Number.NaN;
}

function isShaped(kind: string, { cars }: CheckedFeederOptions): kind is ShapedKind {
  return kind in shapeCounts && !(kind === "ev" && cars === "sessions");
}

function profilesOf({ kinds, user }: FeederNodes, options: CheckedFeederOptions): (string | undefined)[] {
  return kinds.map((kind, v) => {
    if (!isShaped(kind, options)) return undefined;
    const random = SeededRandom.for(options.seed, purpose.shapeOfLeaf, purpose[kind], user[v]);
    return shapeName(kind, random.integer(0, shapeCounts[kind] - 1));
  });
}

function* carSessions(
  { ids, kinds, upper, user }: FeederNodes,
  { seed, year, days }: CheckedFeederOptions,
): Generator<GeneratedSession> {
  const chargers = kinds.flatMap((kind, node) => (kind === "ev" ? [node] : []));
  const cars = chargers.map((node) => new CarDays(seed, purpose.session, user[node]));
  const end = days * QUARTERS_OF_DAY;
  for (const day of calendarDays(year, days)) {
    for (let car = 0; car < cars.length; car++) {
      const stay = cars[car].next(day);
      if (stay === undefined) continue;
      const maximumKw = upper[chargers[car]];
      const departure = Math.min(stay.departure, end);
      const most = ((departure - stay.arrival) / 4) * maximumKw;
      const leaf = ids[chargers[car]];
      yield {
        id: `${leaf}#${day.day + 1}`,
        leaf,
        arrival: stay.arrival,
        departure,
        energyKwh: Math.min(stay.energyKwh, most),
        maximumKw,
      };
    }
  }
}
