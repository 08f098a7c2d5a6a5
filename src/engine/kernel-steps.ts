import type { CheckedOptions } from "../model/options.js";
import { isConnected, seniorityOfAll } from "../problem/named-rule.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import { type PriceTiers, priceTiers } from "../problem/price-tiers.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { absentNumber } from "../tree/node-numbers.js";
import type { KernelExports } from "./kernel.js";
import type { KernelOrder } from "./kernel-order.js";
import type { LeafSteps, StepArrays, StepField } from "./leaf-steps.js";

/** The status of a step that has to be solved by itself. */
export const UNDECIDED = 4;
const MEMORY_BYTES = 2 ** 32;
/** Numbers of one kind that steps bring to the kernel at a time: few enough to stay in the cache. */
const STEP_ROOM = 2 ** 16;
/** Of large trees that many all the same, so that asking once which limits can bind is worth while; up to so many numbers. */
const STEPS_AT_A_TIME = 16;
const MOST_ROOM = 2 ** 21;

/** The numbers that a step may bring to the kernel: its mark for each, and where they lie. */
const stepInputs: readonly {
  readonly field: StepField;
  readonly bit: number;
  readonly address: (kernel: KernelExports) => WebAssembly.Global;
}[] = [
  { field: "lower", bit: 1, address: ({ stepLower }) => stepLower },
  { field: "upper", bit: 2, address: ({ stepUpper }) => stepUpper },
  { field: "shift", bit: 4, address: ({ stepShift }) => stepShift },
  { field: "weight", bit: 8, address: ({ stepWeight }) => stepWeight },
  { field: "request", bit: 16, address: ({ stepRequest }) => stepRequest },
];

/** How steps are to be solved: the kernel's marks. */
const kindBit = { mirrored: 1, amongSiblings: 2, relaxed: 4, weighedByRequest: 8, weighedEqually: 16 } as const;

/** What all steps of a call have in common. */
export interface StepKind {
  /** The tree as given, before any rule: numbers that no step brings. */
  readonly tree: FlatTree;
  readonly options: CheckedOptions;
  /** Absent where nobody has a request or a priority, now or at any step. */
  readonly tiers: PriceTiers | undefined;
}

export function stepKind(tree: FlatTree, problem: PosedProblem, options: CheckedOptions, steps: LeafSteps): StepKind {
  const { rule } = options;
  if (rule === "last-in-first-out") {
    return { tree, options, tiers: priceTiers({ ...problem, priority: seniorityOfAll(tree) }) };
  }
  const hasRequests = tree.hasRequests || steps.request !== undefined || rule === "proportional";
  return { tree, options, tiers: hasRequests ? priceTiers(problem) : undefined };
}

/**
 * Solves many steps in a kernel's memory, over the numbers of its leaves.
 * @param answers a status of UNDECIDED is that of a step that is left to others
 * @returns false, nothing done, where the memory has no room for steps
 */
export function solveStepsByKernel(
  kernel: KernelExports,
  order: KernelOrder,
  { tree, options, tiers }: StepKind,
  steps: LeafSteps,
  answers: Required<StepArrays>,
): boolean {
  const { leafCount } = order;
  const stepCount = answers.status.length;
  const brought = stepInputs.filter(({ field }) => steps[field] !== undefined);
  const fields = brought.reduce((bits, { bit }) => bits | bit, 0);
  const room = layOutSteps(kernel, leafCount, stepCount, fields, tiers !== undefined);
  if (room === 0) return false;
  const { buffer } = kernel.memory;
  writeOwnRows(kernel, tree, fields, tiers !== undefined);
  writePlaces(kernel, order, tree);
  if (tiers) writeTiers(kernel, tree, options, tiers);
  const rows = (address: WebAssembly.Global) => new Float64Array(buffer, at(address), room * leafCount);
  const given = brought.map(({ field, address }) => ({
    values: steps[field] as Float64Array,
    target: rows(address(kernel)),
  }));
  const status = new Uint8Array(buffer, at(kernel.stepStatus), room);
  const flow = new Float64Array(buffer, at(kernel.stepFlow), room);
  const dispatch = rows(kernel.stepDispatch);
  for (let first = 0; first < stepCount; first += room) {
    const end = Math.min(first + room, stepCount);
    for (const { values, target } of given) target.set(values.subarray(first * leafCount, end * leafCount));
    kernel.solveSteps(end - first, kindOf(options), tiers?.priorityCount ?? 0);
    answers.status.set(status.subarray(0, end - first), first);
    answers.rootFlow.set(flow.subarray(0, end - first), first);
    answers.dispatch.set(dispatch.subarray(0, (end - first) * leafCount), first * leafCount);
  }
  return true;
}

function kindOf({ fairness, maximise, rule, whenInfeasible }: CheckedOptions): number {
  return (
    (maximise === "export" ? kindBit.mirrored : 0) |
    (fairness === "siblings" ? kindBit.amongSiblings : 0) |
    (whenInfeasible === "relax" ? kindBit.relaxed : 0) |
    (rule === "proportional" ? kindBit.weighedByRequest : 0) |
    (rule === "equal" ? kindBit.weighedEqually : 0)
  );
}

/** Makes room for as many steps as are worth taking at a time; returns how many, 0 where there is no room for one. */
function layOutSteps(
  kernel: KernelExports,
  leafCount: number,
  stepCount: number,
  fields: number,
  hasRequests: boolean,
): number {
  const several = Math.min(STEPS_AT_A_TIME, Math.floor(MOST_ROOM / leafCount));
  let room = Math.min(stepCount, Math.max(1, Math.floor(STEP_ROOM / leafCount), several));
  while (room > 0 && kernel.layOutSteps(room, fields, hasRequests) >= MEMORY_BYTES) room >>= 1;
  return room;
}

/** One row of each number that the steps do not bring. */
function writeOwnRows(kernel: KernelExports, tree: FlatTree, fields: number, hasRequests: boolean): void {
  const { leaves } = tree;
  for (const { field, bit, address } of stepInputs) {
    const from = address(kernel);
    // Without requests there is no row of them, whatever an earlier call has left of its address.
    if (fields & bit || (field === "request" && !hasRequests)) continue;
    const row = new Float64Array(kernel.memory.buffer, at(from), leaves.length);
    const values = tree[field];
    if (!values) row.fill(absentNumber.request);
    else for (let j = 0; j < leaves.length; j++) row[j] = values[leaves[j]];
  }
}

/** Where each leaf of the kernel's stands in a row, in bytes. */
function writePlaces(kernel: KernelExports, { leafNode }: KernelOrder, { leaves, nodeCount }: FlatTree): void {
  const place = new Uint32Array(kernel.memory.buffer, at(kernel.wholePlace), leafNode.length);
  const placeOf = new Uint32Array(nodeCount);
  for (let j = 0; j < leaves.length; j++) placeOf[leaves[j]] = j;
  for (let k = 0; k < leafNode.length; k++) place[k] = placeOf[leafNode[k]] * Float64Array.BYTES_PER_ELEMENT;
}

function writeTiers(kernel: KernelExports, tree: FlatTree, { rule }: CheckedOptions, { importTier }: PriceTiers): void {
  const { leaves } = tree;
  const tierAt = new Int32Array(kernel.memory.buffer, at(kernel.stepTier), leaves.length);
  for (let j = 0; j < leaves.length; j++) {
    const lacksOrder = rule === "last-in-first-out" && !isConnected(tree, leaves[j]);
    tierAt[j] = lacksOrder ? -1 : (importTier?.[leaves[j]] ?? 0);
  }
}

/** An address as the kernel means it: unsigned, though its type reads as signed. */
function at(address: WebAssembly.Global): number {
  return address.value >>> 0;
}
