import type { LeafSteps } from "../engine/leaf-steps.js";
import { SeededRandom } from "../generate/seeded-random.js";
import type { BalanceOptions } from "../model/options.js";
import { followedProfiles } from "../series/followed-profiles.js";
import { type ProfileBlock, profileBlocks, stepsOfABlock, stepsOfBlock } from "../series/profile-blocks.js";
import type { ProfileTable } from "../series/profile-table.js";
import { withSource } from "../text/format-error.js";
import type { Grid } from "../text/grid.js";
import type { FlatTree } from "../tree/flat-tree.js";

/** So many numbers of a table are kept in memory, to be solved without reading. */
const MOST_NUMBERS = 2 ** 24;
const MADE_SHAPES = 16;
const MADE_STEPS = 960;
const MADE_SEED = 1;

/** Steps in memory, in blocks as `cnab run` makes them. */
export interface StepBlocks {
  readonly blocks: readonly LeafSteps[];
  readonly stepCount: number;
}

/**
 * The steps of a table, as many of the first as memory is meant to hold.
 * @throws FormatError for columns that are nobody's, and the like, as `followedProfiles`
 */
export async function blocksOfTable({ tree, profiles }: Grid, table: ProfileTable): Promise<StepBlocks> {
  const followed = withSource(table.path, () => followedProfiles(tree, profiles, table));
  const kept: ProfileBlock[] = [];
  let numbers = 0;
  for await (const block of profileBlocks(table, followed, stepsOfABlock(tree.leafCount, table.columns.length))) {
    kept.push(block);
    numbers += block.times.length * block.shapes.length;
    if (numbers >= MOST_NUMBERS) break;
  }
  return {
    blocks: kept.map((block) => stepsOfBlock(tree, followed, block)),
    stepCount: kept.reduce((steps, { times }) => steps + times.length, 0),
  };
}

/**
 * Steps made up from a seed, the same for the same tree: each leaf requests a share of what it may have, or of its own request where
 * leaves have some. Storage keeps its limits, and so do all whose request limits do not let vary.
 */
export function madeBlocks(tree: FlatTree, options: BalanceOptions): StepBlocks {
  if (options.fairness === "siblings" && options.maximise === "export") return unvaried;
  return tree.request === undefined ? madeShapes(tree, options) : madeRequests(tree, tree.request);
}

/** Siblings whose export is greatest may request nothing: every step is the tree as it is. */
const unvaried: StepBlocks = {
  blocks: [{ target: new Float64Array(MADE_STEPS).fill(Number.NaN) }],
  stepCount: MADE_STEPS,
};

function madeShapes(tree: FlatTree, { fairness }: BalanceOptions): StepBlocks {
  const { next } = new SeededRandom(MADE_SEED);
  const shapes = Array.from({ length: MADE_SHAPES }, () => Float64Array.from({ length: MADE_STEPS }, next));
  const shapeOf = Int32Array.from({ length: tree.leafCount }, () => Math.floor(next() * MADE_SHAPES));
  // Among siblings nobody may request less than the limits allow: sources keep theirs.
  const base = Float64Array.from(tree.leaves, (v) => baseOf(tree, v, fairness !== "siblings"));
  const length = stepsOfABlock(tree.leafCount, MADE_SHAPES);
  const blocks: LeafSteps[] = [];
  for (let from = 0; from < MADE_STEPS; from += length) {
    const cut = shapes.map((shape) => shape.subarray(from, Math.min(from + length, MADE_STEPS)));
    blocks.push({ profiles: { base, shapeOf, shapes: cut } });
  }
  return { blocks, stepCount: MADE_STEPS };
}

/** A load's upper limit, a source's lower one; NaN for leaves that keep their numbers. */
function baseOf({ lower, upper, guarantee }: FlatTree, v: number, mayRequest: boolean): number {
  const isFree = (guarantee?.[v] ?? 0) === 0;
  if (isFree && lower[v] === 0 && upper[v] < Number.POSITIVE_INFINITY) return upper[v];
  const isSource = mayRequest && upper[v] === 0 && lower[v] > Number.NEGATIVE_INFINITY;
  return isFree && isSource ? lower[v] : Number.NaN;
}

function madeRequests(tree: FlatTree, own: Float64Array): StepBlocks {
  const { next } = new SeededRandom(MADE_SEED);
  const { leaves, leafCount } = tree;
  const length = stepsOfABlock(leafCount, leafCount);
  const blockCount = Math.ceil(Math.min(MADE_STEPS, Math.max(1, MOST_NUMBERS / leafCount)) / length);
  const blocks = Array.from({ length: blockCount }, (): LeafSteps => {
    const request = Float64Array.from({ length: length * leafCount }, (_, at) => {
      const v = leaves[at % leafCount];
      return lesserRequest(tree, v, own[v], next());
    });
    return { request };
  });
  return { blocks, stepCount: blockCount * length };
}

/** As near to a share of its request as a leaf's limits let it come. A guarantee is a part of a request, which stays as it is. */
function lesserRequest({ lower, upper, guarantee }: FlatTree, v: number, own: number, share: number): number {
  if (Number.isNaN(own) || (guarantee?.[v] ?? 0) !== 0) return own;
  return Math.min(Math.max(own * share, lower[v]), upper[v]) + 0;
}
