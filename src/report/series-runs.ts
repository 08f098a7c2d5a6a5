import type { Topology } from "../tree/topology.js";

/**
 * Runs of elements in series: inner nodes that each have one child, which is an inner node too. They carry the same flow,
 * so pictures draw a run as one node and name the element whose limit is fullest.
 *
 * All arrays have length `nodeCount` and tell of the rest of the run, from the node on downwards.
 */
export interface SeriesRuns {
  /** Last node of the run; the node itself where it is in series with nothing below. */
  readonly end: Int32Array;
  /** The node of the run whose limit is fullest; the uppermost among equals. */
  readonly fullest: Int32Array;
  /** Number of nodes in the run, 1 or more. */
  readonly length: Int32Array;
}

/** @param fuller whether the first node's limit is fuller than the second's */
export function seriesRuns(topology: Topology, fuller: (node: number, other: number) => boolean): SeriesRuns {
  const { nodeCount, bottomUp, childStart, childNodes } = topology;
  const end = Int32Array.from({ length: nodeCount }, (_, v) => v);
  const fullest = end.slice();
  const length = new Int32Array(nodeCount).fill(1);
  for (const v of bottomUp) {
    if (childStart[v + 1] - childStart[v] !== 1) continue;
    const child = childNodes[childStart[v]];
    if (topology.isLeaf(child)) continue;
    end[v] = end[child];
    length[v] = length[child] + 1;
    if (fuller(fullest[child], v)) fullest[v] = fullest[child];
  }
  return { end, fullest, length };
}

/**
 * Which node of the run that begins at `first` is named in a picture: the one that was asked for, where it is in this run, or
 * else the one whose limit is fullest.
 * @param asked -1: none
 */
export function namedOfRun({ end, fullest }: SeriesRuns, first: number, asked: number): number {
  return asked >= 0 && end[asked] === end[first] ? asked : fullest[first];
}
