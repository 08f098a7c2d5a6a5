import type { OptimalSolution } from "../engine/solution.js";
import { AtLimit } from "../tree/at-limit.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { Grid } from "./grid.js";
import { nodeLabel } from "./node-label.js";
import { shortNumber } from "./number-text.js";

/** No list is longer, so that the whole stays on one screen. */
const MOST_LISTED = 6;

/**
 * What was requested, served and curtailed, for people and on one screen: sums over the leaves' dispatches, the limits that
 * bind somebody, the leaves that are hit hardest by the share of their request, and the limits that were relaxed.
 *
 * A storage or a generator that is called on, beyond what it requested, is curtailed by as much; the sums say how much
 * that is.
 */
export function curtailmentSummary(grid: Grid, solution: OptimalSolution): string {
  const { tree } = grid;
  const atLimit = new AtLimit(tree, solution.flow);
  const lines = [...sums(tree, solution), ""];
  const list = (title: string, entries: readonly string[]) => {
    if (entries.length === 0) return;
    lines.push(`${title}:`, ...entries.slice(0, MOST_LISTED).map((entry) => `  ${entry}`));
    if (entries.length > MOST_LISTED) lines.push(`  and ${entries.length - MOST_LISTED} more`);
  };
  list("limits that bind", bindingLimits(grid, solution, atLimit));
  list("hit hardest", hardestHit(grid, solution, atLimit));
  list("limits relaxed", relaxedLimits(grid, solution));
  return `${lines.join("\n").trimEnd()}\n`;
}

/** Import and export, both 0 or more. */
interface BothWays {
  import: number;
  export: number;
}

function sums({ nodeCount, topology, shift }: FlatTree, solution: OptimalSolution): string[] {
  const { flow, request: requests, curtailedImport, curtailedExport } = solution;
  const requested: BothWays = { import: 0, export: 0 };
  const served: BothWays = { import: 0, export: 0 };
  const calledOn: BothWays = { import: 0, export: 0 };
  for (let v = 0; v < nodeCount; v++) {
    if (!topology.isLeaf(v)) continue;
    const request = requests[v];
    const dispatch = flow[v] - shift[v];
    const direction = request >= 0 ? "import" : "export";
    const [asked, given] = request >= 0 ? [request, dispatch] : [-request, -dispatch];
    requested[direction] += asked;
    served[direction] += Math.min(Math.max(given, 0), asked);
    const beyond = Math.max(given - asked, 0) + Math.max(-given, 0);
    // Who exports beyond the request makes up for import that is short, and the other way round.
    if (dispatch < request) calledOn.import += beyond;
    else calledOn.export += beyond;
  }
  const rows: [string, BothWays][] = [
    ["requested", requested],
    ["served", served],
    ["curtailed", { import: curtailedImport, export: curtailedExport }],
  ];
  if (calledOn.import > 0 || calledOn.export > 0) rows.push(["  of it called on", calledOn]);
  const cells = [
    ["", "import", "export"],
    ...rows.map(([title, both]) => [title, shortNumber(both.import), shortNumber(both.export)]),
  ];
  const width = (column: number) => Math.max(...cells.map((row) => row[column].length));
  return cells.map(([title, ...numbers]) =>
    [title.padEnd(width(0)), ...numbers.map((cell, k) => cell.padStart(width(k + 1)))].join("  ").trimEnd(),
  );
}

/** Inner nodes at a limit with somebody below who is cut in that direction, the greatest sum of cuts first. */
function bindingLimits(grid: Grid, solution: OptimalSolution, atLimit: AtLimit): string[] {
  const { tree } = grid;
  const { flow, curtailment } = solution;
  const { bottomUp, parent } = tree.topology;
  const cut = { upper: new Float64Array(tree.nodeCount), lower: new Float64Array(tree.nodeCount) };
  const found: { text: string; cut: number }[] = [];
  for (const v of bottomUp) {
    if (tree.isLeaf(v)) {
      if (isCurtailed(solution, atLimit, v)) cut[curtailment[v] > 0 ? "upper" : "lower"][v] = Math.abs(curtailment[v]);
    } else {
      for (const side of ["upper", "lower"] as const) {
        const limit = tree[side][v];
        if (cut[side][v] === 0 || !atLimit.isAt(v, flow[v], limit)) continue;
        found.push({ text: `${nodeLabel(grid, v)}  ${side} ${shortNumber(limit)}`, cut: cut[side][v] });
      }
    }
    if (parent[v] < 0) continue;
    cut.upper[parent[v]] += cut.upper[v];
    cut.lower[parent[v]] += cut.lower[v];
  }
  return found.sort((a, b) => b.cut - a.cut).map(({ text }) => text);
}

/** The leaves that have least of what they requested; who requested nothing is not among them. */
function hardestHit(grid: Grid, solution: OptimalSolution, atLimit: AtLimit): string[] {
  const { tree } = grid;
  const { flow, request: requests } = solution;
  const hit: { v: number; request: number; dispatch: number; share: number }[] = [];
  for (let v = 0; v < tree.nodeCount; v++) {
    const request = requests[v];
    if (!tree.isLeaf(v) || request === 0 || !isCurtailed(solution, atLimit, v)) continue;
    const dispatch = flow[v] - tree.shift[v];
    hit.push({ v, request, dispatch, share: Math.min(1, Math.max(0, dispatch / request)) });
  }
  hit.sort((a, b) => a.share - b.share || Math.abs(b.request) - Math.abs(a.request) || a.v - b.v);
  return hit.map(({ v, request, dispatch, share }) => {
    const percent = shortNumber(Math.round(1000 * share) / 10);
    return `${nodeLabel(grid, v)}  ${shortNumber(dispatch)} of ${shortNumber(request)}, ${percent} %`;
  });
}

function relaxedLimits(grid: Grid, { relaxed }: OptimalSolution): string[] {
  return relaxed.map(
    ({ node, limit, from, to }) => `${nodeLabel(grid, node)}  ${limit} ${shortNumber(from)} to ${shortNumber(to)}`,
  );
}

function isCurtailed({ request, curtailment }: OptimalSolution, atLimit: AtLimit, leaf: number): boolean {
  return !atLimit.isAt(leaf, request[leaf] - curtailment[leaf], request[leaf]);
}
