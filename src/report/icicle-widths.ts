import type { FlowReport } from "./flow-report.js";

/** What the width of a node in an icicle tells. */
export type WidthBy = "leaves" | "flow";

/** Widths of all nodes, and each node's children by width. */
export interface IcicleWidths {
  /** Length `nodeCount`: leaves below, or what is moved below, whichever way; only ratios matter. */
  readonly width: Float64Array;
  /** As `Topology.childNodes`, but of each node the widest child first. */
  readonly childNodes: Int32Array;
}

/** More siblings than this are seen as a crowd. */
const CROWD = 64;

/** Equally wide siblings keep the tree's order; in a crowd they stand by how well they are served, the best first. */
export function icicleWidths(report: FlowReport, by: WidthBy): IcicleWidths {
  const { childStart, childNodes, nodeCount } = report.tree.topology;
  const width = by === "flow" ? report.throughput : Float64Array.from(report.leaves);
  const sorted = childNodes.slice();
  for (let v = 0; v < nodeCount; v++) {
    const siblings = sorted.subarray(childStart[v], childStart[v + 1]);
    if (siblings.length > CROWD) {
      siblings.sort((a, b) => width[b] - width[a] || missingShare(report, a) - missingShare(report, b) || a - b);
    } else if (siblings.length > 1) siblings.sort((a, b) => width[b] - width[a] || a - b);
  }
  return { width, childNodes: sorted };
}

function missingShare({ shortfall, wantedBelow }: FlowReport, node: number): number {
  return shortfall[node] / wantedBelow[node] || 0;
}
