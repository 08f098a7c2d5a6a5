import { describe, expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import type { Engine } from "../../src/engine/solver-options.js";
import { type StepSolutions, stepStatuses, sumNames } from "../../src/engine/step-answers.js";
import { InputError } from "../../src/model/input-error.js";
import { numberStyles, shapes, spansManyScales } from "../random-trees.js";
import {
  bindingAt,
  type Drawn,
  drawSteps,
  type Everything,
  everything,
  expectNear,
  greatestFinite,
  optionsAt,
  orFault,
  treeAt,
} from "./drawn-steps.js";

function expectAsAlone(
  drawn: Drawn,
  answers: StepSolutions<Record<never, never>>,
  by: Engine,
  precision: number,
  what: string,
) {
  const { tree, options, steps } = drawn;
  const { leaves, leafCount } = tree;
  for (let step = 0; step < drawn.stepCount; step++) {
    const where = `${what}, step ${step} against ${by}`;
    const at = treeAt(drawn, step);
    const solver =
      at instanceof InputError ? at : orFault(() => new Solver(at, { ...optionsAt(options, steps, step), engine: by }));
    const status = stepStatuses[answers.status[step]];
    const row = answers.dispatch.subarray(step * leafCount, (step + 1) * leafCount);
    if (solver instanceof InputError || at instanceof InputError) {
      expect(status, where).toBe("invalid");
      expect(
        answers.faults.some((fault) => fault.step === step),
        where,
      ).toBe(true);
    } else {
      const solution = solver.solve();
      expect(status, where).toBe(solution.status);
      if (solution.status === "optimal") {
        const slack = precision * greatestFinite(at.lower, at.upper, at.shift);
        expect(Math.abs(answers.rootFlow[step] - solution.rootFlow), where).toBeLessThanOrEqual(slack);
        for (let j = 0; j < leafCount; j++) {
          const miss = Math.abs(at.shift[leaves[j]] + row[j] - solution.flow[leaves[j]]);
          if (miss > slack) expect(miss, `${where}, leaf ${leaves[j]}`).toBeLessThanOrEqual(slack);
        }
        continue;
      }
    }
    expect(answers.rootFlow[step], where).toBeNaN();
    expect(row.every(Number.isNaN), where).toBe(true);
  }
}

/** The kernel tells of its steps what is told here of those that the reference solves. */
function expectSameAnswers({ tree, options, steps, stepCount }: Drawn, precision: number, what: string): void {
  const tell = (engine: Engine): Everything => new Solver(tree, { ...options, engine }).solveSteps(steps, everything);
  const answers = tell("wasm");
  const expected = tell("reference");
  expect(answers.status, what).toEqual(expected.status);
  const shapes = steps.profiles?.shapes ?? [];
  const products = greatestFinite(steps.profiles?.base) * greatestFinite(...shapes);
  const scale = Math.max(products, greatestFinite(tree.lower, tree.upper, tree.shift, steps.upper, steps.target));
  const slack = 10 * precision * scale;
  expectNear(answers.curtailment, expected.curtailment, slack, `${what}: curtailment`);
  expectNear(answers.flow, expected.flow, slack * tree.leafCount, `${what}: flow`);
  for (const name of sumNames) {
    expectNear(answers.sums[name], expected.sums[name], slack * tree.leafCount, `${what}: ${name}`);
  }
  for (const name of ["requested", "served", "curtailed"] as const) {
    expectNear(answers.leafSums[name], expected.leafSums[name], slack * stepCount, `${what}: ${name}`);
  }
  // What is as near as that to a request or a limit may be told either way.
  if (precision > 1e-12 || greatestFinite(tree.lower, tree.upper) < 1e-6) return;
  expect(answers.leafSums.stepsCut, what).toEqual(expected.leafSums.stepsCut);
  for (let step = 0; step < stepCount; step++) {
    expect(bindingAt(answers, step), `${what}: binding at ${step}`).toEqual(bindingAt(expected, step));
  }
}

describe("many steps, each as if solved alone", () => {
  test.each(numberStyles)("%s", (style) => {
    const precision = spansManyScales(style) ? 1e-9 : 1e-12;
    for (const [index, shape] of shapes.entries()) {
      for (let k = 0; k < 12; k++) {
        const seed = 7919 * k + index;
        // Enough steps that what cannot bind at any of them is left out.
        const drawn = drawSteps(shape, style, seed, 7, 0.3);
        if (drawn.tree.isLeaf(drawn.tree.root)) continue;
        const solver = orFault(() => new Solver(drawn.tree, { ...drawn.options, engine: "wasm" }));
        // Some rule lacks what it goes by before there are any steps.
        if (solver instanceof InputError) continue;
        const answers = solver.solveSteps(drawn.steps);
        for (const by of ["reference", "wasm"] as const) {
          expectAsAlone(drawn, answers, by, precision, `${shape}, ${style}, seed ${seed}`);
        }
        expectSameAnswers(drawn, precision, `${shape}, ${style}, seed ${seed}`);
      }
    }
  });
});
