import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import { FormatError, withSource } from "../text/format-error.js";
import type { PlanSteps } from "../text/plan-steps.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { type FollowedProfiles, followedProfiles } from "./followed-profiles.js";
import type { ProfileTable } from "./profile-table.js";

const MINUTES_OF_HOUR = 60;

/** What leaves take in a plan whatever happens, as a table of profiles has it. */
export interface FixedLoads {
  /** kW, a row of steps for each of `tree.leaves`: what a leaf requests; 0 for those that follow no column. */
  readonly fixed: Float64Array;
  /** Indices of the leaves that follow a column, in the tree's order. */
  readonly following: ReadonlySet<number>;
}

/** A row of the table, and with which step of the plan it begins. */
interface Row {
  readonly at: number;
  readonly values: Float64Array;
}

/**
 * The requests of a table of profiles at the steps of a plan (`followedProfiles` says who follows which column). A row holds from its
 * time until the next one's, the last one as long as the one before it: one step of the plan, or several. Reads the table as far as the
 * plan goes.
 * @param profiles the shape that each node follows, by name
 * @throws FormatError as `followedProfiles` and `ProfileTable.steps`; for times that are not of the plan's kind, rows that do not begin
 * with a step of the plan, and a step that no row holds for
 */
export async function fixedLoads(
  tree: FlatTree,
  profiles: readonly (string | undefined)[] | undefined,
  table: ProfileTable,
  steps: PlanSteps,
): Promise<FixedLoads> {
  const followed = withSource(table.path, () => {
    refuseLimits(table);
    return followedProfiles(tree, profiles, table);
  });
  const loads = new PlannedLoads(followed, steps.count);
  let last: Row | undefined;
  let length = 1;
  for await (const { time, values } of table.steps()) {
    const at = withSource(table.path, () => firstStep(time, table, steps));
    if (last !== undefined) {
      length = at - last.at;
      loads.hold(last, length);
    }
    last = { at, values: values.slice() };
    if (at >= steps.count) break;
  }
  if (last !== undefined) loads.hold(last, length);
  const { open } = loads;
  if (open >= 0) {
    const problem = `it has no row that holds at ${steps.time(open)}, a step of the plan`;
    throw new FormatError(new InputError(problem), { source: table.path });
  }
  const { leaves } = tree;
  return { fixed: loads.fixed, following: new Set(leaves.filter((_, leaf) => !Number.isNaN(followed.base[leaf]))) };
}

/** What a leaf takes whatever happens is one number. @throws InputError where rows have others */
function refuseLimits({ limitFields: [field] }: ProfileTable): void {
  if (field === undefined) return;
  const problem = `there is a column "${field}"; a plan takes time, id and request, and limits that change from --events`;
  throw new InputError(problem, { field });
}

/** The step of the plan with which a row begins; below 0 where that is before the plan. */
function firstStep(time: string, { timeKind, hours }: ProfileTable, steps: PlanSteps): number {
  if (timeKind !== steps.kind) {
    const [own, planned] = timeKind === "date" ? ["points in time", "numbers"] : ["numbers", "points in time"];
    throw new InputError(`its times are ${own}, those of the plan ${planned}`, { field: "time", value: time });
  }
  const at = timeKind === "date" ? steps.position(time, "time") : stepNumber(Number(time), hours, steps);
  if (Number.isInteger(at)) return at;
  const problem = `the row of ${excerpt(time)} does not begin with a step of the plan; those are ${length(steps)} from ${steps.time(0)} on`;
  throw new InputError(problem, { field: "time", value: time });
}

/** Numbers are steps of the plan, or minutes where the table says so. */
function stepNumber(value: number, hours: number | undefined, steps: PlanSteps): number {
  const length = hours === undefined ? 1 : steps.hours * MINUTES_OF_HOUR;
  return value / length - Number(steps.time(0));
}

function length({ hours }: PlanSteps): string {
  return `${hours * MINUTES_OF_HOUR} minutes each`;
}

/** Loads of a plan's steps as they are filled in. */
class PlannedLoads {
  readonly fixed: Float64Array;
  readonly #followed: FollowedProfiles;
  readonly #isHeld: Uint8Array;

  constructor(followed: FollowedProfiles, steps: number) {
    this.fixed = new Float64Array(followed.base.length * steps);
    this.#followed = followed;
    this.#isHeld = new Uint8Array(steps);
  }

  /** The first step that no row holds for; -1 where there is none. */
  get open(): number {
    return this.#isHeld.indexOf(0);
  }

  /** A row holds for some steps, those of them that the plan has. */
  hold({ at, values }: Row, length: number): void {
    const { base, columnOf, isNegated } = this.#followed;
    const steps = this.#isHeld.length;
    const [from, to] = [Math.max(at, 0), Math.min(at + length, steps)];
    if (from >= to) return;
    this.#isHeld.fill(1, from, to);
    for (let leaf = 0; leaf < base.length; leaf++) {
      if (Number.isNaN(base[leaf])) continue;
      const value = values[columnOf[leaf]];
      const request = base[leaf] * (isNegated[columnOf[leaf]] ? -value : value) + 0;
      this.fixed.fill(request, leaf * steps + from, leaf * steps + to);
    }
  }
}
