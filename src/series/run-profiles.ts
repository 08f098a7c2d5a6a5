import { withSource } from "../text/format-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { EventLimits } from "./event-limits.js";
import { type FollowedProfiles, followedProfiles } from "./followed-profiles.js";
import { type ProfileBlock, profileBlocks, stepsOfBlock } from "./profile-blocks.js";
import type { ProfileTable } from "./profile-table.js";
import { runSeries, type SeriesBlock, type SeriesOptions } from "./run-series.js";
import type { SeriesWanted } from "./solve-block.js";

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
 * @param events limits of inner nodes that hold for a while
 * @throws FormatError as `followedProfiles` and `ProfileTable.steps`; InputError as `runSeries`
 */
export async function* runProfiles<const Wanted extends SeriesWanted>(
  tree: FlatTree,
  profiles: readonly (string | undefined)[] | undefined,
  table: ProfileTable,
  options: SeriesOptions<Wanted>,
  events?: EventLimits,
): AsyncGenerator<SolvedProfiles<Wanted>, void> {
  const followed = withSource(table.path, () => followedProfiles(tree, profiles, table.columns));
  const own = ownRequests(tree, options);
  const underWay: ProfileBlock[] = [];
  async function* source() {
    for await (const block of profileBlocks(table, followed, tree.leafCount)) {
      underWay.push(block);
      yield { ...stepsOfBlock(followed, block), limits: events?.at(block.times) };
    }
  }
  for await (const solved of runSeries(tree, source(), options)) {
    // Blocks come as they went.
    const block = underWay.shift() as ProfileBlock;
    const request = (step: number, leaf: number) => requestAt(followed, own, block, step, leaf);
    yield { ...solved, times: block.times, request };
  }
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
