import type { Explanation } from "../audit/explanation.js";
import type { Direction } from "../audit/price.js";
import type { NodeStory } from "../audit/story.js";
import { nodeLabel } from "../text/node-label.js";
import { shortNumber } from "../text/number-text.js";
import { allThatGaveWayLines, guaranteesBelowText } from "./explain-guarantees.js";
import { amount, counted, cutsText, effectText, limitName } from "./explain-text.js";
import type { Explained } from "./explained.js";

/** What the limits of a whole grid do: those that cut first, the one that cuts most on top; then those that push. */
export function overviewText(explained: Explained, top: number): string {
  const { grid, explanation } = explained;
  const { root } = grid.tree;
  const cutting = explanation.ranking();
  const pushing = pushingNodes(explanation);
  const lines = [`${nodeLabel(grid, root)} carries ${shortNumber(explanation.flow[root])}. ${cutText(explained)}`];

  const guaranteed = guaranteesBelowText(explained, root);
  if (guaranteed) lines.push(guaranteed);

  if (cutting.length > 0) lines.push("", "Limits that cut, by how much:");
  for (const [at, node] of cutting.subarray(0, top).entries()) {
    const story = explanation.node(node);
    lines.push(`${at + 1}. ${nodeLabel(grid, node)}: ${limitText(explained, story)} ${cutsText(story)}`);
    lines.push(`   ${nextUnitText(explained, story)}`);
  }
  if (cutting.length > top) lines.push(`   ... and ${cutting.length - top} more`);

  if (pushing.length > 0) lines.push("", "Limits that push the other way:");
  for (const node of pushing.slice(0, top)) {
    const story = explanation.node(node);
    lines.push(`- ${nodeLabel(grid, node)}: ${limitText(explained, story)} at level ${shortNumber(story.price.level)}`);
    lines.push(`  ${nextUnitText(explained, story)}`);
  }
  if (pushing.length > top) lines.push(`  ... and ${pushing.length - top} more`);
  lines.push(...allThatGaveWayLines(explained, top));
  return `${lines.join("\n")}\n`;
}

function limitText(explained: Explained, story: NodeStory): string {
  return limitName(explained, story, story.holds ?? "both");
}

/** What follows where the limit that holds gives way. */
function nextUnitText(explained: Explained, story: NodeStory): string {
  const limit = story.holds ?? "both";
  const way: Direction = isHoldingDown(explained.explanation, story) ? "raised" : "lowered";
  return effectText(explained, story, limit, way);
}

/** Of limits that are one, the way that those below would go if they could. */
function isHoldingDown(explanation: Explanation, { node, holds, both }: NodeStory): boolean {
  if (holds !== "both") return holds === "upper";
  const worth = both.raised.worth || -both.lowered.worth;
  return worth !== 0 ? worth > 0 : explanation.cutLeaves[node] > 0;
}

function cutText({ explanation }: Explained): string {
  const { tree, curtailed } = explanation;
  let leaves = 0;
  let sum = 0;
  for (let v = 0; v < tree.nodeCount; v++) {
    if (!tree.isLeaf(v) || curtailed[v] === 0) continue;
    leaves++;
    sum += curtailed[v];
  }
  const all = tree.hasRequests ? "what it requests" : "all that its own limit allows";
  if (leaves === 0) return `Nobody is cut: every leaf has ${all}.`;
  return `${leaves} of ${counted(tree.leafCount)} ${leaves === 1 ? "is" : "are"} cut, by ${amount(sum)} in all.`;
}

/** Inner nodes whose limits cut nobody but set levels, those that hold most leaves first. */
function pushingNodes({ tree, heldBy, cutLeaves }: Explanation): number[] {
  const held = new Int32Array(tree.nodeCount);
  for (let v = 0; v < tree.nodeCount; v++) if (tree.isLeaf(v) && heldBy[v] >= 0) held[heldBy[v]]++;
  const nodes: number[] = [];
  for (let v = 0; v < tree.nodeCount; v++) {
    if (!tree.isLeaf(v) && held[v] > 0 && cutLeaves[v] === 0) nodes.push(v);
  }
  return nodes.sort((a, b) => held[b] - held[a] || a - b);
}
