import type { HessianInput, Highs, Model, SparseMatrixInput } from "highs";
import type { FlatTree } from "../../src/tree/flat-tree.js";
import type { Program } from "../program.js";
import { loadedHighs } from "./highs.js";

/**
 * HiGHS, compiled to WebAssembly, on the quadratic programme: least Σ dispatch² / weight, with one column a leaf (its
 * dispatch), one column an inner node (its flow) and one row an inner node (its flow is the sum of its children's). The
 * model is handed over as sparse arrays, untimed; every solve is cold.
 *
 * The root's two limits must be equal: a quadratic programme has no "greatest flow first".
 */
export function highsProgram(tree: FlatTree): Program {
  const highs = loadedHighs();
  const model = quadraticModel(highs, tree);
  const { optimal } = highs.constants.modelStatus;
  return {
    name: "HiGHS",
    prepare: () => model.clearSolver(),
    run: () => model.run(),
    flows() {
      if (model.getModelStatus() !== optimal) throw new Error(`HiGHS ended with status ${model.getModelStatus()}`);
      return model.getSolution().colValue.map((value, v) => tree.shift[v] + value);
    },
    dispose: () => model.dispose(),
  };
}

function quadraticModel({ createModel, infinity }: Highs, tree: FlatTree): Model {
  const { nodeCount, leafCount } = tree;
  const finite = (limit: number) => Math.min(Math.max(limit, -infinity), infinity);
  const { matrix, constant } = flowRows(tree);
  const model = createModel({
    numCols: nodeCount,
    numRows: nodeCount - leafCount,
    colCost: new Float64Array(nodeCount),
    colLower: tree.lower.map(finite),
    colUpper: tree.upper.map(finite),
    rowLower: constant,
    rowUpper: constant,
    matrix,
    hessian: hessian(tree),
  });
  // Its default regularisation, meant for Hessians that are nearly singular, moves the flows of deep trees by percents.
  model.options.set({ output_flag: false, qp_regularization_value: 0 });
  return model;
}

/** Flow - Σ children's columns = Σ children's shift constants: one row an inner node, stored column by column. */
function flowRows({ nodeCount, leafCount, shift, parent, topology }: FlatTree): {
  matrix: SparseMatrixInput;
  constant: Float64Array;
} {
  const rowOf = new Int32Array(nodeCount);
  let rowCount = 0;
  for (let v = 0; v < nodeCount; v++) if (!topology.isLeaf(v)) rowOf[v] = rowCount++;

  const constant = new Float64Array(rowCount);
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (let v = 0; v < nodeCount; v++) {
    if (!topology.isLeaf(v)) {
      indices.push(rowOf[v]);
      values.push(1);
    }
    if (parent[v] >= 0) {
      indices.push(rowOf[parent[v]]);
      values.push(-1);
      constant[rowOf[parent[v]]] += shift[v];
    }
    starts.push(indices.length);
  }
  const matrix = {
    format: "csc",
    numRows: nodeCount - leafCount,
    numCols: nodeCount,
    starts,
    indices,
    values,
  } as const;
  return { matrix, constant };
}

/** 2 / weight on the diagonal at the leaves' columns. */
function hessian({ nodeCount, weight, topology }: FlatTree): HessianInput {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (let v = 0; v < nodeCount; v++) {
    if (topology.isLeaf(v)) {
      indices.push(v);
      values.push(2 / weight[v]);
    }
    starts.push(indices.length);
  }
  return { format: "triangular", dimension: nodeCount, starts, indices, values };
}
