import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { checkLength, checkNames, type LeafSteps, stepFields } from "./leaf-steps.js";
import type { Engine } from "./solver-options.js";

/** Of `StepSolutions.status`: what each number stands for. `"invalid"`: the step's numbers are nonsense (`faults`). */
export const stepStatuses = ["optimal", "infeasible", "unbounded", "invalid"] as const;
export const INVALID: number = stepStatuses.indexOf("invalid");

/**
 * What is wanted of the steps: `true` for new arrays, `false` for none, or an array of one's own, of the length that
 * `StepSolutions` says, so that nothing is allocated.
 */
export interface StepsWanted {
  readonly status?: Uint8Array | undefined;
  readonly rootFlow?: Float64Array | undefined;
  /** Default `true`. */
  readonly dispatch?: Float64Array | boolean | undefined;
  /** The others: default `false`. */
  readonly curtailment?: Float64Array | boolean | undefined;
  readonly flow?: Float64Array | boolean | undefined;
  readonly binding?: boolean | undefined;
  readonly sums?: boolean | undefined;
  readonly leafSums?: boolean | undefined;
}

const wantedNames = [
  "status",
  "rootFlow",
  "dispatch",
  "curtailment",
  "flow",
  "binding",
  "sums",
  "leafSums",
] as const satisfies (keyof StepsWanted)[];

/** What each step came to; rows are NaN where there is no answer. */
export interface StepSolutions<Wanted extends StepsWanted = StepsWanted> {
  readonly engine: Engine;
  readonly stepCount: number;
  /** Length `stepCount`: an index into `stepStatuses`. */
  readonly status: Uint8Array;
  /** Length `stepCount`: flow through the root. */
  readonly rootFlow: Float64Array;
  /** Length `stepCount * leafCount`, a row a step as in `LeafSteps`: every leaf's dispatch. */
  readonly dispatch: Told<Wanted, "dispatch", Float64Array, Float64Array>;
  /** The same: every leaf's request less its dispatch, above 0 where import is cut, below where export is. */
  readonly curtailment: Told<Wanted, "curtailment", Float64Array>;
  /** Length `stepCount * nodeCount`, a row a step, nodes in the tree's order: every node's flow. */
  readonly flow: Told<Wanted, "flow", Float64Array>;
  readonly binding: Told<Wanted, "binding", StepBinding>;
  readonly sums: Told<Wanted, "sums", StepSums>;
  readonly leafSums: Told<Wanted, "leafSums", LeafSums>;
  /** Of each step that is `"invalid"`, in their order: the first number of it that no node may have, or that the rule lacks. */
  readonly faults: readonly StepFault[];
}

/** What is there where it was asked for, or by default. */
type Told<Wanted, Name extends string, Value, Default = undefined> = Name extends keyof Wanted
  ? Wanted[Name] extends infer Asked
    ? Asked extends undefined
      ? Default
      : Asked extends false
        ? undefined
        : Value
    : never
  : Default;

/**
 * The limits that bind at each step: those that are met first on the way up from a leaf that has less than it requests
 * (upper limits) or more (lower limits). Those of step t are the entries `[start[t], start[t + 1])`.
 */
export interface StepBinding {
  /** Length `stepCount + 1`. */
  readonly start: Int32Array;
  /** Index of the inner node, in the tree's order. */
  readonly node: Int32Array;
  /** 1: its upper limit; 0: its lower. */
  readonly isUpper: Uint8Array;
}

/**
 * Sums over all leaves at each step, length `stepCount`, each 0 or more. Requested and served go by the direction of a
 * leaf's request, and no more is served than that; what is curtailed is cut from import or export, whatever was requested.
 */
export interface StepSums {
  readonly requestedImport: Float64Array;
  readonly requestedExport: Float64Array;
  readonly servedImport: Float64Array;
  readonly servedExport: Float64Array;
  readonly curtailedImport: Float64Array;
  readonly curtailedExport: Float64Array;
}

export const sumNames = [
  "requestedImport",
  "requestedExport",
  "servedImport",
  "servedExport",
  "curtailedImport",
  "curtailedExport",
] as const satisfies (keyof StepSums)[];

/**
 * Sums over all steps with an answer, length `leafCount`, in the order of `tree.leaves`, each 0 or more: times the hours of
 * a step they are energies.
 */
export interface LeafSums {
  /** What was requested, either way. */
  readonly requested: Float64Array;
  /** What of it was served. */
  readonly served: Float64Array;
  /** How far the dispatch was from the request, either way. */
  readonly curtailed: Float64Array;
  /** At how many steps the dispatch was not the request. */
  readonly stepsCut: Int32Array;
}

/** Why a step was not solved. */
export interface StepFault {
  readonly step: number;
  readonly error: InputError;
}

/** A step's answer in the caller's order and signs; arrays of length `nodeCount`. */
export interface StepAnswer {
  readonly rootFlow: number;
  readonly dispatch: Float64Array;
  readonly request: Float64Array;
  readonly shift: Float64Array;
  /** The limits in force: a target, and what was relaxed, among them. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Nearer to its limit, relative to it or to 1, a node is at it; nearer to its request, relative to it, a leaf has it. */
const NEAR = 1e-9;

/** The arrays that answers are told in: those that are wanted. */
export class StepAnswers {
  readonly status: Uint8Array;
  readonly rootFlow: Float64Array;
  readonly dispatch: Float64Array | undefined;
  readonly curtailment: Float64Array | undefined;
  readonly flow: Float64Array | undefined;
  readonly sums: StepSums | undefined;
  readonly leafSums: LeafSums | undefined;
  /** Of steps at which limits bind: twice the node, plus one for its upper limit. */
  readonly binding: Map<number, ArrayLike<number>> | undefined;
  readonly #tree: FlatTree;

  /** @throws InputError for names that nothing has, arrays of another length, and arrays that share memory with the steps */
  constructor(wanted: StepsWanted, stepCount: number, tree: FlatTree, steps: LeafSteps) {
    checkNames("what is wanted", wanted, wantedNames);
    const { leafCount, nodeCount } = tree;
    const rows = (name: "dispatch" | "curtailment" | "flow", width: number, what: string, byDefault: boolean) => {
      const asked = wanted[name] ?? byDefault;
      if (asked === false) return undefined;
      if (asked === true) return new Float64Array(stepCount * width);
      checkAnswer(name, asked, Float64Array, stepCount * width, `${stepCount} steps of ${width} ${what}`, steps);
      return asked;
    };
    this.#tree = tree;
    this.status = wanted.status ?? new Uint8Array(stepCount);
    this.rootFlow = wanted.rootFlow ?? new Float64Array(stepCount);
    checkAnswer("status", this.status, Uint8Array, stepCount, `${stepCount} steps`, steps);
    checkAnswer("rootFlow", this.rootFlow, Float64Array, stepCount, `${stepCount} steps`, steps);
    this.dispatch = rows("dispatch", leafCount, "leaves", true);
    this.curtailment = rows("curtailment", leafCount, "leaves", false);
    this.flow = rows("flow", nodeCount, "nodes", false);
    this.binding = wanted.binding ? new Map() : undefined;
    const [a, b, c, d, e, f] = sumNames.map(() => new Float64Array(wanted.sums ? stepCount : 0));
    if (wanted.sums) {
      this.sums = {
        requestedImport: a,
        requestedExport: b,
        servedImport: c,
        servedExport: d,
        curtailedImport: e,
        curtailedExport: f,
      };
    }
    if (wanted.leafSums) {
      const zeros = () => new Float64Array(leafCount);
      this.leafSums = { requested: zeros(), served: zeros(), curtailed: zeros(), stepsCut: new Int32Array(leafCount) };
    }
  }

  /** Tells a step without an answer. */
  tellNone(step: number, status: number): void {
    const { leafCount, nodeCount } = this.#tree;
    this.status[step] = status;
    this.rootFlow[step] = Number.NaN;
    this.dispatch?.fill(Number.NaN, step * leafCount, (step + 1) * leafCount);
    this.curtailment?.fill(Number.NaN, step * leafCount, (step + 1) * leafCount);
    this.flow?.fill(Number.NaN, step * nodeCount, (step + 1) * nodeCount);
    if (this.sums) for (const name of sumNames) this.sums[name][step] = Number.NaN;
  }

  /** Tells an answer that the kernel has not told itself. */
  tell(step: number, answer: StepAnswer): void {
    const { leaves, leafCount, nodeCount } = this.#tree;
    const { dispatch, request } = answer;
    this.status[step] = stepStatuses.indexOf("optimal");
    this.rootFlow[step] = answer.rootFlow;
    if (this.sums) for (const name of sumNames) this.sums[name][step] = 0;
    for (let j = 0; j < leafCount; j++) {
      const given = dispatch[leaves[j]];
      const asked = request[leaves[j]];
      if (this.dispatch) this.dispatch[step * leafCount + j] = given;
      if (this.curtailment) this.curtailment[step * leafCount + j] = asked - given;
      if (this.sums) addToSums(this.sums, step, asked, given);
      if (this.leafSums) addToLeafSums(this.leafSums, j, asked, given);
    }
    if (!this.flow && !this.binding) return;
    const { flow, binding } = flowAndBinding(this.#tree, answer);
    this.flow?.set(flow, step * nodeCount);
    if (binding.length > 0) this.binding?.set(step, binding);
  }

  /** The limits that bind, step after step. */
  listedBinding(): StepBinding | undefined {
    if (!this.binding) return undefined;
    const stepCount = this.status.length;
    const start = new Int32Array(stepCount + 1);
    for (let t = 0; t < stepCount; t++) start[t + 1] = start[t] + (this.binding.get(t)?.length ?? 0);
    const node = new Int32Array(start[stepCount]);
    const isUpper = new Uint8Array(start[stepCount]);
    for (const [t, entries] of this.binding) {
      for (let i = 0; i < entries.length; i++) {
        node[start[t] + i] = entries[i] >> 1;
        isUpper[start[t] + i] = entries[i] & 1;
      }
    }
    return { start, node, isUpper };
  }
}

/** @throws InputError for an array of another kind or length, or one that shares memory with what is still to be read */
function checkAnswer(
  name: string,
  answer: Float64Array | Uint8Array,
  kind: typeof Float64Array | typeof Uint8Array,
  length: number,
  what: string,
  steps: LeafSteps,
): void {
  if (!(answer instanceof kind)) throw new InputError(`${name} is not a ${kind.name}`, { field: name });
  checkLength(name, answer.length, length, what);
  const { profiles, limits, target } = steps;
  const inputs = [...stepFields.map((field) => ({ field: field as string, values: steps[field] }))];
  inputs.push({ field: "limits.lower", values: limits?.lower }, { field: "limits.upper", values: limits?.upper });
  inputs.push({ field: "target", values: target }, { field: "profiles.base", values: profiles?.base });
  for (const values of profiles?.shapes ?? []) inputs.push({ field: "profiles.shapes", values });
  for (const { field, values } of inputs) {
    if (!values || !overlap(answer, values)) continue;
    const problem = `${name} shares memory with the steps' ${field}, which it would be written over`;
    throw new InputError(problem, { field: name });
  }
}

function overlap(a: Uint8Array | Float64Array, b: Float64Array): boolean {
  return (
    a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength
  );
}

function servedOf(asked: number, given: number): number {
  return Math.min(Math.max(asked < 0 ? -given : given, 0), Math.abs(asked));
}

function isApart(asked: number, given: number): boolean {
  const apart = Math.abs(asked - given);
  return apart === Number.POSITIVE_INFINITY || apart > NEAR * Math.max(Math.abs(asked), Math.abs(given));
}

function addToSums(sums: StepSums, step: number, asked: number, given: number): void {
  if (asked >= 0) {
    sums.requestedImport[step] += asked;
    sums.servedImport[step] += servedOf(asked, given);
  } else {
    sums.requestedExport[step] -= asked;
    sums.servedExport[step] += servedOf(asked, given);
  }
  sums.curtailedImport[step] += Math.max(asked - given, 0);
  sums.curtailedExport[step] += Math.max(given - asked, 0);
}

function addToLeafSums(sums: LeafSums, j: number, asked: number, given: number): void {
  sums.requested[j] += Math.abs(asked);
  sums.served[j] += servedOf(asked, given);
  if (!isApart(asked, given)) return;
  sums.curtailed[j] += Math.abs(asked - given);
  sums.stepsCut[j] += 1;
}

/** From the leaves up: the flows, and who has less than the request, or more, and has met no limit yet. */
function flowAndBinding({ topology }: FlatTree, { dispatch, request, shift, lower, upper }: StepAnswer) {
  const { nodeCount, topDown, parent } = topology;
  const flow = new Float64Array(nodeCount);
  const hasLess = new Uint8Array(nodeCount);
  const hasMore = new Uint8Array(nodeCount);
  const binding: number[] = [];
  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    if (topology.isLeaf(v)) {
      flow[v] = shift[v] + dispatch[v];
      if (isApart(request[v], dispatch[v])) (request[v] > dispatch[v] ? hasLess : hasMore)[v] = 1;
    } else {
      if (hasLess[v] && isNear(flow[v], upper[v])) {
        binding.push(2 * v + 1);
        hasLess[v] = 0;
      }
      if (hasMore[v] && isNear(flow[v], lower[v])) {
        binding.push(2 * v);
        hasMore[v] = 0;
      }
    }
    if (parent[v] < 0) continue;
    flow[parent[v]] += flow[v];
    hasLess[parent[v]] |= hasLess[v];
    hasMore[parent[v]] |= hasMore[v];
  }
  return { flow, binding };
}

function isNear(flow: number, limit: number): boolean {
  return Math.abs(flow - limit) <= NEAR * Math.max(1, Math.abs(flow));
}
