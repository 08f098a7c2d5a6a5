import type { Highs } from "highs";
import { mostAt } from "../../src/schedule/session-quanta.js";
import type { StepNetwork } from "../../src/schedule/step-network.js";
import { loadedHighs } from "./highs.js";

/** What HiGHS is asked for: the greatest energy of all together (a linear programme), or the most even energies (a quadratic one). */
export type HighsGoal = "total" | "energies";

/** One cold run of HiGHS. */
export interface HighsRun {
  readonly milliseconds: number;
  /** kWh of each load, in the network's order. */
  readonly energy: Float64Array;
}

/**
 * HiGHS on the posed network in kWh: one column for each load's energy, one for each load and step of its window, and one for each node and
 * step; a row says that an energy is the sum of its steps, and one that a flow is that of what is below. The model is handed
 * over as sparse arrays, untimed.
 * @throws Error where it comes to no optimum
 */
export function runHighs(network: StepNetwork, goal: HighsGoal): HighsRun {
  const { createModel, constants } = loadedHighs();
  const model = createModel(programme(network, goal));
  try {
    // Its default regularisation, meant for Hessians that are nearly singular, moves the energies.
    model.options.set({ output_flag: false, qp_regularization_value: 0 });
    const before = performance.now();
    model.run();
    const milliseconds = performance.now() - before;
    const status = model.getModelStatus();
    if (status !== constants.modelStatus.optimal) throw new Error(`HiGHS ended with status ${status}`);
    return { milliseconds, energy: Float64Array.from(model.getSolution().colValue).subarray(0, network.loadCount) };
  } finally {
    model.dispose();
  }
}

/** Columns: energies of the loads, then powers by load and step, then flows by node and step. */
function programme(network: StepNetwork, goal: HighsGoal): Parameters<Highs["createModel"]>[0] {
  const { steps, perKwh, nodeCount, parent, lower, upper, loadCount, loadNode, from, to, start, most, wanted } =
    network;
  const entries = start[loadCount];
  const numCols = loadCount + entries + nodeCount * steps;
  const numRows = loadCount + nodeCount * steps;
  const [colLower, colUpper, colCost] = [
    new Float64Array(numCols),
    new Float64Array(numCols),
    new Float64Array(numCols),
  ];
  const starts = new Int32Array(numCols + 1);
  const indices: number[] = [];
  const values: number[] = [];
  let column = 0;
  const add = (least: number, greatest: number, cells: readonly (readonly [row: number, value: number])[]) => {
    colLower[column] = least;
    colUpper[column] = greatest;
    for (const [row, value] of cells) {
      indices.push(row);
      values.push(value);
    }
    starts[++column] = indices.length;
  };
  const flowRow = (v: number, t: number) => loadCount + v * steps + t;
  for (let l = 0; l < loadCount; l++) add(0, wanted[l] / perKwh, [[l, 1]]);
  for (let l = 0; l < loadCount; l++) {
    for (let t = from[l]; t < to[l]; t++) {
      add(0, mostAt(most[l], t - from[l]) / perKwh, [
        [l, -1],
        [flowRow(loadNode[l], t), -1],
      ]);
    }
  }
  for (let v = 0; v < nodeCount; v++) {
    for (let t = 0; t < steps; t++) {
      const above: [number, number][] = parent[v] < 0 ? [] : [[flowRow(parent[v], t), -1]];
      add(lower[v * steps + t] / perKwh, upper[v * steps + t] / perKwh, [[flowRow(v, t), 1], ...above]);
    }
  }
  const rows = { rowLower: new Float64Array(numRows), rowUpper: new Float64Array(numRows) };
  const matrix = { format: "csc", numRows, numCols, starts, indices, values } as const;
  const model = { numCols, numRows, colCost, colLower, colUpper, ...rows, matrix };
  if (goal === "total") {
    colCost.fill(-1, 0, loadCount);
    return model;
  }
  return { ...model, hessian: unevenness(network, colCost) };
}

/** Least Σ weight · (L - level)² / 2, L being the greatest level that anybody wants, in kWh; fills in the linear part. */
function unevenness({ loadCount, perKwh, weight, given, wanted }: StepNetwork, colCost: Float64Array) {
  let greatest = 0;
  for (let l = 0; l < loadCount; l++) greatest = Math.max(greatest, (given[l] + wanted[l]) / weight[l]);
  const starts = Int32Array.from({ length: colCost.length + 1 }, (_, column) => Math.min(column, loadCount));
  const indices = Array.from({ length: loadCount }, (_, l) => l);
  const values = Array.from({ length: loadCount }, (_, l) => perKwh / weight[l]);
  for (let l = 0; l < loadCount; l++) colCost[l] = given[l] / weight[l] - greatest;
  return { format: "triangular", dimension: colCost.length, starts, indices, values } as const;
}
