import type { CheckedOptions } from "../model/options.js";
import { isConnected, seniorityOfAll } from "../problem/named-rule.js";
import { negated, type PosedProblem } from "../problem/posed-problem.js";
import { type PriceTiers, priceTiers } from "../problem/price-tiers.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { KernelOrder } from "../tree/kernel-order.js";
import { absentNumber, numberFault } from "../tree/node-numbers.js";
import type { KernelExports } from "./kernel.js";
import type { CheckedSteps, StepField } from "./leaf-steps.js";
import { type StepAnswers, sumNames } from "./step-answers.js";

const MEMORY_BYTES = 2 ** 32;
/** Numbers of one kind that steps bring to the kernel at a time: few enough to stay in the cache. */
const STEP_ROOM = 2 ** 16;
/** Of large trees that many all the same, so that asking once which limits can bind is worth while; in so many bytes. */
const STEPS_AT_A_TIME = 16;
const MOST_BYTES = 2 ** 28;
/** Fewer steps that follow shapes do not make up for adding up who follows which. */
const SHAPED_STEPS = 8;
/** Limits that bind, of all steps that are taken at a time by their shapes, beside those of one step. */
const BINDING_ROOM = 2 ** 21;

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

/** What is wanted of them: the same. */
const wantedBit = { dispatch: 1, curtailment: 2, flow: 4, binding: 8, sums: 16, leafSums: 32 } as const;

/** What all steps of a call have in common. */
export interface StepKind {
  /** The tree as given, before any rule: numbers that no step brings. */
  readonly tree: FlatTree;
  readonly options: CheckedOptions;
  /** Absent where nobody has a request or a priority, now or at any step. */
  readonly tiers: PriceTiers | undefined;
}

export function stepKind(
  tree: FlatTree,
  problem: PosedProblem,
  options: CheckedOptions,
  steps: CheckedSteps,
): StepKind {
  const { rule } = options;
  if (rule === "last-in-first-out") {
    return { tree, options, tiers: priceTiers({ ...problem, priority: seniorityOfAll(tree) }) };
  }
  const hasRequests = tree.hasRequests || steps.hasRequests || rule === "proportional";
  return { tree, options, tiers: hasRequests ? priceTiers(problem) : undefined };
}

/**
 * Solves many steps in a kernel's memory, over the numbers of its leaves and inner nodes.
 * @param answers a status of UNDECIDED is that of a step that is left to others
 * @returns false, nothing done, where the memory has no room for steps
 */
export function solveStepsByKernel(
  kernel: KernelExports,
  order: KernelOrder,
  kind: StepKind,
  steps: CheckedSteps,
  answers: StepAnswers,
): boolean {
  const isDone =
    (areSums(steps, answers) && solveAllAtOnce(kernel, order, kind, steps, answers, true)) ||
    solveAllAtOnce(kernel, order, kind, steps, answers, false);
  if (!isDone) return false;
  const { leafCount } = kind.tree;
  const { leafSums } = answers;
  if (leafSums) {
    leafSums.requested.set(doubles(kernel, kernel.leafRequested, leafCount));
    leafSums.served.set(doubles(kernel, kernel.leafServed, leafCount));
    leafSums.curtailed.set(doubles(kernel, kernel.leafCurtailed, leafCount));
    leafSums.stepsCut.set(integers(kernel, kernel.leafCut, leafCount));
  }
  return true;
}

/** Whether steps bring nothing but shapes and limits, and nothing but sums and limits that bind is wanted of them. */
function areSums({ given, stepCount }: CheckedSteps, answers: StepAnswers): boolean {
  if (!given.profiles || stepCount < SHAPED_STEPS || stepInputs.some(({ field }) => given[field])) return false;
  return !answers.dispatch && !answers.curtailment && !answers.flow;
}

/**
 * @param isShaped by their shapes: once for all steps it is looked at the leaves, then at few of them
 * @returns false where there is no room for steps, or shapes are not the way to solve them
 */
function solveAllAtOnce(
  kernel: KernelExports,
  order: KernelOrder,
  kind: StepKind,
  steps: CheckedSteps,
  answers: StepAnswers,
  isShaped: boolean,
): boolean {
  const { tree, options, tiers } = kind;
  const limited = limitedColumns(steps, kind);
  const room = layOutSteps(kernel, kind, steps, limited.length, answers, isShaped);
  if (room === 0) return false;
  writeOwnRows(kernel, kind, steps);
  writePlaces(kernel, order, tree, answers);
  if (tiers) writeTiers(kernel, tree, options, tiers);
  if (limited.length > 0) writeLimitedNodes(kernel, order, limited);
  kernel.clearLeafSums();
  for (let first = 0; first < steps.stepCount; ) {
    const end = Math.min(first + room, steps.stepCount);
    writeSteps(kernel, steps, tree.leafCount, first, end);
    if (limited.length > 0) writeLimits(kernel, kind, steps, limited, first, end);
    const solved = kernel.solveSteps(end - first, kindOf(options), tiers?.priorityCount ?? 0);
    if (solved === 0) return false;
    readAnswers(kernel, order, answers, first, first + solved);
    first += solved;
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

/** Which numbers vary, as the kernel marks them; of profiles those that their products are written to. */
function fieldsOf({ given, hasSources }: CheckedSteps, { tiers }: StepKind): number {
  let fields = 0;
  for (const { field, bit } of stepInputs) {
    const isMade =
      field === "upper" || (field === "lower" && hasSources) || (field === "request" && tiers !== undefined);
    if (given[field] || (given.profiles && isMade)) fields |= bit;
  }
  return fields;
}

/** Makes room for as many steps as are worth taking at a time; returns how many, 0 where there is no room for one. */
function layOutSteps(
  kernel: KernelExports,
  kind: StepKind,
  steps: CheckedSteps,
  limited: number,
  answers: StepAnswers,
  isShaped: boolean,
): number {
  const fields = fieldsOf(steps, kind);
  let wanted = 0;
  for (const name of Object.keys(wantedBit) as (keyof typeof wantedBit)[]) if (answers[name]) wanted |= wantedBit[name];
  const shapes = steps.given.profiles?.shapes.length ?? 0;
  const { leafCount, nodeCount } = kind.tree;
  const innerCount = nodeCount - leafCount;
  const hasRequests = kind.tiers !== undefined;
  let room = Math.min(steps.stepCount, isShaped ? shapedRoom(shapes + limited) : rowsRoom(kind, fields, wanted));
  while (room > 0) {
    const binding = 2 * innerCount * (isShaped ? 1 : room) + (isShaped ? BINDING_ROOM : 0);
    const bytes = kernel.layOutSteps(room, fields, hasRequests, shapes, limited, wanted, binding, isShaped);
    if (bytes < MEMORY_BYTES) break;
    room >>= 1;
  }
  return room;
}

/** Steps at a time, of which all that is kept is a few numbers for each shape or node whose limits vary. */
function shapedRoom(numbers: number): number {
  return Math.max(1, Math.floor(MOST_BYTES / (4 * numbers * Float64Array.BYTES_PER_ELEMENT)));
}

/** The same of whole rows. */
function rowsRoom({ tree: { leafCount, nodeCount } }: StepKind, fields: number, wanted: number): number {
  let rows = (wanted & wantedBit.flow) === 0 ? 0 : nodeCount / leafCount;
  for (let bits = fields | ((wanted & 3) << 5); bits > 0; bits >>= 1) rows += bits & 1;
  const rowBytes = Math.max(rows, 1) * leafCount * Float64Array.BYTES_PER_ELEMENT;
  const several = Math.min(STEPS_AT_A_TIME, Math.floor(MOST_BYTES / rowBytes));
  return Math.max(1, Math.floor(STEP_ROOM / leafCount), several);
}

/** One row of each number that the steps do not bring. */
function writeOwnRows(kernel: KernelExports, kind: StepKind, steps: CheckedSteps): void {
  const { tree, tiers } = kind;
  const { leaves, leafCount } = tree;
  const fields = fieldsOf(steps, kind);
  const write = (address: WebAssembly.Global, field: StepField) => {
    const row = doubles(kernel, address, leafCount);
    const values = tree[field];
    if (!values) row.fill(absentNumber.request);
    else for (let j = 0; j < leafCount; j++) row[j] = values[leaves[j]];
  };
  for (const { field, bit, address } of stepInputs) {
    if ((fields & bit) === 0 && (field !== "request" || tiers)) write(address(kernel), field);
  }
  const { profiles } = steps.given;
  if (!profiles) return;
  write(kernel.ownLower, "lower");
  write(kernel.ownUpper, "upper");
  write(kernel.ownRequest, "request");
  doubles(kernel, kernel.leafBase, leafCount).set(profiles.base);
  const shapeOf = integers(kernel, kernel.leafShape, leafCount);
  for (let j = 0; j < leafCount; j++) {
    shapeOf[j] = Number.isNaN(profiles.base[j]) ? 0 : profiles.shapeOf[j] * Float64Array.BYTES_PER_ELEMENT;
  }
}

/** Where each leaf of the kernel's stands in a row, in bytes; and each node in a row of all. */
function writePlaces(
  kernel: KernelExports,
  { leafNode, innerNode }: KernelOrder,
  { leaves, leafCount, nodeCount }: FlatTree,
  { flow }: StepAnswers,
): void {
  const place = integers(kernel, kernel.wholePlace, leafCount);
  const placeOf = new Uint32Array(nodeCount);
  for (let j = 0; j < leafCount; j++) placeOf[leaves[j]] = j;
  for (let k = 0; k < leafCount; k++) place[k] = placeOf[leafNode[k]] * Float64Array.BYTES_PER_ELEMENT;
  if (!flow) return;
  const leafPlaces = integers(kernel, kernel.leafNode, leafCount);
  const innerPlaces = integers(kernel, kernel.innerNode, innerNode.length);
  for (let j = 0; j < leafCount; j++) leafPlaces[j] = leaves[j] * Float64Array.BYTES_PER_ELEMENT;
  for (let v = 0; v < innerNode.length; v++) innerPlaces[v] = innerNode[v] * Float64Array.BYTES_PER_ELEMENT;
}

function writeTiers(kernel: KernelExports, tree: FlatTree, { rule }: CheckedOptions, { importTier }: PriceTiers): void {
  const { leaves } = tree;
  const tierAt = integers(kernel, kernel.stepTier, leaves.length);
  for (let j = 0; j < leaves.length; j++) {
    const lacksOrder = rule === "last-in-first-out" && !isConnected(tree, leaves[j]);
    tierAt[j] = lacksOrder ? -1 : (importTier?.[leaves[j]] ?? 0);
  }
}

/** The nodes whose limits vary, the root among them where a target does. */
function limitedColumns({ limited, given }: CheckedSteps, { tree }: StepKind): readonly number[] {
  return given.target && !limited.includes(tree.root) ? [...limited, tree.root] : limited;
}

function writeLimitedNodes(kernel: KernelExports, { innerNode }: KernelOrder, limited: readonly number[]): void {
  const column = new Map(limited.map((node, i) => [node, i]));
  const nodes = integers(kernel, kernel.limitNode, limited.length);
  for (let v = 0; v < innerNode.length; v++) {
    const i = column.get(innerNode[v]);
    if (i !== undefined) nodes[i] = v;
  }
}

/** Limits as the posed problem has them: a target in place of the root's, mirrored where it is. */
function writeLimits(
  kernel: KernelExports,
  { tree, options }: StepKind,
  steps: CheckedSteps,
  limited: readonly number[],
  first: number,
  end: number,
): void {
  const lowers = doubles(kernel, kernel.limitLower, (end - first) * limited.length);
  const uppers = doubles(kernel, kernel.limitUpper, (end - first) * limited.length);
  const isMirrored = options.maximise === "export";
  for (let step = first, at = 0; step < end; step++) {
    for (let i = 0; i < limited.length; i++, at++) {
      const isVarying = i < steps.limited.length;
      const leastGiven = isVarying ? steps.limitAt("lower", step, i) : tree.lower[limited[i]];
      const mostGiven = isVarying ? steps.limitAt("upper", step, i) : tree.upper[limited[i]];
      // Nonsense is that, whatever stands in its place.
      const isSound = numberFault(false, leastGiven, mostGiven, 0, 1) === undefined;
      const target = limited[i] === tree.root && isSound ? steps.targetAt(step, options) : undefined;
      const lower = target ?? leastGiven;
      const upper = target ?? mostGiven;
      lowers[at] = isMirrored ? negated(upper) : lower;
      uppers[at] = isMirrored ? negated(lower) : upper;
    }
  }
}

function writeSteps(
  kernel: KernelExports,
  { given }: CheckedSteps,
  leafCount: number,
  first: number,
  end: number,
): void {
  for (const { field, address } of stepInputs) {
    const values = given[field]?.subarray(first * leafCount, end * leafCount);
    if (values) doubles(kernel, address(kernel), values.length).set(values);
  }
  const { shapes } = given.profiles ?? { shapes: [] };
  if (shapes.length === 0) return;
  const rows = doubles(kernel, kernel.shapeRows, (end - first) * shapes.length);
  for (let step = first, at = 0; step < end; step++) for (const shape of shapes) rows[at++] = shape[step];
}

function readAnswers(
  kernel: KernelExports,
  { innerNode, leafCount }: KernelOrder,
  answers: StepAnswers,
  first: number,
  end: number,
): void {
  const count = end - first;
  const nodeCount = leafCount + innerNode.length;
  answers.status.set(new Uint8Array(kernel.memory.buffer, at(kernel.stepStatus), count), first);
  answers.rootFlow.set(doubles(kernel, kernel.stepFlow, count), first);
  answers.dispatch?.set(doubles(kernel, kernel.stepDispatch, count * leafCount), first * leafCount);
  answers.curtailment?.set(doubles(kernel, kernel.stepCurtailment, count * leafCount), first * leafCount);
  answers.flow?.set(doubles(kernel, kernel.stepNodeFlow, count * nodeCount), first * nodeCount);
  if (answers.sums) {
    const sums = doubles(kernel, kernel.stepSums, count * sumNames.length);
    for (const [k, name] of sumNames.entries()) {
      for (let step = 0; step < count; step++) answers.sums[name][first + step] = sums[step * sumNames.length + k];
    }
  }
  if (!answers.binding) return;
  const ends = integers(kernel, kernel.stepBindingEnd, count);
  const list = integers(kernel, kernel.stepBinding, ends[count - 1]);
  for (let step = 0, begin = 0; step < count; step++) {
    const entries = list.subarray(begin, ends[step]);
    if (entries.length > 0) {
      answers.binding.set(
        first + step,
        entries.map((entry) => 2 * innerNode[entry >> 1] + (entry & 1)),
      );
    }
    begin = ends[step];
  }
}

function doubles({ memory }: KernelExports, address: WebAssembly.Global, length: number): Float64Array {
  return new Float64Array(memory.buffer, at(address), length);
}

function integers({ memory }: KernelExports, address: WebAssembly.Global, length: number): Int32Array {
  return new Int32Array(memory.buffer, at(address), length);
}

/** An address as the kernel means it: unsigned, though its type reads as signed. */
function at(address: WebAssembly.Global): number {
  return address.value >>> 0;
}
