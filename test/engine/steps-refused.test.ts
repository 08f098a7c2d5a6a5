import { describe, expect, test } from "vitest";
import type { LeafSteps, StepField } from "../../src/engine/leaf-steps.js";
import { Solver } from "../../src/engine/solver.js";
import { type StepsWanted, stepStatuses } from "../../src/engine/step-answers.js";
import { InputError } from "../../src/model/input-error.js";
import { engines } from "../engines.js";
import { infinity, smallTree as tree } from "./small-tree.js";

describe.each(engines)("%s", (engine) => {
  test.each<[string, LeafSteps, string, StepField]>([
    ["a NaN", { upper: Float64Array.of(1, Number.NaN, 2, 2) }, 'node "a": upper is NaN at step 0', "upper"],
    ["crossed limits", { lower: Float64Array.of(9, 0, 0, 0) }, 'node "b": lower 9 is above upper 8 at step 0', "lower"],
    ["a weight of zero", { weight: Float64Array.of(1, 0, 1, 1) }, 'node "a": weight is 0', "weight"],
    ["a number beyond the range", { shift: Float64Array.of(0, 2e30, 0, 0) }, 'node "a": shift is 2e+30', "shift"],
    ["a request above the limit", { request: Float64Array.of(1, 7, 1, 1) }, 'node "a": request 7 is above', "request"],
    ["an infinite request", { request: Float64Array.of(-infinity, 0, 1, 1) }, 'node "b": request is -Inf', "request"],
  ])("%s at a step is that step's outcome; the other is solved", (_, steps, message, field) => {
    const solver = new Solver(tree(), { engine });
    const { status, rootFlow, dispatch, faults } = solver.solveSteps(steps);
    expect(Array.from(status, (code) => stepStatuses[code])).toEqual(["invalid", "optimal"]);
    expect(Array.from(dispatch.subarray(0, 2))).toEqual([Number.NaN, Number.NaN]);
    expect(rootFlow[0]).toBeNaN();
    expect(Number.isFinite(rootFlow[1])).toBe(true);
    expect(faults).toHaveLength(1);
    expect(faults[0].step).toBe(0);
    expect(faults[0].error).toBeInstanceOf(InputError);
    expect(faults[0].error.message).toContain(message);
    expect(faults[0].error.field).toBe(field);
    expect(solver.solve()).toMatchObject({ status: "optimal", rootFlow: 10 });
  });

  test("what a rule lacks at a step is that step's outcome", () => {
    const proportional = new Solver(tree(), { engine, rule: "proportional" });
    const unlimited = proportional.solveSteps({ upper: Float64Array.of(infinity, 4, 16, 4) });
    expect(Array.from(unlimited.status, (code) => stepStatuses[code])).toEqual(["invalid", "optimal"]);
    expect(unlimited.faults[0].error.message).toContain('the rule "proportional" needs a finite one');
    const given = tree();
    const still = given.withNumbers({
      connected: [1, Number.NaN, Number.NaN, Number.NaN],
      upper: [8, 10, 0, 4],
    });
    const seniority = new Solver(still, { engine, rule: "last-in-first-out" });
    const { status, faults, dispatch } = seniority.solveSteps({ upper: Float64Array.of(7, 0, 7, 1) });
    expect(Array.from(status, (code) => stepStatuses[code])).toEqual(["optimal", "invalid"]);
    expect(faults[0].error.message).toContain('node "a": connected is absent');
    expect(Array.from(dispatch.subarray(0, 2))).toEqual([7, 0]);
  });

  test.each<[string, unknown, string]>([
    ["half a step", { upper: Float64Array.of(1, 1, 1) }, "upper has 3 entries, expected 4: 2 steps of 2 leaves"],
    ["unequal steps", { lower: Float64Array.of(0, 0), upper: new Float64Array(4) }, "upper has 4 entries, expected 2"],
    ["no steps", {}, "steps bring no numbers"],
    ["a plain array", { upper: [1, 1] }, "upper is not a Float64Array"],
    [
      "a name that no number has",
      { uper: Float64Array.of(1, 1) },
      'unknown name in steps "uper"; did you mean "upper"?',
    ],
    [
      "profiles and rows",
      {
        upper: Float64Array.of(1, 1),
        profiles: { base: Float64Array.of(1, 1), shapeOf: [0, 0], shapes: [Float64Array.of(1)] },
      },
      "steps have both profiles and upper",
    ],
    [
      "a shape that is not there",
      { profiles: { base: Float64Array.of(1, 1), shapeOf: [0, 1], shapes: [Float64Array.of(1)] } },
      "profiles.shapeOf[1] is 1; expected a whole number, 0 to 0",
    ],
    ["limits of a leaf", { limits: { nodes: ["a"], upper: Float64Array.of(1) } }, 'node "a": limits.nodes has a leaf'],
    ["limits of nobody", { limits: { nodes: ["x"], upper: Float64Array.of(1) } }, 'node "x": it is not in the tree'],
    [
      "a node twice",
      { limits: { nodes: [1, "root"], upper: Float64Array.of(1, 1) } },
      "limits.nodes has the node twice",
    ],
    ["two targets for one step", { upper: Float64Array.of(1, 1), target: new Float64Array(2) }, "target has 2 entries"],
    ["nothing", undefined, "steps is undefined"],
    ["null", null, "steps is null"],
  ])("%s is refused, and the solver stands", (_, steps, message) => {
    const solver = new Solver(tree(), { engine });
    expect(() => solver.solveSteps(steps as LeafSteps)).toThrow(message);
    expect(solver.solve()).toMatchObject({ status: "optimal", rootFlow: 10 });
  });

  test("answers that would be written over the steps are refused", () => {
    const solver = new Solver(tree(), { engine });
    const upper = Float64Array.of(1, 2, Number.NaN, 4);
    expect(() => solver.solveSteps({ upper }, { dispatch: upper })).toThrow(
      "dispatch shares memory with the steps' upper",
    );
    const both = new Float64Array(4);
    const request = both.subarray(0, 2);
    expect(() => solver.solveSteps({ request }, { rootFlow: both.subarray(1, 2) })).toThrow("rootFlow shares memory");
    expect(solver.solveSteps({ request }, { dispatch: both.subarray(2) }).rootFlow[0]).toBe(0);
  });

  test("something wanted that there is not is refused", () => {
    const wanted = { dispach: true } as StepsWanted;
    expect(() => new Solver(tree(), { engine }).solveSteps({ upper: Float64Array.of(1, 1) }, wanted)).toThrow(
      'unknown name in what is wanted "dispach"; did you mean "dispatch"?',
    );
  });

  test("requests among siblings are refused", () => {
    const solver = new Solver(tree(), { engine, fairness: "siblings" });
    expect(() => solver.solveSteps({ request: Float64Array.of(1, 1) })).toThrow(
      "knows neither requests nor priorities",
    );
  });

  test("an array for the answers of another length is refused", () => {
    const solver = new Solver(tree(), { engine });
    const into = { dispatch: new Float64Array(3) };
    expect(() => solver.solveSteps({ upper: Float64Array.of(1, 1) }, into)).toThrow(
      "dispatch has 3 entries, expected 2",
    );
  });
});
