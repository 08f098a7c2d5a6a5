import { expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import { InputError } from "../../src/model/input-error.js";
import { runSeries } from "../../src/series/run-series.js";
import { solveMany } from "../../src/series/solve-many.js";
import { inputErrorOf, toldError } from "../../src/series/told-error.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { gathered } from "./gathered.js";

const pair = new FlatTree({ parent: [-1, 0, 0], lower: [-Infinity, 0, 0], upper: [4, 3, 3] });
const alone = { workers: 1 };

test("what solveSteps says of a block, runSeries says, at the step where it begins", async () => {
  const blocks = [{ upper: Float64Array.of(3, 3, 1, 2) }, { upper: Float64Array.of(0, Number.NaN) }];
  const solver = new Solver(pair);
  const found = await gathered(runSeries(pair, blocks, alone));
  expect(found).toEqual(blocks.map((block, at) => ({ ...solver.solveSteps(block), firstStep: [0, 2][at] })));
});

test("progress is told after each block", async () => {
  const told: number[][] = [];
  const onProgress = ({ blocksDone, stepsDone }: { blocksDone: number; stepsDone: number }) =>
    told.push([blocksDone, stepsDone]);
  const blocks = [2, 1, 3].map((steps) => ({ upper: new Float64Array(2 * steps) }));
  for await (const _ of runSeries(pair, blocks, { ...alone, onProgress }));
  expect(told).toEqual([
    [1, 2],
    [2, 3],
    [3, 6],
  ]);
});

test("an aborted signal ends the series with its reason", async () => {
  const controller = new AbortController();
  function* endless() {
    for (;;) yield { upper: Float64Array.of(1, 1) };
  }
  let blocks = 0;
  const all = async () => {
    for await (const _ of runSeries(pair, endless(), { ...alone, signal: controller.signal })) {
      if (++blocks === 3) controller.abort(new Error("enough"));
    }
  };
  await expect(all()).rejects.toThrow("enough");
  expect(blocks).toBe(3);
});

test.each([0, -1, 1.5, Number.NaN])("%d is no number of workers", async (workers) => {
  const problem = `workers is ${workers}; it must be a whole number, 1 or more`;
  await expect(runSeries(pair, [], { workers }).next()).rejects.toThrow(problem);
  await expect(solveMany([], { workers }).next()).rejects.toThrow(problem);
});

test("an input error is the same after its way between threads", () => {
  for (const error of [
    new InputError("upper is NaN", { id: 'fe\n"eder', field: "upper", value: Number.NaN }),
    new InputError("the tree is empty"),
  ]) {
    const back = inputErrorOf(structuredClone(toldError(error)));
    expect(back).toBeInstanceOf(InputError);
    expect(toldError(back)).toEqual(toldError(error));
  }
});
