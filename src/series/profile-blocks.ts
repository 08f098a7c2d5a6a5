import type { LeafSteps } from "../engine/leaf-steps.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { FollowedProfiles } from "./followed-profiles.js";
import type { LimitField, OfLimits } from "./profile-rows.js";
import type { ProfileTable } from "./profile-table.js";

/** Numbers of a block, of requests or of shapes, whichever are more: few enough for several blocks to be under way. */
const BLOCK_NUMBERS = 2 ** 19;
/** The same, of requests that only the kernel has, if anybody: some seconds of solving. */
const SUMMED_NUMBERS = 2 ** 31;
const MOST_STEPS = 960;

/** Steps of a table on their way to `runSeries`. */
export interface ProfileBlock {
  readonly times: readonly string[];
  /** Of each column, one value a step. */
  readonly shapes: readonly Float64Array[];
  /** The same of the limits in its rows, NaN where they say nothing. */
  readonly limits: OfLimits<readonly Float64Array[]>;
}

/**
 * How many steps a block has.
 * @param columnCount columns of the table
 * @param isSummed whether all that is wanted are sums, so that nobody but the kernel has every leaf's numbers
 */
export function stepsOfABlock(leafCount: number, columnCount: number, isSummed = false): number {
  const most = Math.min(
    BLOCK_NUMBERS / columnCount,
    isSummed ? SUMMED_NUMBERS / leafCount : BLOCK_NUMBERS / leafCount,
    MOST_STEPS,
  );
  return Math.max(1, Math.floor(most));
}

/** The steps of a table, in blocks. @param most steps of a block; the last one may have fewer */
export async function* profileBlocks(
  table: ProfileTable,
  { isNegated }: FollowedProfiles,
  most: number,
): AsyncGenerator<ProfileBlock, void> {
  const columnCount = table.columns.length;
  const columns = () => table.columns.map(() => new Float64Array(most));
  const { limitFields } = table;
  const emptied = () => ({
    times: [] as string[],
    shapes: columns(),
    limits: Object.fromEntries(limitFields.map((field) => [field, columns()])),
  });
  let block = emptied();
  const filled = ({ times, shapes, limits }: ReturnType<typeof emptied>): ProfileBlock => {
    const soFar = (arrays: readonly Float64Array[]) => arrays.map((values) => values.subarray(0, times.length));
    return {
      times,
      shapes: soFar(shapes),
      limits: Object.fromEntries(limitFields.map((field) => [field, soFar(limits[field])])),
    };
  };
  for await (const { time, values, limits } of table.steps()) {
    const step = block.times.length;
    for (let k = 0; k < columnCount; k++) block.shapes[k][step] = isNegated[k] ? -values[k] : values[k];
    for (const field of limitFields) {
      const given = limits[field] as Float64Array;
      for (let k = 0; k < columnCount; k++) block.limits[field][k][step] = given[k];
    }
    block.times.push(time);
    if (step + 1 < most) continue;
    yield filled(block);
    block = emptied();
  }
  if (block.times.length > 0) yield filled(block);
}

/** A block as `solveSteps` takes it. */
export function stepsOfBlock(tree: FlatTree, followed: FollowedProfiles, block: ProfileBlock): LeafSteps {
  if (Object.keys(block.limits).length > 0) return rowsOfBlock(tree, followed, block);
  const { base, columnOf } = followed;
  return { profiles: { base, shapeOf: columnOf, shapes: block.shapes } };
}

/**
 * The same where rows have limits, too: a row of every leaf's numbers a step. What a row does not say is as without the column: the request is
 * the upper limit of a load and the lower one of a source; all else is the tree's.
 */
function rowsOfBlock(
  tree: FlatTree,
  { base, columnOf }: FollowedProfiles,
  { times, shapes, limits }: ProfileBlock,
): LeafSteps {
  const { leaves, leafCount } = tree;
  const length = times.length * leafCount;
  const request = new Float64Array(length);
  const lower = new Float64Array(length);
  const upper = new Float64Array(length);
  const shift = limits.shift && new Float64Array(length);
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const v = leaves[leaf];
    const isFollowing = !Number.isNaN(base[leaf]);
    const isLoad = isFollowing && tree.lower[v] >= 0;
    const isSource = isFollowing && !isLoad && tree.upper[v] <= 0;
    const column = columnOf[leaf];
    const given = (field: LimitField, step: number) => (isFollowing ? limits[field]?.[column][step] : undefined);
    for (let step = 0; step < times.length; step++) {
      const at = step * leafCount + leaf;
      // Zero is added for the sake of its sign.
      const asked = isFollowing ? base[leaf] * shapes[column][step] + 0 : (tree.request?.[v] ?? Number.NaN);
      request[at] = asked;
      lower[at] = orElse(given("lower", step), isSource ? asked : tree.lower[v]);
      upper[at] = orElse(given("upper", step), isLoad ? asked : tree.upper[v]);
      if (shift) shift[at] = orElse(given("shift", step), tree.shift?.[v] ?? 0);
    }
  }
  return { request, lower, upper, ...(shift && { shift }) };
}

function orElse(value: number | undefined, other: number): number {
  return value === undefined || Number.isNaN(value) ? other : value;
}
