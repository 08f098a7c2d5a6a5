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

export function icicleWidths(report: FlowReport, by: WidthBy): IcicleWidths {
  const { childStart, childNodes, nodeCount } = report.tree.topology;
  const width = by === "flow" ? report.throughput : Float64Array.from(report.leaves);
  const sorted = childNodes.slice();
  for (let v = 0; v < nodeCount; v++) {
    if (childStart[v + 1] - childStart[v] > 1) {
      sorted.subarray(childStart[v], childStart[v + 1]).sort((a, b) => width[b] - width[a] || a - b);
    }
  }
  return { width, childNodes: sorted };
}
