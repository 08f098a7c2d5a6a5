import type { LimitSide } from "../problem/outcome.js";
import type { Topology } from "../tree/topology.js";

/** A limit that no plan keeps, at one node in one step; kW. */
export interface StepContradiction {
  /** Index in the tree's order. */
  readonly node: number;
  readonly id: string;
  readonly step: number;
  /**
   * `"upper"`: even the least flow of its subtree is above the upper limit. `"lower"`: even the greatest is below; or the
   * loads below cannot take so much in time, whatever they leave elsewhere.
   */
  readonly limit: LimitSide;
  /** The limit's value. */
  readonly bound: number;
  /** The least flow that the subtree can have in this step (`limit: "upper"`), or the greatest (`limit: "lower"`). */
  readonly reachable: number;
  /** By how much they miss: `|reachable - bound|`, > 0. */
  readonly miss: number;
}

/** The one to name: of the deepest nodes at fault the first in the caller's order, and there the first step. */
export function deepestFirst(
  contradictions: readonly StepContradiction[],
  topology: Topology,
): readonly StepContradiction[] {
  const depth = new Map<number, number>();
  for (const { node } of contradictions) if (!depth.has(node)) depth.set(node, depthOf(topology, node));
  const deep = (node: number) => depth.get(node) ?? 0;
  return [...contradictions].sort((a, b) => deep(b.node) - deep(a.node) || a.node - b.node || a.step - b.step);
}

function depthOf({ parent }: Topology, node: number): number {
  let depth = 0;
  for (let v = node; v >= 0; v = parent[v]) depth++;
  return depth;
}
