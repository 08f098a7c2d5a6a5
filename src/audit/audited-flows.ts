import { negated, type PosedProblem } from "../problem/posed-problem.js";
import { NodeSums } from "./node-sums.js";

/** The flows under audit, in the posed problem's terms. Arrays have length `nodeCount`. */
export interface AuditedFlows {
  /** As given; NaN at inner nodes where not given. */
  readonly given: Float64Array;
  /** A leaf's given flow; the sum over its leaves at an inner node, whatever was given. */
  readonly flow: Float64Array;
  /** `flow - shift` of a leaf; the sum over its leaves at an inner node. */
  readonly dispatch: Float64Array;
  /**
   * What rounding the leaves' flows to doubles may have cost: an ulp of the greater of |flow| and |shift| at a leaf, the
   * sum over its leaves at an inner node.
   */
  readonly rounding: Float64Array;
  /** How far summing the leaves in any order may miss the true sum. */
  readonly summing: Float64Array;
  /** The greatest |flow| or |shift| of the leaves that add up to it. */
  readonly greatest: Float64Array;
}

/** The caller's flows in the posed problem's terms; whatever is not a number becomes NaN. */
export function posedFlows(flows: ArrayLike<number>, isMirrored: boolean): Float64Array {
  const posed = new Float64Array(flows.length);
  for (let v = 0; v < posed.length; v++) {
    const flow = flows[v];
    // NaN comes back from JSON as null, which arithmetic would take for 0.
    if (typeof flow !== "number") posed[v] = Number.NaN;
    else posed[v] = isMirrored ? negated(flow) : flow;
  }
  return posed;
}

/** @param given every leaf's entry must be finite */
export function auditedFlows(problem: PosedProblem, given: Float64Array): AuditedFlows {
  const { topology, shift } = problem;
  const { nodeCount, parent, bottomUp } = topology;
  const flow = new NodeSums(nodeCount);
  const dispatch = new NodeSums(nodeCount);
  const rounding = new Float64Array(nodeCount);
  const magnitude = new Float64Array(nodeCount);
  const greatest = new Float64Array(nodeCount);
  const additions = new Float64Array(nodeCount).fill(-1);

  for (const v of bottomUp) {
    if (topology.isLeaf(v)) {
      flow.set(v, given[v]);
      dispatch.set(v, given[v] - shift[v]);
      greatest[v] = Math.max(Math.abs(given[v]), Math.abs(shift[v]));
      rounding[v] = Number.EPSILON * greatest[v];
      magnitude[v] = Math.abs(given[v]);
      additions[v] = 0;
    }
    const p = parent[v];
    if (p < 0) continue;
    flow.addSum(p, v);
    dispatch.addSum(p, v);
    rounding[p] += rounding[v];
    greatest[p] = Math.max(greatest[p], greatest[v]);
    magnitude[p] += magnitude[v];
    additions[p] += additions[v] + 1;
  }
  // The classical bound: every addition is off by at most half an ulp of what has been summed so far.
  const summing = magnitude.map((sum, v) => (Number.EPSILON / 2) * additions[v] * sum);
  return { given, flow: flow.values(), dispatch: dispatch.values(), rounding, summing, greatest };
}
