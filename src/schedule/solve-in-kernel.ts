import { InputError } from "../model/input-error.js";
import { AmountPages } from "./amount-pages.js";
import { doubles, ints, type ScheduleKernel } from "./kernel.js";
import type { SolvedSchedule } from "./solved-schedule.js";
import type { StepNetwork } from "./step-network.js";

/** `mostRow` of a load that can take as much in one step as in any other: what `NO_ROW` is in the kernel. */
export const NO_ROW = -(2 ** 31);
export const OPTIMAL = 0;
const UNMET = 1;
const FULL = 2;

/** Room in a kernel's memory for more loads than there are, so many entries together. */
export interface SpareRoom {
  readonly loads: number;
  readonly entries: number;
}

/**
 * Solves the posed problem in a kernel's memory.
 * @param amounts by load and step of its window: where to start from; each within its bounds. Default: from nothing
 * @throws InputError where it does not fit the 4 GiB of a kernel's memory
 */
export function solveInKernel(
  kernel: ScheduleKernel,
  network: StepNetwork,
  amounts?: Float64Array,
  spare: SpareRoom = { loads: 0, entries: 0 },
): SolvedSchedule {
  const { nodeCount, loadCount, steps, start } = network;
  const entryCount = start[loadCount];
  const rows = rowEntriesOf(network);
  const bytes = kernel.layOut(nodeCount, loadCount, steps, entryCount, rows, spare.loads, spare.entries);
  if (bytes >= 2 ** 32) throw fullError(network);
  writeTree(kernel, network);
  writeLoads(kernel, network);
  writeSteps(kernel, network);
  const plan = doubles(kernel, kernel.amount, entryCount);
  if (amounts) plan.set(amounts);
  else plan.fill(0);
  const status = runKernel(kernel, featuresOf(network), amounts !== undefined);
  if (status === FULL) throw fullError(network);
  if (status === UNMET) {
    const missing = doubles(kernel, kernel.excess, nodeCount * steps).map((value) => Math.max(0, -value));
    const unmet = Array.from({ length: nodeCount }, (_, v) => missing.slice(v * steps, (v + 1) * steps));
    return { status: "unmet", unmet };
  }
  const taken = doubles(kernel, kernel.taken, loadCount).slice();
  return { status: "optimal", amounts: new AmountPages(doubles(kernel, kernel.amount, entryCount)), taken };
}

/** What the kernel need not look for where it is not. */
export interface Features {
  /** All steps are of one length and of one price. */
  readonly isEven: boolean;
  /** Some node must pass something up. */
  readonly hasLower: boolean;
  readonly hasPriorities: boolean;
  readonly hasPrices: boolean;
}

export function featuresOf({ hours, priceRank, rank, lower }: StepNetwork): Features {
  const hasPrices = priceRank.some((place) => place > 0);
  return {
    isEven: hours.every((value) => value === hours[0]) && !hasPrices,
    hasLower: lower.some((value) => value > 0),
    hasPriorities: rank.some((place) => place > 0),
    hasPrices,
  };
}

/** Solves what lies in the kernel's memory; returns `OPTIMAL` or another status. */
export function runKernel(kernel: ScheduleKernel, features: Features, isWarm: boolean): number {
  const { isEven, hasLower, hasPriorities, hasPrices } = features;
  return kernel.solve(isWarm, isEven, hasLower, hasPriorities, hasPrices);
}

function fullError({ loadCount, start, nodeCount, steps }: StepNetwork): InputError {
  const windows = `${loadCount} sessions with ${start[loadCount]} steps in their windows`;
  const message = `${windows}, and ${nodeCount} nodes that may bind in ${steps} steps, do not fit the kernel's 4 GiB of memory`;
  return new InputError(message, { field: "sessions", value: loadCount });
}

function writeTree(
  kernel: ScheduleKernel,
  { nodeCount, loadCount, parent, loadNode, lower, upper }: StepNetwork,
): void {
  ints(kernel, kernel.parent, nodeCount).set(parent);
  const childBegin = ints(kernel, kernel.childBegin, nodeCount + 1).fill(0);
  for (let v = 1; v < nodeCount; v++) childBegin[parent[v] + 1]++;
  for (let v = 0; v < nodeCount; v++) childBegin[v + 1] += childBegin[v];
  const children = ints(kernel, kernel.children, nodeCount);
  const next = childBegin.slice();
  for (let v = 1; v < nodeCount; v++) children[next[parent[v]]++] = v;
  const loadBegin = ints(kernel, kernel.loadBegin, nodeCount + 1).fill(0);
  for (let i = 0; i < loadCount; i++) loadBegin[loadNode[i] + 1]++;
  for (let v = 0; v < nodeCount; v++) loadBegin[v + 1] += loadBegin[v];
  ints(kernel, kernel.nodeLoads, loadCount).forEach((_, i, loads) => {
    loads[i] = i;
  });
  doubles(kernel, kernel.lower, lower.length).set(lower);
  doubles(kernel, kernel.upper, upper.length).set(upper);
}

function writeLoads(kernel: ScheduleKernel, network: StepNetwork): void {
  const { loadCount, from, to, start } = network;
  ints(kernel, kernel.loadNode, loadCount).set(network.loadNode);
  ints(kernel, kernel.from, loadCount).set(from);
  ints(kernel, kernel.to, loadCount).set(to);
  ints(kernel, kernel.rank, loadCount).set(network.rank);
  doubles(kernel, kernel.wanted, loadCount).set(network.wanted);
  doubles(kernel, kernel.weight, loadCount).set(network.weight);
  doubles(kernel, kernel.given, loadCount).set(network.given);
  const entries = ints(kernel, kernel.entries, loadCount);
  const most = doubles(kernel, kernel.most, loadCount);
  const mostRow = ints(kernel, kernel.mostRow, loadCount);
  const rows = doubles(kernel, kernel.rows, rowEntriesOf(network));
  let nextRow = 0;
  for (let i = 0; i < loadCount; i++) {
    entries[i] = start[i] - from[i];
    const able = network.most[i];
    if (typeof able === "number") {
      most[i] = able;
      mostRow[i] = NO_ROW;
    } else {
      rows.set(able, nextRow);
      mostRow[i] = nextRow - from[i];
      nextRow += able.length;
    }
  }
}

function writeSteps(kernel: ScheduleKernel, { steps, base, hours, priceRank }: StepNetwork): void {
  doubles(kernel, kernel.base, steps).set(base);
  doubles(kernel, kernel.hours, steps).set(hours);
  ints(kernel, kernel.priceRank, steps).set(priceRank);
}

export function rowEntriesOf({ most }: StepNetwork): number {
  let count = 0;
  for (const able of most) if (typeof able !== "number") count += able.length;
  return count;
}
