import type { Explanation } from "../audit/explanation.js";
import { shortNumber } from "../formats/number-text.js";
import { amount, counted, cuttingWays, type Explained, effectText, limitName } from "./explain-text.js";
import { nodeLabel } from "./node-label.js";

/** What the limits of a whole grid do: those that cut first, the one that cuts most on top; then those that push. */
export function overviewText(explained: Explained, top: number): string {
  const { grid, explanation, maximise } = explained;
  const cutting = explanation.ranking();
  const lines = [
    `${nodeLabel(grid, grid.tree.root)} carries ${shortNumber(explanation.flow[grid.tree.root])}. ${cutText(explained)}`,
  ];
  const cutSide = maximise === "export" ? "lower" : "upper";
  const [wider, narrower] = cuttingWays(explained);
  const pushing = pushingNodes(explained);

  if (cutting.length > 0) lines.push("", "Limits that cut, by how much:");
  for (const [at, node] of cutting.subarray(0, top).entries()) {
    const story = explanation.node(node);
    const limit = story.holds ?? cutSide;
    const what = `${limitName(explained, story, limit)} cuts ${counted(story.cutLeaves)} by ${amount(story.curtailed)}`;
    lines.push(`${at + 1}. ${nodeLabel(grid, node)}: ${what}`, `   ${effectText(explained, story, limit, wider)}`);
  }
  if (cutting.length > top) lines.push(`   ... and ${cutting.length - top} more`);

  if (pushing.length > 0) lines.push("", "Limits that push the other way:");
  for (const node of pushing.slice(0, top)) {
    const story = explanation.node(node);
    const limit = story.holds ?? "both";
    const what = `${limitName(explained, story, limit)} at level ${shortNumber(story.price.level)}`;
    lines.push(`- ${nodeLabel(grid, node)}: ${what}`, `  ${effectText(explained, story, limit, narrower)}`);
  }
  if (pushing.length > top) lines.push(`  ... and ${pushing.length - top} more`);
  return `${lines.join("\n")}\n`;
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
  if (leaves === 0) return "Nobody is cut: every leaf has all that its own limit allows.";
  return `${leaves} of ${counted(tree.leafCount)} ${leaves === 1 ? "is" : "are"} cut, by ${amount(sum)} in all.`;
}

/** Inner nodes whose limits keep those below from being cut further, those that hold most leaves first. */
function pushingNodes({ explanation, maximise }: Explained): number[] {
  const { tree, heldBy, priceLevel } = explanation;
  const isPushed = (v: number) =>
    maximise === "export" ? priceLevel[v] < priceAbove(explanation, v) : priceLevel[v] > priceAbove(explanation, v);
  const held = new Int32Array(tree.nodeCount);
  for (let v = 0; v < tree.nodeCount; v++) if (tree.isLeaf(v) && heldBy[v] >= 0) held[heldBy[v]]++;
  const nodes: number[] = [];
  for (let v = 0; v < tree.nodeCount; v++) {
    if (!tree.isLeaf(v) && heldBy[v] === v && held[v] > 0 && isPushed(v)) nodes.push(v);
  }
  return nodes.sort((a, b) => held[b] - held[a] || a - b);
}

function priceAbove(explanation: Explanation, node: number): number {
  return explanation.node(node).priceAbove.level;
}
