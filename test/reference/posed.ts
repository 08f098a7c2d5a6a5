import { checkOptions, type Fairness } from "../../src/model/options.js";
import { type PosedProblem, poseProblem } from "../../src/problem/posed-problem.js";
import { type ReferenceResult, solveReference } from "../../src/reference/solve-reference.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";

/** A node in few words: its range, what else a leaf has, and what hangs below. */
export interface Sketch {
  limits?: readonly [number, number];
  shift?: number;
  weight?: number;
  children?: readonly Sketch[];
}

export function leaf(lower: number, upper: number, more: { shift?: number; weight?: number } = {}): Sketch {
  return { limits: [lower, upper], ...more };
}

export function node(lower: number, upper: number, ...children: Sketch[]): Sketch {
  return { limits: [lower, upper], children };
}

export const UNLIMITED = Number.POSITIVE_INFINITY;

/** Nodes in pre-order. */
export function posed(root: Sketch): PosedProblem {
  const parent: number[] = [];
  const sketches: Sketch[] = [];
  const visit = (sketch: Sketch, above: number) => {
    const index = parent.push(above) - 1;
    sketches.push(sketch);
    for (const child of sketch.children ?? []) visit(child, index);
  };
  visit(root, -1);
  return posedArrays({
    parent,
    lower: sketches.map(({ limits, children }) => limits?.[0] ?? (children ? -UNLIMITED : 0)),
    upper: sketches.map(({ limits }) => limits?.[1] ?? UNLIMITED),
    shift: sketches.map(({ shift }) => shift ?? 0),
    weight: sketches.map(({ weight }) => weight ?? 1),
  });
}

export function posedArrays(arrays: TreeArrays): PosedProblem {
  return poseProblem(new FlatTree(arrays), checkOptions({}));
}

/** The leaves' dispatches, in order. Throws unless there is an optimum. */
export function dispatches(root: Sketch, fairness: Fairness): number[] {
  const problem = posed(root);
  const dispatch = optimum(problem, fairness);
  return [...dispatch].filter((_, v) => problem.topology.isLeaf(v));
}

export function optimum(problem: PosedProblem, fairness: Fairness): Float64Array {
  const result: ReferenceResult = solveReference(problem, fairness);
  if (result.status !== "optimal") throw new Error(`expected an optimum, got ${JSON.stringify(result)}`);
  return result.dispatch;
}
