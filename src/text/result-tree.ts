import type { OptimalSolution } from "../engine/solution.js";
import { InputError } from "../model/input-error.js";
import { depths } from "../tree/depths.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { inChunks, joined } from "./chunks.js";
import type { Grid } from "./grid.js";
import { limitText, type NeededLimits, neededLimits } from "./needed-limits.js";
import { nodeLabel } from "./node-label.js";
import { shortNumber } from "./number-text.js";

const INDENT = 3;
const GREATEST_INDENTATION = 1e8;

/**
 * The balanced allocation as a text tree for people: each node's flow and limits, numbers rounded. A leaf's limits are those
 * of its dispatch; a shift is written in front of them, and behind them, where there are requests or priorities, what is
 * curtailed.
 * @throws InputError for a tree so deep that the indentation alone would fill 100 million characters
 */
export function resultTree(grid: Grid, solution: OptimalSolution): string {
  return joined(resultTreeChunks(grid, solution));
}

/** `resultTree` in pieces. */
export function resultTreeChunks(grid: Grid, solution: OptimalSolution): Iterable<string> {
  checkIndentation(grid.tree);
  return inChunks(treeLines(grid, solution));
}

function* treeLines(grid: Grid, solution: OptimalSolution): Generator<string, void> {
  const { tree } = grid;
  const { root, topology } = tree;
  const needed = neededLimits(solution);
  const pending = [{ node: root, branch: "", below: "" }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, branch, below } = next;
    const curtailed = tree.hasRequests ? curtailedText(solution.curtailment[node]) : "";
    yield `${branch}${nodeLabel(grid, node)}  ${shortNumber(solution.flow[node])}  ${limits(tree, node, needed)}${curtailed}\n`;
    const first = topology.childStart[node];
    const last = topology.childStart[node + 1] - 1;
    for (let c = last; c >= first; c--) {
      const child = topology.childNodes[c];
      pending.push(
        c === last
          ? { node: child, branch: `${below}└─ `, below: `${below}   ` }
          : { node: child, branch: `${below}├─ `, below: `${below}│  ` },
      );
    }
  }
}

function limits(tree: FlatTree, node: number, needed: NeededLimits): string {
  const [lower, upper] = (["lower", "upper"] as const).map((side) =>
    limitText(tree[side][node], needed[side].get(node)),
  );
  const range = `[${lower}, ${upper}]`;
  const shift = tree.shift[node];
  return shift === 0 ? range : `${shortNumber(shift)} + ${range}`;
}

function curtailedText(curtailment: number): string {
  if (Number.isNaN(curtailment) || shortNumber(curtailment) === "0") return "";
  return `  ${curtailment > 0 ? "import" : "export"} cut by ${shortNumber(Math.abs(curtailment))}`;
}

function checkIndentation(tree: FlatTree): void {
  const indentation = depths(tree.topology).reduce((sum, depth) => sum + INDENT * depth, 0);
  if (indentation > GREATEST_INDENTATION) {
    const problem = `the tree is too deep to draw: its indentation would fill ${indentation} characters; take a table or CSV`;
    throw new InputError(problem, { field: "format", value: "tree" });
  }
}
