import type { LeafSteps } from "../engine/leaf-steps.js";
import type { FollowedProfiles } from "./followed-profiles.js";
import type { ProfileTable } from "./profile-table.js";

/** Numbers of a block, of requests or of shapes, whichever are more: few enough for several blocks to be under way. */
const BLOCK_NUMBERS = 2 ** 19;
/** The same, of requests that only the kernel has: some seconds of solving. */
const SUMMED_NUMBERS = 2 ** 28;
const MOST_STEPS = 960;

/** Steps of a table on their way to `runSeries`. */
export interface ProfileBlock {
  readonly times: readonly string[];
  /** Of each column, one value a step. */
  readonly shapes: readonly Float64Array[];
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
  const emptied = () => ({ times: [] as string[], shapes: table.columns.map(() => new Float64Array(most)) });
  let block = emptied();
  const filled = ({ times, shapes }: ProfileBlock) => ({
    times,
    shapes: shapes.map((shape) => shape.subarray(0, times.length)),
  });
  for await (const { time, values } of table.steps()) {
    const step = block.times.length;
    for (let k = 0; k < columnCount; k++) block.shapes[k][step] = isNegated[k] ? -values[k] : values[k];
    block.times.push(time);
    if (step + 1 < most) continue;
    yield filled(block);
    block = emptied();
  }
  if (block.times.length > 0) yield filled(block);
}

/** A block as `solveSteps` takes it. */
export function stepsOfBlock({ base, columnOf }: FollowedProfiles, { shapes }: ProfileBlock): LeafSteps {
  return { profiles: { base, shapeOf: columnOf, shapes } };
}
