import type { PosedProblem } from "../problem/posed-problem.js";
import { guaranteeEnd } from "./leaf-parts.js";
import { NodeSums } from "./node-sums.js";
import type { GuaranteedBelow } from "./story.js";

/** What of each leaf's flow is guaranteed, and what of the flows below each node; in the posed problem's terms. */
export class GuaranteedFlows {
  readonly #problem: PosedProblem;
  readonly #dispatch: Float64Array;
  #sums: readonly [Direction, Direction] | undefined;

  /** @param dispatch one a node; only those of leaves are looked at */
  constructor(problem: PosedProblem, dispatch: Float64Array) {
    this.#problem = problem;
    this.#dispatch = dispatch;
  }

  /** As `guaranteeEnd`. */
  end(leaf: number): number {
    return guaranteeEnd(this.#problem, leaf);
  }

  /** How much of a leaf's dispatch is guaranteed: of the sign of its guarantee. */
  dispatch(leaf: number): number {
    const end = this.end(leaf);
    const dispatch = this.#dispatch[leaf];
    return end > 0 ? Math.max(0, Math.min(dispatch, end)) : Math.min(0, Math.max(dispatch, end));
  }

  /** @param isMirrored whether import is told as export */
  below(node: number, isMirrored: boolean): GuaranteedBelow {
    this.#sums ??= [this.#summed(true), this.#summed(false)];
    const [imports, exports] = this.#sums.map(({ asked, served }) => ({ asked: asked[node], served: served[node] }));
    const leaves = this.#sums[0].leaves[node] + this.#sums[1].leaves[node];
    return isMirrored ? { leaves, import: exports, export: imports } : { leaves, import: imports, export: exports };
  }

  #summed(isImport: boolean): Direction {
    const { nodeCount, bottomUp, parent, leaves: all } = this.#problem.topology;
    const asked = new NodeSums(nodeCount);
    const served = new NodeSums(nodeCount);
    const leaves = new Int32Array(nodeCount);
    for (const leaf of all) {
      const end = this.end(leaf);
      if (isImport ? end <= 0 : end >= 0) continue;
      asked.set(leaf, Math.abs(end));
      served.set(leaf, Math.abs(this.dispatch(leaf)));
      leaves[leaf] = 1;
    }
    for (const v of bottomUp) {
      if (parent[v] < 0) continue;
      asked.addSum(parent[v], v);
      served.addSum(parent[v], v);
      leaves[parent[v]] += leaves[v];
    }
    return { asked: asked.values(), served: served.values(), leaves };
  }
}

/** Import or export, summed up: arrays have an entry a node. */
interface Direction {
  readonly asked: Float64Array;
  readonly served: Float64Array;
  readonly leaves: Int32Array;
}
