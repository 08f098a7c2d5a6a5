import { InputError } from "../model/input-error.js";
import type { Fairness } from "../model/options.js";
import type { Contradiction, Outcome } from "../problem/outcome.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import type { PriceTiers } from "../problem/price-tiers.js";
import { deepestFirst } from "../tree/depths.js";
import { type KernelOrder, kernelOrder } from "../tree/kernel-order.js";
import { Attempts } from "./attempts.js";
import type { KernelExports } from "./kernel.js";
import { FAULT, GAVE_UP, HELD, HELD_UPPER, INFEASIBLE, UNBOUNDED } from "./kernel-constants.js";
import { type StepKind, solveStepsByKernel } from "./kernel-steps.js";
import type { CheckedSteps } from "./leaf-steps.js";
import type { StepAnswers } from "./step-answers.js";

const MEMORY_BYTES = 2 ** 32;

/** The kernel's memory cannot grow to what the tree needs, though it would be within its bounds. */
export class MemoryRefused extends Error {}

/** An outcome; where it is optimal, the dispatches in the caller's order: length `nodeCount`, NaN at inner nodes. */
export type SessionResult =
  | { readonly status: "optimal"; readonly rootFlow: number | undefined; readonly dispatch: Float64Array }
  | Exclude<Outcome, { status: "optimal" }>;

/**
 * One problem in one kernel's memory: written once, changed a node at a time, solved as often as wanted.
 *
 * `solve` sees the requests as upper limits, and of priorities nothing. Where no lower limit asks for more than the
 * requests, and one priority is all there is, its answer is the problem's. `solveTiers` takes all into account.
 */
export class KernelSession {
  readonly #kernel: KernelExports;
  #problem: PosedProblem;
  readonly #order: KernelOrder;
  /** Views on the kernel's memory, made again when it grows. */
  #views: KernelViews;
  #hasTierRoom = false;
  /** Position of the caller's node among the kernel's leaves or inner nodes; made when a node is first changed. */
  #position: Int32Array | undefined;
  /**
   * What has been written since fair levels over the leaves were found: inner nodes v, and leaves k as -1 - k. Undefined
   * where no such levels are in the memory, or more than a little has been written.
   */
  #changes: number[] | undefined;
  readonly #attempts = new Attempts();

  /**
   * @param kernel an instance that no other session uses any more; what its memory held is lost
   * @throws InputError where the tree does not fit the kernel's memory
   * @throws MemoryRefused where so much memory cannot be had
   */
  constructor(kernel: KernelExports, problem: PosedProblem, order = kernelOrder(problem.topology)) {
    this.#problem = problem;
    this.#order = order;
    const { leafCount, innerCount } = this.#order;
    const bytes = kernel.layOut(leafCount, innerCount);
    if (bytes === MEMORY_BYTES) throw new MemoryRefused();
    if (bytes > MEMORY_BYTES) {
      const fitting = Math.floor((problem.topology.nodeCount * MEMORY_BYTES) / bytes / 1e6);
      throw new InputError(
        `the tree has ${problem.topology.nodeCount} nodes and would take ${(bytes / 2 ** 30).toFixed(1)} GiB; ` +
          `the kernel's memory ends at 4 GiB, about ${fitting} million nodes of this shape`,
        { field: "nodeCount", value: problem.topology.nodeCount },
      );
    }
    this.#kernel = kernel;
    this.#views = kernelViews(kernel, this.#order);
    const { buffer } = kernel.memory;
    new Int32Array(buffer, at(kernel.innerParent), innerCount).set(this.#order.parent);
    new Int32Array(buffer, at(kernel.innerBegin), innerCount).set(this.#order.innerBegin);
    new Int32Array(buffer, at(kernel.ownBegin), innerCount + 1).set(this.#order.ownBegin);
    this.writeAll(problem);
  }

  /** Goes on with a problem of the same numbers. */
  adopt(problem: PosedProblem): void {
    this.#problem = problem;
  }

  /** Takes over all numbers of a problem of the same topology. */
  writeAll(problem: PosedProblem): void {
    this.#problem = problem;
    this.#changes = undefined;
    const { lower, upper, shift, weight, request = upper } = problem;
    const { leafNode, innerNode } = this.#order;
    const { leafLower, leafUpper, leafShift, leafWeight, innerLower, innerUpper } = this.#views;
    for (let k = 0; k < leafNode.length; k++) {
      const node = leafNode[k];
      leafLower[k] = lower[node];
      leafUpper[k] = request[node];
      leafShift[k] = shift[node];
      leafWeight[k] = weight[node];
    }
    for (let v = 0; v < innerNode.length; v++) {
      const node = innerNode[v];
      innerLower[v] = node < 0 ? Number.NEGATIVE_INFINITY : lower[node];
      innerUpper[v] = node < 0 ? Number.POSITIVE_INFINITY : upper[node];
    }
  }

  /** Takes over the numbers of one node of the problem. */
  writeNode(node: number): void {
    const { topology, lower, upper, shift, weight, request = upper } = this.#problem;
    this.#position ??= positions(this.#order, topology.nodeCount);
    const at = this.#position[node];
    const isLeaf = topology.isLeaf(node);
    this.#changes?.push(isLeaf ? -1 - at : at);
    if (this.#changes && this.#changes.length > this.#views.changeList.length) this.#changes = undefined;
    if (isLeaf) {
      this.#views.leafLower[at] = lower[node];
      this.#views.leafUpper[at] = request[node];
      this.#views.leafShift[at] = shift[node];
      this.#views.leafWeight[at] = weight[node];
    } else {
      this.#views.innerLower[at] = lower[node];
      this.#views.innerUpper[at] = upper[node];
    }
  }

  /**
   * Solves; where little has been written since the last solve, only what depends on it is found again. The dispatches
   * are read when they are asked for, which must be before anything is written or solved again.
   * @returns `undefined` where requests, taken for upper limits, contradict a lower limit: only `solveTiers` can tell then
   */
  solve(fairness: Fairness): SessionResult | undefined {
    const changes = fairness === "leaves" ? this.#changes : undefined;
    this.#changes = undefined;
    if (!(changes && this.#solveAgain(changes))) {
      const bounds = this.#findBounds();
      if (bounds?.status !== "feasible") return bounds;
      if (fairness === "leaves") this.#kernel.solveLevels();
      else this.#kernel.shareAmongSiblings();
    }
    if (fairness === "leaves") this.#changes = [];
    return this.#optimum(this.#kernel.rootFlow(), () => this.#readDispatches());
  }

  #solveAgain(changes: number[]): boolean {
    if (!this.#attempts.isDue(changes.length)) return false;
    this.#views.changeList.set(changes);
    const isSolved = this.#kernel.solveAgain(changes.length) !== GAVE_UP;
    this.#attempts.note(changes.length, isSolved);
    return isSolved;
  }

  #findBounds(): { readonly status: "feasible" } | Exclude<SessionResult, { status: "optimal" }> | undefined {
    const hasRequests = this.#problem.request !== undefined;
    const bounds = hasRequests ? this.#kernel.findRequestBounds() : this.#kernel.findBounds();
    if (bounds === UNBOUNDED) return { status: "unbounded", unboundedLeaf: this.#firstUnboundedLeaf() };
    if (bounds !== INFEASIBLE) return { status: "feasible" };
    return hasRequests ? undefined : { status: "infeasible", contradiction: this.#deepestContradiction() };
  }

  /**
   * Solves many steps, each the problem with other numbers at the leaves, and leaves the problem as it was.
   * @param answers a status of UNDECIDED is that of a step that only `solvePosed` can tell
   * @returns false, nothing done, where the memory has no room for steps
   */
  solveSteps(steps: CheckedSteps, answers: StepAnswers, kind: StepKind): boolean {
    if (kind.tiers && !this.#layOutTiers()) return false;
    const isDone = solveStepsByKernel(this.#kernel, this.#order, kind, steps, answers);
    this.#views = kernelViews(this.#kernel, this.#order);
    this.writeAll(this.#problem);
    return isDone;
  }

  /**
   * Solves a problem with requests and priorities. The dispatches are read when they are asked for, as those of `solve`.
   * @returns `undefined`, nothing done, where the memory has no room for it
   */
  solveTiers(tiers: PriceTiers): SessionResult | undefined {
    if (!this.#layOutTiers()) return undefined;
    this.#writeTiers(tiers);
    this.#changes = undefined;
    if (this.#kernel.solveTiers(tiers.priorityCount) === INFEASIBLE) {
      return { status: "infeasible", contradiction: this.#deepestContradiction() };
    }
    return this.#optimum(undefined, () => this.#gatherDispatches());
  }

  #writeTiers({ importTier }: PriceTiers): void {
    const { lower, upper, request = upper } = this.#problem;
    const { leafCount, leafNode } = this.#order;
    const { buffer } = this.#kernel.memory;
    const doubles = (address: WebAssembly.Global) => new Float64Array(buffer, at(address), leafCount);
    const bottoms = doubles(this.#kernel.leafBottom);
    const requests = doubles(this.#kernel.leafRequest);
    const tops = doubles(this.#kernel.leafTop);
    const tierAt = new Int32Array(buffer, at(this.#kernel.leafTier), leafCount);
    for (let k = 0; k < leafCount; k++) {
      const node = leafNode[k];
      bottoms[k] = lower[node];
      requests[k] = request[node];
      tops[k] = upper[node];
      tierAt[k] = importTier?.[node] ?? 0;
    }
  }

  #layOutTiers(): boolean {
    if (this.#hasTierRoom) return true;
    if (this.#kernel.layOutTiers() >= MEMORY_BYTES) return false;
    this.#views = kernelViews(this.#kernel, this.#order);
    this.#hasTierRoom = true;
    return true;
  }

  #optimum(rootFlow: number | undefined, readDispatches: () => Float64Array): SessionResult {
    return {
      status: "optimal",
      rootFlow,
      get dispatch() {
        return readDispatches();
      },
    };
  }

  #readDispatches(): Float64Array {
    this.#kernel.writeDispatches();
    return this.#gatherDispatches();
  }

  /** What the kernel has written, in the caller's order. */
  #gatherDispatches(): Float64Array {
    const { leafNode } = this.#order;
    const { leafDispatch } = this.#views;
    const dispatch = new Float64Array(this.#problem.topology.nodeCount).fill(Number.NaN);
    for (let k = 0; k < leafNode.length; k++) dispatch[leafNode[k]] = leafDispatch[k];
    return dispatch;
  }

  #deepestContradiction(): Contradiction {
    const { topology, lower, upper } = this.#problem;
    const { innerNode } = this.#order;
    const { buffer } = this.#kernel.memory;
    const state = new Uint8Array(buffer, at(this.#kernel.state), innerNode.length);
    const order = deepestFirst(topology);
    let deepest = -1;
    for (let v = 0; v < innerNode.length; v++) {
      if ((state[v] & FAULT) === 0) continue;
      if (deepest < 0 || order(innerNode[v], innerNode[deepest]) < 0) deepest = v;
    }

    const node = innerNode[deepest];
    const limit = (state[deepest] & HELD) === HELD_UPPER ? "upper" : "lower";
    const bound = limit === "upper" ? upper[node] : lower[node];
    const inner = (address: WebAssembly.Global) => new Float64Array(buffer, at(address), innerNode.length)[deepest];
    const { least, greatest } = this.#kernel;
    return { node, id: topology.id(node), limit, bound, reachable: inner(least), miss: inner(greatest) };
  }

  #firstUnboundedLeaf(): { node: number; id: string } {
    const { topology, upper, request = upper } = this.#problem;
    const isOpen = new Uint8Array(topology.nodeCount);
    let first = topology.nodeCount;
    for (const node of topology.topDown) {
      const p = topology.parent[node];
      const most = topology.isLeaf(node) ? request[node] : upper[node];
      if (most < Number.POSITIVE_INFINITY || (p >= 0 && isOpen[p] === 0)) continue;
      isOpen[node] = 1;
      if (topology.isLeaf(node) && node < first) first = node;
    }
    return { node: first, id: topology.id(first) };
  }
}

/** The arrays of the kernel that a session reads and writes. */
interface KernelViews {
  readonly leafLower: Float64Array;
  readonly leafUpper: Float64Array;
  readonly leafWeight: Float64Array;
  readonly leafShift: Float64Array;
  readonly leafDispatch: Float64Array;
  readonly innerLower: Float64Array;
  readonly innerUpper: Float64Array;
  /** Where the kernel reads what has changed since the last solve. */
  readonly changeList: Int32Array;
}

function kernelViews(kernel: KernelExports, { leafCount, innerCount }: KernelOrder): KernelViews {
  const { buffer } = kernel.memory;
  const doubles = (address: WebAssembly.Global, length: number) => new Float64Array(buffer, at(address), length);
  return {
    leafLower: doubles(kernel.leafLower, leafCount),
    leafUpper: doubles(kernel.leafUpper, leafCount),
    leafWeight: doubles(kernel.leafWeight, leafCount),
    leafShift: doubles(kernel.leafShift, leafCount),
    leafDispatch: doubles(kernel.leafDispatch, leafCount),
    innerLower: doubles(kernel.innerLower, innerCount),
    innerUpper: doubles(kernel.innerUpper, innerCount),
    changeList: new Int32Array(buffer, at(kernel.work), Math.min(6 * leafCount, 8 + (leafCount >> 3))),
  };
}

/** An address as the kernel means it: unsigned, though its type reads as signed. */
function at(address: WebAssembly.Global): number {
  return address.value >>> 0;
}

function positions({ leafNode, innerNode }: KernelOrder, nodeCount: number): Int32Array {
  const position = new Int32Array(nodeCount);
  for (let k = 0; k < leafNode.length; k++) position[leafNode[k]] = k;
  for (let v = 0; v < innerNode.length; v++) if (innerNode[v] >= 0) position[innerNode[v]] = v;
  return position;
}
