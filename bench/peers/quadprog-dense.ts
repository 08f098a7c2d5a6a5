import quadprog from "quadprog";
import type { FlatTree } from "../../src/tree/flat-tree.js";
import { kernelOrder } from "../../src/tree/kernel-order.js";
import type { Program } from "../program.js";

/**
 * quadprog (Goldfarb & Idnani's dual method, dense, in JavaScript) on the quadratic programme over the leaves'
 * dispatches: least Σ dispatch² / weight, one constraint a finite limit. The matrices are built untimed, and D comes
 * factorised.
 *
 * The root's two limits must be equal: a quadratic programme has no "greatest flow first".
 */
export function quadprogProgram(tree: FlatTree): Program {
  const leaves = kernelOrder(tree.topology).leafNode;
  const { columns, bounds } = constraints(tree);
  // Indexed from 1, as the package wants it: entry 0 is never read.
  const transposed = fromOne(leaves.length, (i) => [0, ...columns.map((column) => column[i - 1])]);
  const bvec = [0, ...bounds];
  let dmat: number[][] = [];
  let dvec: number[] = [];
  let solution: readonly number[] = [];
  return {
    name: "quadprog",
    prepare() {
      const scale = fromOne(leaves.length, (i) => Math.sqrt(tree.weight[leaves[i - 1]] / 2));
      dmat = fromOne(leaves.length, (i) => fromOne(leaves.length, (j) => (i === j ? scale[i] : 0)));
      dvec = fromOne(leaves.length, () => 0);
    },
    run() {
      const result = quadprog.solveQP(dmat, dvec, transposed, bvec, 1, [0, 1]);
      if (result.message !== "") throw new Error(`quadprog: ${result.message}`);
      solution = result.solution;
    },
    flows() {
      const flows = new Float64Array(tree.nodeCount);
      for (let k = 0; k < leaves.length; k++) flows[leaves[k]] = tree.shift[leaves[k]] + solution[k + 1];
      return flows;
    },
  };
}

function fromOne<T>(length: number, value: (i: number) => T): T[] {
  const list = new Array<T>(length + 1);
  list[0] = value(1);
  for (let i = 1; i <= length; i++) list[i] = value(i);
  return list;
}

/** Column · dispatches ≥ bound, over the leaves in the kernel's order; the root's equality first. */
function constraints(tree: FlatTree): { columns: Float64Array[]; bounds: number[] } {
  const { leafNode, innerNode, innerBegin, ownBegin, innerCount, leafCount } = kernelOrder(tree.topology);
  const columns: Float64Array[] = [];
  const bounds: number[] = [];
  const add = (first: number, end: number, sign: number, bound: number) => {
    if (!Number.isFinite(bound)) return;
    columns.push(new Float64Array(leafCount).fill(sign, first, end));
    bounds.push(bound);
  };
  for (let v = innerCount - 1; v >= 0; v--) {
    const first = ownBegin[innerBegin[v]];
    const end = ownBegin[v + 1];
    let shift = 0;
    for (let k = first; k < end; k++) shift += tree.shift[leafNode[k]];
    add(first, end, 1, tree.lower[innerNode[v]] - shift);
    if (v < innerCount - 1) add(first, end, -1, shift - tree.upper[innerNode[v]]);
  }
  for (let k = 0; k < leafCount; k++) {
    add(k, k + 1, 1, tree.lower[leafNode[k]]);
    add(k, k + 1, -1, -tree.upper[leafNode[k]]);
  }
  return { columns, bounds };
}
