import type { Direction, LimitChoice, Price } from "../audit/price.js";
import type { DecidedLeaf, LeafStory, LimitOfLeaf, Move, NodeState, NodeStory, Share } from "../audit/story.js";
import { printable } from "../model/printable.js";
import type { Grid } from "../text/grid.js";
import { nodeLabel } from "../text/node-label.js";
import { shortNumber } from "../text/number-text.js";
import { chainText, toldLimit } from "./chain-text.js";
import { gaveWayText, guaranteesBelowText, guaranteeText } from "./explain-guarantees.js";
import type { Explained } from "./explained.js";
import { listed } from "./listed.js";

const ways = ["raised", "lowered"] as const;

/** The story of one node, a leaf or not, in a few lines of plain words. */
export function storyText(explained: Explained, node: number): string {
  const { explanation } = explained;
  return explanation.tree.isLeaf(node)
    ? leafText(explained, explanation.leaf(node))
    : nodeText(explained, explanation.node(node));
}

function leafText(explained: Explained, story: LeafStory): string {
  const { grid } = explained;
  const { heldBy, cutBy } = story;
  const { decided } = story;
  if (decided) {
    const carries = story.flow === 0 && decided.kind === "off" ? "" : ` carries ${shortNumber(story.flow)} and`;
    const first = `${nodeLabel(grid, story.node)}${carries} is ${decidedText(explained, decided)}`;
    const lines = [first, guaranteeText(explained, story)].filter((line) => line !== undefined);
    return `${lines.join("\n  ")}\n${chainText(grid, story.chain, explained.hasTarget)}`;
  }
  const lines: (string | undefined)[] = [`${nodeLabel(grid, story.node)} carries ${shareOfLeaf(explained, story)}`];
  lines.push(guaranteeText(explained, story));
  if (heldBy?.node === story.node) lines.push(ownLimitText(explained, story, heldBy));
  else if (heldBy) lines.push(holderText(explained, story, heldBy), gainText(explained, heldBy));
  lines.push(gaveWayText(explained, story));
  if (cutBy && cutBy.node !== heldBy?.node) {
    lines.push(`What cuts it is ${limitText(explained, cutBy)}.`, gainText(explained, cutBy));
  }
  // Where a leaf is cut, that others are guaranteed something may be why.
  if (cutBy && cutBy.node !== story.node) lines.push(guaranteesBelowText(explained, cutBy.node));
  const said = lines.filter((line) => line !== undefined);
  return `${said.join("\n  ")}\n${chainText(grid, story.chain, explained.hasTarget)}`;
}

function decidedText({ grid }: Explained, decided: DecidedLeaf): string {
  const { blockedBy } = decided;
  const left =
    blockedBy &&
    `${shortNumber(blockedBy.left)} of ${nodeLabel(grid, blockedBy.node)}'s ${shortNumber(blockedBy.limit)} are left`;
  if (decided.kind === "off") {
    const needs = `it needs ${shortNumber(decided.needs)}`;
    return left ? `off: ${left}, ${needs}.` : `off: ${needs}, and wants or may have less.`;
  }
  const steps = `at ${Math.abs(decided.count)} steps of ${shortNumber(decided.step)}`;
  return left
    ? `${steps}: ${left}, one more needs ${shortNumber(decided.step)}.`
    : `${steps}: one more would pass its request.`;
}

/** What the leaf has, of what. */
function shareOfLeaf({ grid: { tree } }: Explained, story: LeafStory): string {
  const { node, flow, dispatch, limits, request } = story;
  const fixed = tree.shift[node];
  if (limits.lower === limits.upper) return `${shortNumber(flow)}, and its own limits leave it no choice.`;
  const given = tree.request?.[node] ?? Number.NaN;
  const wish = Number.isNaN(given) ? `possible ${shortNumber(request)}` : `requested ${shortNumber(request)}`;
  const of = Number.isFinite(request) ? ` of a ${wish}` : ", with no limit of its own";
  if (fixed === 0) return `${shortNumber(flow)}${of}: ${leafCutText(story)}.`;
  return `${shortNumber(flow)}: ${shortNumber(dispatch)}${of}, on top of ${shortNumber(fixed)} fixed; ${leafCutText(story)}.`;
}

function leafCutText({ cut, curtailed }: LeafStory): string {
  if (cut === undefined) return "nothing is cut";
  return `${cut === "export" ? "its export" : "it"} is cut by ${amount(curtailed)}`;
}

function ownLimitText(explained: Explained, story: LeafStory, { limit }: LimitOfLeaf): string {
  const { curtailed, limits } = story;
  if (limits.lower === limits.upper) return "No other limit matters to it.";
  if (limit === "request") return "That is what it requests.";
  if (limit === "guarantee") {
    const { priceAbove } = explained.explanation.node(story.node);
    return `Its guarantee ${shortNumber(story.guarantee)} sets that: without it, it would be cut further. Above it ${priceText(story, priceAbove)}.`;
  }
  const end = curtailed === 0 ? "it has all it can take" : "without it, it would be cut further";
  const value = shortNumber(limit === "lower" ? limits.lower : limits.upper);
  return `Its own ${limit} limit ${value} sets that: ${end}.`;
}

function holderText(explained: Explained, story: LeafStory, heldBy: LimitOfLeaf): string {
  const { price, binds, cutBy, gaveWay } = story;
  const verb = cutBy === undefined || cutBy.node === heldBy.node ? "held" : "pushed";
  const own = gaveWay ? undefined : binds.upper ? "upper" : binds.lower ? "lower" : undefined;
  const too = own === undefined ? "" : ` Its own ${own} limit is met just there.`;
  return `It is ${verb} at level ${shortNumber(price.level)} by ${limitText(explained, heldBy)}.${too}`;
}

function limitText(explained: Explained, { node, limit }: LimitOfLeaf): string {
  const name = limitName(explained, explained.explanation.node(node), limit);
  return isTarget(explained, node) ? `the ${name}` : `the ${name} of ${nodeLabel(explained.grid, node)}`;
}

function isTarget({ grid, hasTarget }: Explained, node: number): boolean {
  return hasTarget && node === grid.tree.root;
}

/** A limit in words, with its value. */
export function limitName(explained: Explained, { node, limits }: NodeState, limit: LimitChoice): string {
  if (isTarget(explained, node)) return `target ${shortNumber(limits.upper)}`;
  if (limit === "request" || limit === "guarantee") return limit;
  if (limit === "both") return `fixed limit ${shortNumber(limits.upper)}`;
  return `${limit} limit ${toldLimit(explained.grid, node, limit, limits[limit])}`;
}

/** What a leaf gains and loses by another's limit. */
function gainText(explained: Explained, { node, limit, gain }: LimitOfLeaf): string {
  const story = explained.explanation.node(node)[limit];
  const text = (way: Direction) => {
    if (story[way].hindrance !== undefined) return `${way}, ${hindranceText(explained, node, story[way], way)}`;
    if (gain[way] === 0) return `${way}, nothing changes here`;
    return `${way}, it ${gain[way] > 0 ? "gains" : "loses"} ${shortNumber(Math.abs(gain[way]))} a unit`;
  };
  const [first, second] = (limit === "lower" ? (["lowered", "raised"] as const) : ways).map(text);
  return `That limit alone ${first}; ${second}.`;
}

function nodeText(explained: Explained, story: NodeStory): string {
  const { grid, explanation } = explained;
  const { node, flow, limits, binds, headroom } = story;
  const lines = [`${nodeLabel(grid, node)} carries ${shortNumber(flow)}. ${fullness(explained, story)}`];
  if (story.holds) {
    const held = [...explanation.heldLeaves(node)].sort((a, b) => a - b);
    const ids = held.map((leaf) => printable(grid.tree.id(leaf)));
    lines.push(
      `Its ${limitName(explained, story, story.holds)} holds ${counted(held.length)} at level ${shortNumber(story.price.level)}: ${listed(ids)}. ` +
        `Above it ${priceText(story, story.priceAbove)}.`,
    );
  } else if (binds.lower || binds.upper) lines.push("But it sets nobody's level: the price is the same on both sides.");
  if (story.cutLeaves > 0) lines.push(`It ${cutsText(story)} in all.`);
  const guaranteed = guaranteesBelowText(explained, node);
  if (guaranteed) lines.push(guaranteed);
  for (const limit of bindingLimits(story)) {
    for (const way of ways) lines.push(moveText(explained, story, limit, way));
  }
  if (!binds.lower && !binds.upper) {
    lines.push(
      Number.isFinite(limits.lower) || Number.isFinite(limits.upper)
        ? `Its limits hold nobody: ${headroomText(headroom)}.`
        : "It has no limits.",
    );
  }
  return `${lines.join("\n  ")}\n${chainText(grid, explanation.chain(node), explained.hasTarget)}`;
}

/** "cuts 3 leaves by 2". */
export function cutsText({ cut, cutLeaves, curtailed }: NodeStory): string {
  return `cuts ${cut === "export" ? "the export of " : ""}${counted(cutLeaves)} by ${amount(curtailed)}`;
}

function bindingLimits({ binds, limits }: NodeStory): readonly LimitChoice[] {
  if (limits.lower === limits.upper) return ["both"];
  return (["upper", "lower"] as const).filter((limit) => binds[limit]);
}

function fullness(explained: Explained, story: NodeStory): string {
  const { binds, limits } = story;
  if (isTarget(explained, story.node)) return "That is the target.";
  if (limits.lower === limits.upper) return "Its limits leave it no choice.";
  if (binds.upper) return `It is at its ${limitName(explained, story, "upper")}.`;
  if (binds.lower) return `It is at its ${limitName(explained, story, "lower")}.`;
  return `It is within its limits [${shortNumber(limits.lower)}, ${shortNumber(limits.upper)}].`;
}

function headroomText({ up, down }: { up: number; down: number }): string {
  return `room for ${Number.isFinite(up) ? shortNumber(up) : "any"} more and ${Number.isFinite(down) ? shortNumber(down) : "any"} less`;
}

function priceText({ price }: NodeState, { tier, level }: Price): string {
  if (tier.cut === "nothing") return "nobody is cut";
  const isSameTier =
    price.tier.cut === tier.cut &&
    price.tier.priority === tier.priority &&
    price.tier.isGuaranteed === tier.isGuaranteed;
  const guaranteed = tier.isGuaranteed ? "guaranteed " : "";
  const whom = isSameTier ? "" : `, where ${guaranteed}${tier.cut} of priority ${shortNumber(tier.priority)} is cut`;
  return `the level is ${shortNumber(level)}${whom}`;
}

/** Who is served, and who pays, when one limit of a node moves. */
function moveText(explained: Explained, story: NodeStory, limit: LimitChoice, way: Direction): string {
  return `Its ${limitName(explained, story, limit)} ${effectText(explained, story, limit, way)}.`;
}

/** Likewise, without the limit's name. */
export function effectText(explained: Explained, story: NodeStory, limit: LimitChoice, way: Direction): string {
  const move = story[limit][way];
  if (move.hindrance !== undefined) return `${way}: ${hindranceText(explained, story.node, move, way)}`;
  return `${way}, each unit: ${sharesText(explained, story, limit, way)}`;
}

function hindranceText(explained: Explained, node: number, { hindrance, isPossible }: Move, way: Direction): string {
  const outcome = isPossible ? "nothing changes" : "it cannot be kept";
  switch (hindrance) {
    case "inside":
      return `${outcome}, for everybody below is at another limit`;
    case "outside":
      return `${outcome}, ${limitInTheWay(explained, node, way)}`;
    case "levels":
      return `${outcome}, for the split is as even already`;
    case "crossing":
      return `${outcome}, for it crosses the other limit`;
    default:
      return `${outcome}, for it does not bind`;
  }
}

function limitInTheWay({ grid, explanation }: Explained, node: number, way: Direction): string {
  const side = way === "raised" ? "upper" : "lower";
  const [, ...above] = explanation.chain(node);
  const full = above.find(({ binds }) => binds[side]);
  if (full === undefined) return "for nobody elsewhere can make up for it";
  return `for ${nodeLabel(grid, full.node)} is at its ${side} limit too`;
}

function sharesText({ grid, explanation }: Explained, story: NodeStory, limit: LimitChoice, way: Direction): string {
  const { leavesInside, rootFlowChange } = story[limit][way];
  const inside: Share[] = [];
  const outside: Share[] = [];
  for (const share of explanation.shares(story.node, limit, way)) {
    (inside.length < leavesInside ? inside : outside).push(share);
  }
  const balance = rootFlowChange === 0 ? sharedText(grid, outside) : `${signed(rootFlowChange)} at the root`;
  return `${sharedText(grid, inside)}; ${balance}`;
}

/** Equal shares in one, the greatest first. */
function sharedText({ tree }: Grid, shares: readonly Share[]): string {
  const byChange = new Map<string, number[]>();
  const greatestFirst = (a: Share, b: Share) => Math.abs(b.change) - Math.abs(a.change);
  for (const { node, change } of shares.toSorted(greatestFirst)) {
    const nodes = byChange.get(signed(change));
    if (nodes) nodes.push(node);
    else byChange.set(signed(change), [node]);
  }
  const parts = Array.from(byChange, ([change, nodes]) => {
    const ids = nodes.sort((a, b) => a - b).map((node) => printable(tree.id(node)));
    return `${change}${nodes.length > 1 ? " each" : ""} for ${listed(ids)}`;
  });
  return listed(parts);
}

export function counted(leaves: number): string {
  return leaves === 1 ? "1 leaf" : `${leaves} leaves`;
}

export function amount(curtailed: number): string {
  return Number.isFinite(curtailed) ? shortNumber(curtailed) : "an amount without limit";
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${shortNumber(value)}`;
}
