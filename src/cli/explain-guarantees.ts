import type { GuaranteedLeaf, LeafStory } from "../audit/story.js";
import { printable } from "../model/printable.js";
import { nodeLabel } from "../text/node-label.js";
import { shortNumber } from "../text/number-text.js";
import type { Explained } from "./explained.js";
import { listed } from "./listed.js";

/** What of a leaf's flow is guaranteed; `undefined` where nothing is, and where a limit of its own gave way. */
export function guaranteeText({ isOnTop }: Explained, story: LeafStory): string | undefined {
  const { dispatch, guarantee, guaranteed, gaveWay } = story;
  if (guarantee === 0 || gaveWay) return undefined;
  const [asked, has] = [guarantee, guaranteed].map((value) => shortNumber(Math.abs(value)));
  const ofExport = guarantee < 0 ? " of export" : "";
  if (guaranteed !== guarantee) return `It is guaranteed ${asked}${ofExport}, and has ${has} of that.`;
  if (dispatch === guarantee) return "All of that is guaranteed.";
  const onTop = isOnTop ? `, and ${shortNumber(Math.abs(dispatch - guarantee))} comes on top` : "";
  return `Of that ${has} is guaranteed${onTop}.`;
}

/** Whose guarantees are served through a node; `undefined` where nobody below it has one. */
export function guaranteesBelowText(explained: Explained, node: number): string | undefined {
  const { grid, explanation } = explained;
  const below = explanation.node(node).guaranteed;
  if (below.leaves === 0) return undefined;
  const leaves = [...explanation.guaranteedLeaves(node)].sort((a, b) => a.node - b.node);
  const parts = [
    { ...below.import, what: "", of: leaves.filter(({ guarantee }) => guarantee > 0) },
    { ...below.export, what: " of export", of: leaves.filter(({ guarantee }) => guarantee < 0) },
  ].filter(({ of }) => of.length > 0);
  const told = parts.map(
    ({ asked, served, what, of }) =>
      `${partText(served, asked)}${what} (${listed(of.map((leaf) => leafPartText(explained, leaf)))})`,
  );
  return `Guaranteed below ${nodeLabel(grid, node)}: ${told.join("; ")}.`;
}

/** Whose lower limits gave way besides a leaf's own, and how far: all who are cut at the same level. */
export function gaveWayText(explained: Explained, { node, gaveWay, heldBy, level }: LeafStory): string | undefined {
  if (gaveWay === undefined) return undefined;
  const { limit, from, to } = gaveWay;
  const { grid, explanation } = explained;
  const others = heldBy
    ? [...explanation.heldLeaves(heldBy.node)]
        .filter((leaf) => leaf !== node && explanation.gaveWay(leaf) !== undefined)
        .sort((a, b) => a - b)
        .map((leaf) => printable(grid.tree.id(leaf)))
    : [];
  const evenly = others.length > 0 ? `, evenly with ${listed(others)}: all have level ${shortNumber(level)}` : "";
  return `Its own ${limit} limit ${shortNumber(from)} gave way by ${shortNumber(Math.abs(from - to))}${evenly}.`;
}

/** The limits of leaves that gave way, those that the same limit cuts together; as lines. */
export function allThatGaveWayLines(explained: Explained, top: number): string[] {
  const { grid, explanation } = explained;
  const groups = new Map<number, { ids: string[]; by: number }>();
  for (const { node, id, from, to } of explanation.limitsThatGaveWay()) {
    const holder = explanation.heldBy[node];
    const group = groups.get(holder) ?? { ids: [], by: 0 };
    groups.set(holder, group);
    group.ids.push(printable(id));
    group.by += Math.abs(from - to);
  }
  if (groups.size === 0) return [];
  const most = [...groups].sort(([, a], [, b]) => b.by - a.by);
  const lines = most.slice(0, top).map(([holder, { ids, by }]) => {
    const level = shortNumber(explanation.priceLevel[holder]);
    return `- below ${nodeLabel(grid, holder)}, by ${shortNumber(by)} in all, to level ${level}: ${listed(ids)}`;
  });
  const more = most.length > top ? [`  ... and below ${most.length - top} more`] : [];
  return ["", "Limits of leaves that gave way:", ...lines, ...more];
}

function leafPartText({ grid }: Explained, { node, guarantee, guaranteed }: GuaranteedLeaf): string {
  const part = partText(Math.abs(guaranteed), Math.abs(guarantee));
  return `${printable(grid.tree.id(node))} ${part}`;
}

/** "4 of 5"; "5" where that is all. */
function partText(has: number, asked: number): string {
  return has === asked ? shortNumber(asked) : `${shortNumber(has)} of ${shortNumber(asked)}`;
}
