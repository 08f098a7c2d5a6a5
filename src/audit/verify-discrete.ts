import { type DecidedNumbers, decidedTree, withinLimits } from "../discrete/decided-numbers.js";
import { minimums, whoIsOn } from "../discrete/running.js";
import { requestsOf, stepped, stepsIn } from "../discrete/turns.js";
import { couldTakeMore, withWholeLimits } from "../discrete/whole-steps.js";
import type { CheckedOptions } from "../model/options.js";
import { poseProblem } from "../problem/posed-problem.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { auditedFlows, posedFlows } from "./audited-flows.js";
import { carryingRange } from "./carrying-range.js";
import { pushedLeaves } from "./pushed-leaves.js";
import { judgeLeafTrades } from "./trades.js";
import type { ViolationList } from "./violation.js";

/**
 * Checks what is decided by turns: who is on, and whole steps. The rest is then an allocation of a tree without either.
 * @param tree with the target in place of the root's limits
 * @param flows one a node, in the caller's terms
 * @returns that tree, for the rest of the audit; undefined where something has been found
 */
export function judgeDiscrete(
  tree: FlatTree,
  flows: ArrayLike<number>,
  options: CheckedOptions,
  tolerance: number,
  found: ViolationList,
): FlatTree | undefined {
  const dispatch = Float64Array.from(flows, (flow, v) => flow - tree.shift[v]);
  judgeValues(tree, dispatch, tolerance, found);
  if (found.violations.length > 0) return undefined;

  const running = judgeTurns(tree, dispatch, options, tolerance, found);
  if (found.violations.length > 0) return undefined;
  if (tree.step === undefined) return decidedTree(tree, running);

  const whole = withWholeLimits(tree, tree.step, running);
  if ("contradiction" in whole) return decidedTree(tree, running);
  const steps = tree.step;
  const at = dispatch.map((value, v) => (Number.isNaN(steps[v]) ? value : multiple(value, steps[v])));
  for (const leaf of couldTakeMore(tree, steps, whole.numbers, at)) {
    found.step(leaf, dispatch[leaf], steps[leaf], "could take more");
  }
  judgeWishes(tree, whole.numbers, at, options, tolerance, found);
  judgeStepTrades(tree, whole.numbers, at, flows, options, tolerance, found);
  const { lower, upper, request } = whole.numbers;
  const held = withinLimits(tree, fixed(lower, at, steps), fixed(upper, at, steps), request);
  return decidedTree(tree, held);
}

/** Neither between 0 and the minimum, nor between two steps. */
function judgeValues(tree: FlatTree, dispatch: Float64Array, tolerance: number, found: ViolationList): void {
  const needs = minimums(tree);
  for (const leaf of tree.leaves) {
    const value = dispatch[leaf];
    if (value > tolerance && value < needs[leaf] - tolerance) found.minimum(leaf, value, needs[leaf]);
    const step = tree.step?.[leaf] ?? Number.NaN;
    if (Math.abs(value - multiple(value, step)) > tolerance) found.step(leaf, value, step, "not whole");
  }
}

/** Whether those are on whose turn it is, everybody before them having what they have. */
function judgeTurns(
  tree: FlatTree,
  dispatch: Float64Array,
  { maximise }: CheckedOptions,
  tolerance: number,
  found: ViolationList,
): DecidedNumbers {
  if (tree.minimum === undefined) return withinLimits(tree, tree.lower, tree.upper, requestsOf(tree, maximise));
  const needs = minimums(tree);
  if (tree.step && (tree.guarantee || tree.priority)) {
    // Whole steps were taken afterwards: who was served before may have had a step more then, or less.
    const isOn = (leaf: number) => dispatch[leaf] > tolerance;
    const { most, least } = beforeSteps(tree, tree.step, dispatch, maximise);
    const fitsBesideMost = whoIsOn(tree, maximise, () => most, isOn).fits;
    const { fits, numbers } = whoIsOn(tree, maximise, () => least, isOn);
    for (const leaf of tree.leaves) {
      if (Number.isNaN(needs[leaf])) continue;
      if (isOn(leaf) && !fits[leaf]) found.minimum(leaf, dispatch[leaf], needs[leaf], "off");
      if (!isOn(leaf) && fitsBesideMost[leaf]) found.minimum(leaf, dispatch[leaf], needs[leaf], "on");
    }
    return numbers;
  }
  const { numbers, off } = whoIsOn(tree, maximise, () => dispatch);
  for (const leaf of tree.leaves) {
    if (Number.isNaN(needs[leaf])) continue;
    const isOn = dispatch[leaf] > tolerance;
    if (isOn === off.has(leaf)) found.minimum(leaf, dispatch[leaf], needs[leaf], isOn ? "off" : "on");
  }
  return numbers;
}

/** What leaves may have had at most and at least before each took whole steps, and the others were balanced around them. */
function beforeSteps(tree: FlatTree, steps: Float64Array, dispatch: Float64Array, maximise: "import" | "export") {
  const wants = requestsOf(tree, maximise);
  const most = dispatch.map((value, v) => {
    if (!Number.isNaN(steps[v])) return value + steps[v];
    return Number.isFinite(wants[v]) ? Math.max(value, wants[v]) : value;
  });
  const least = dispatch.map((value, v) => (Number.isNaN(steps[v]) ? Math.min(value, 0) : value - steps[v]));
  return { most, least };
}

/** Nobody has steps beyond their request where no limit asks for that. */
function judgeWishes(
  tree: FlatTree,
  whole: DecidedNumbers,
  at: Float64Array,
  options: CheckedOptions,
  tolerance: number,
  found: ViolationList,
): void {
  const steps = tree.step as Float64Array;
  const isMirrored = options.maximise === "export";
  const { up, down } = pushedLeaves(poseProblem(decidedTree(tree, whole), { ...options, target: undefined }));
  for (const leaf of tree.leaves) {
    if (Number.isNaN(steps[leaf])) continue;
    const beyond = at[leaf] - whole.request[leaf];
    const isPushed = (beyond > 0 === isMirrored ? down : up)[leaf] === 1;
    // One that has less than it requests could take more, or is cut.
    const isPast = Math.abs(at[leaf]) > Math.abs(whole.request[leaf]);
    if (isPast && Math.abs(beyond) > tolerance && !isPushed)
      found.step(leaf, at[leaf], steps[leaf], "past its request");
  }
}

/**
 * Nobody could give a step to somebody who would then be no higher, the others at rest. Where steps differ nothing is said: one
 * step given is not one step taken. Nor where there are guarantees, which the order of steps does not ask for, or where somebody is called on beyond their request.
 */
function judgeStepTrades(
  tree: FlatTree,
  whole: DecidedNumbers,
  at: Float64Array,
  flows: ArrayLike<number>,
  options: CheckedOptions,
  tolerance: number,
  found: ViolationList,
): void {
  const steps = tree.step as Float64Array;
  const sizes = new Set(Array.from(tree.leaves, (leaf) => steps[leaf]).filter((step) => !Number.isNaN(step)));
  const isCalledOn = (leaf: number) => !Number.isNaN(steps[leaf]) && Math.abs(at[leaf]) > Math.abs(whole.request[leaf]);
  if (tree.leaves.some(isCalledOn)) return;
  if (sizes.size > 1 || tree.guarantee?.some((value) => value !== 0)) return;
  const resting = steps.map((step, v) => (tree.isLeaf(v) && Number.isNaN(step) ? 1 : Number.NaN));
  const { lower, upper, request } = whole;
  const held = withinLimits(
    { topology: tree.topology, guarantee: whole.guarantee },
    fixed(lower, at, resting),
    fixed(upper, at, resting),
    request,
  );
  const problem = poseProblem(decidedTree(tree, held), { ...options, target: undefined });
  const audited = auditedFlows(problem, posedFlows(flows, options.maximise === "export"));
  const grain = steps.map((step) => (Number.isNaN(step) ? 0 : step));
  judgeLeafTrades(problem, carryingRange(problem), audited, tolerance, found, grain);
}

/** The limits with those leaves held where they are that `which` has a number for. */
function fixed(limits: Float64Array, at: Float64Array, which: Float64Array): Float64Array {
  return limits.map((limit, v) => (Number.isNaN(which[v]) ? limit : at[v]));
}

function multiple(value: number, step: number): number {
  return Number.isNaN(step) ? value : stepped(stepsIn(value, step, Math.round), step);
}
