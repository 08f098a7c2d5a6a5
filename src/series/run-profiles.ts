import type { SolverOptions } from "../engine/solver-options.js";
import { InputError } from "../model/input-error.js";
import { withSource } from "../text/format-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { EventLimits } from "./event-limits.js";
import { ServedPast } from "./fair-over-time.js";
import { type FollowedProfiles, followedProfiles } from "./followed-profiles.js";
import { type ProfileBlock, profileBlocks, stepsOfBlock } from "./profile-blocks.js";
import type { ProfileTable } from "./profile-table.js";
import { runSeries, type SeriesBlock, type SeriesOptions } from "./run-series.js";
import type { SeriesWanted } from "./solve-block.js";

/** Nonsense in a step: whoever runs the same inputs again comes to it again. */
export class StepError extends InputError {}

/** What a run over a table of profiles may have besides. */
export interface ProfileRun {
  /** Limits of inner nodes that hold for a while. */
  readonly events?: EventLimits | undefined;
  /** Steps after which what was served counts half, where it counts at all (`fairOverTime`). */
  readonly halfLife?: number | undefined;
  /** Blocks at the beginning of the table that are solved already. */
  readonly blocksDone?: number | undefined;
}

/** A solved block of a table of profiles. */
export interface SolvedProfiles<Wanted extends SeriesWanted> extends SeriesBlock<Wanted> {
  /** Length `stepCount`: as the table has them. */
  readonly times: readonly string[];
  /** Every leaf's request at a step of the block, leaves in the order of `tree.leaves`. */
  readonly request: (step: number, leaf: number) => number;
}

/**
 * Solves a tree for every step of a table of profiles (`followedProfiles` says who follows which column), as `runSeries` does.
 * Leaves that follow none keep the tree's numbers.
 * @param profiles the shape that each node follows, by name
 * @throws FormatError as `followedProfiles` and `ProfileTable.steps`; StepError for the first step that is nonsense; InputError as
 * `runSeries`
 */
export async function* runProfiles<const Wanted extends SeriesWanted>(
  tree: FlatTree,
  profiles: readonly (string | undefined)[] | undefined,
  table: ProfileTable,
  options: SeriesOptions<Wanted>,
  { events, halfLife, blocksDone = 0 }: ProfileRun = {},
): AsyncGenerator<SolvedProfiles<Wanted>, void> {
  const followed = withSource(table.path, () => followedProfiles(tree, profiles, table.columns));
  const own = ownRequests(tree, options);
  const underWay: ProfileBlock[] = [];
  const past = halfLife === undefined ? undefined : new ServedPast(tree, { ...solverOptions(options), halfLife });
  let stepsDone = 0;
  async function* source() {
    let position = 0;
    for await (const block of profileBlocks(table, followed, tree.leafCount)) {
      // Which events have had a step is known of all steps.
      const limits = events?.at(block.times);
      const steps = { ...stepsOfBlock(followed, block), limits };
      // What was solved before is past, too.
      const leaning = past?.lean(steps) ?? steps;
      if (position++ < blocksDone) {
        stepsDone += block.times.length;
        continue;
      }
      underWay.push(block);
      yield leaning;
    }
  }
  for await (const solved of runSeries(tree, source(), options)) {
    // Blocks come as they went.
    const block = underWay.shift() as ProfileBlock;
    const [fault] = solved.faults;
    if (fault) throw new StepError(`at ${block.times[fault.step]}: ${fault.error.message}`);
    const request = (step: number, leaf: number) => requestAt(followed, own, block, step, leaf);
    yield { ...solved, firstStep: solved.firstStep + stepsDone, times: block.times, request };
  }
}

function solverOptions<Wanted extends SeriesWanted>(options: SeriesOptions<Wanted>): SolverOptions {
  const { workers, signal, wanted, onProgress, ...asked } = options;
  return asked;
}

/** What leaves that follow no profile request. */
function ownRequests(tree: FlatTree, { maximise }: Pick<SeriesOptions, "maximise">): Float64Array {
  const greatest = maximise === "export" ? tree.lower : tree.upper;
  return Float64Array.from(tree.leaves, (v) => {
    const given = tree.request?.[v] ?? Number.NaN;
    return Number.isNaN(given) ? greatest[v] : given;
  });
}

function requestAt(
  { base, columnOf }: FollowedProfiles,
  own: Float64Array,
  { shapes }: ProfileBlock,
  step: number,
  leaf: number,
): number {
  return Number.isNaN(base[leaf]) ? own[leaf] : base[leaf] * shapes[columnOf[leaf]][step] + 0;
}
