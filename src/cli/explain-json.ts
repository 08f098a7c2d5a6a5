import type { Direction, LimitChoice } from "../audit/price.js";
import type { LimitOfLeaf, LimitThatBlocks, Move, NodeState, NodeStory } from "../audit/story.js";
import type { Explained } from "./explained.js";

/** The stories of some nodes as JSON; ids stand for nodes, and null for what is infinite or cannot be. */
export function storiesJson(explained: Explained, nodes: readonly number[]): string {
  return json({ status: "optimal", stories: nodes.map((node) => story(explained, node)) });
}

/** The limits that cut, from the one that cuts most down, as JSON. */
export function overviewJson(explained: Explained, top: number): string {
  const { explanation } = explained;
  const { tree, flow } = explanation;
  const cutting = explanation.ranking();
  return json({
    status: "optimal",
    rootFlow: flow[tree.root],
    cuttingLimits: cutting.length,
    limits: Array.from(cutting.subarray(0, top), (node) => nodeStory(explained, explanation.node(node))),
    guaranteed: explanation.node(tree.root).guaranteed,
    gaveWay: Array.from(explanation.limitsThatGaveWay(), ({ id, limit, from, to }) => ({ id, limit, from, to })),
  });
}

function story(explained: Explained, node: number): object {
  const { explanation } = explained;
  if (!explanation.tree.isLeaf(node)) return nodeStory(explained, explanation.node(node));
  const leaf = explanation.leaf(node);
  const { kind, dispatch, level, request, curtailed, cut, heldBy, cutBy, decided, chain } = leaf;
  const { guarantee, guaranteed, gaveWay } = leaf;
  return {
    kind,
    ...state(leaf),
    dispatch,
    level,
    request,
    curtailed,
    cut,
    guarantee,
    guaranteed,
    gaveWay,
    heldBy: heldBy && limitOfLeaf(heldBy),
    cutBy: cutBy && limitOfLeaf(cutBy),
    decided: decided && { ...decided, blockedBy: decided.blockedBy && blocking(decided.blockedBy) },
    chain: chain.map(state),
  };
}

function blocking({ id, limit, left }: LimitThatBlocks): object {
  return { id, limit, left };
}

function nodeStory(explained: Explained, given: NodeStory): object {
  const { kind, priceAbove, holds, curtailed, cut, cutLeaves, guaranteed } = given;
  const told = (limit: LimitChoice) => ({
    raised: move(explained, given, limit, "raised"),
    lowered: move(explained, given, limit, "lowered"),
  });
  return {
    kind,
    ...state(given),
    priceAbove,
    holds,
    curtailed,
    cut,
    cutLeaves,
    guaranteed,
    upper: told("upper"),
    lower: told("lower"),
    both: told("both"),
  };
}

function move({ explanation }: Explained, story: NodeStory, limit: LimitChoice, direction: Direction): object {
  const { leavesInside: _, leavesOutside: __, ...move }: Move = story[limit][direction];
  const shares = Array.from(explanation.shares(story.node, limit, direction), ({ id, change }) => ({ id, change }));
  return { ...move, shares };
}

function state({ id, flow, limits, headroom, binds, price }: NodeState): object {
  return { id, flow, limits, headroom, binds, price };
}

function limitOfLeaf({ id, limit, gain }: LimitOfLeaf): object {
  return { id, limit, gain };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
