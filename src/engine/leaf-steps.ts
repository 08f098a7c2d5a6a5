import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import { unknownName } from "../model/nearest-name.js";
import type { Node } from "../model/node.js";
import type { CheckedOptions } from "../model/options.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { absentNumber, faultError, type NumberField, numberFault, wishesAt, wishFault } from "../tree/node-numbers.js";

/** The numbers of a leaf that may change from step to step. */
export const stepFields = ["lower", "upper", "shift", "weight", "request"] as const;
export type StepField = (typeof stepFields)[number];

/**
 * New numbers for every step; what is left out stays as it is in the solver.
 *
 * Each array of leaves' numbers has `stepCount * leafCount` entries, a row a step: the numbers of step t are
 * `[t * leafCount, (t + 1) * leafCount)`, leaves in the order of `tree.leaves`.
 */
export type LeafSteps = { readonly [field in StepField]?: Float64Array | undefined } & {
  /** A few shapes for many leaves, in place of `lower`, `upper` and `request`. */
  readonly profiles?: Profiles | undefined;
  /** Limits of inner nodes. */
  readonly limits?: StepLimits | undefined;
  /** Length `stepCount`: the flow wanted at the root; NaN where the solver's own target, or the root's limits, stand. */
  readonly target?: Float64Array | undefined;
};

/** A leaf's request at a step is its base times its shape; the kernel makes the products itself. */
export interface Profiles {
  /**
   * Length `leafCount`, in the order of `tree.leaves`. 0 or more: a load, whose upper limit is the product, too. Below: a
   * source, whose lower limit is. NaN: the leaf keeps the numbers that it has in the solver.
   */
  readonly base: Float64Array;
  /** Length `leafCount`: which of `shapes` is the leaf's. */
  readonly shapeOf: ArrayLike<number>;
  /** Each of length `stepCount`: its value at every step. */
  readonly shapes: readonly Float64Array[];
}

/** Limits that vary at a few inner nodes: a row of them a step, in the order of `nodes`; a side left out stays as it is. */
export interface StepLimits {
  /** Indices in the tree's order, ids, or the objects that the tree was made from. */
  readonly nodes: readonly (number | string | Node | LeafNode)[];
  readonly lower?: Float64Array | undefined;
  readonly upper?: Float64Array | undefined;
}

const stepNames: readonly string[] = [...stepFields, "profiles", "limits", "target"] satisfies (keyof LeafSteps)[];
const profiled: readonly StepField[] = ["lower", "upper", "request"];

/** Steps, checked for all but their numbers, and these read one at a time. */
export class CheckedSteps {
  readonly stepCount: number;
  readonly given: LeafSteps;
  /** The inner nodes whose limits vary, by index. */
  readonly limited: readonly number[];
  /** Whether somebody may ask for less than the limits allow. */
  readonly hasRequests: boolean;
  readonly #tree: FlatTree;

  /**
   * @param indexOf finds a node, or throws
   * @throws InputError for steps without numbers, names that nothing has, what is no Float64Array or does not hold whole
   * steps, or not as many as the others, and requests among siblings
   */
  constructor(
    steps: LeafSteps,
    tree: FlatTree,
    { fairness, maximise }: CheckedOptions,
    indexOf: (node: number | string | Node | LeafNode) => number,
  ) {
    checkNames("steps", steps, stepNames);
    this.given = steps;
    this.#tree = tree;
    this.stepCount = countSteps(steps, tree.leafCount);
    this.limited = limitedNodes(steps.limits, tree, indexOf);
    if (steps.profiles) checkProfiles(steps, tree.leafCount);
    // Where export is greatest, everybody but a source asks for less of it than its limits allow.
    const asksForLess = steps.profiles !== undefined && (this.hasSources || maximise === "export");
    this.hasRequests = steps.request !== undefined || asksForLess;
    if (fairness === "siblings" && this.hasRequests) {
      const problem = 'request is given, but fairness "siblings" knows neither requests nor priorities';
      throw new InputError(problem, { field: steps.request ? "request" : "profiles" });
    }
  }

  get hasSources(): boolean {
    return this.given.profiles?.base.some((base) => base < 0) ?? false;
  }

  /** The j-th leaf's number at a step. */
  numberAt(field: StepField, step: number, j: number): number {
    const { profiles, [field]: rows } = this.given;
    if (rows) return rows[step * this.#tree.leafCount + j];
    const own = this.#tree[field]?.[this.#tree.leaves[j]] ?? absentNumber.request;
    if (!profiles || !profiled.includes(field) || (field === "request" && !this.hasRequests)) return own;
    const base = profiles.base[j];
    if (Number.isNaN(base) || field === (base < 0 ? "upper" : "lower")) return own;
    // Zero is added for the sake of its sign.
    return base * profiles.shapes[profiles.shapeOf[j]][step] + 0;
  }

  /** A limit of the i-th node whose limits vary. */
  limitAt(side: "lower" | "upper", step: number, i: number): number {
    const rows = this.given.limits?.[side];
    return rows ? rows[step * this.limited.length + i] : this.#tree[side][this.limited[i]];
  }

  /** The flow wanted at the root, if one is. */
  targetAt(step: number, { target }: CheckedOptions): number | undefined {
    const wanted = this.given.target?.[step] ?? Number.NaN;
    return Number.isNaN(wanted) ? target : wanted;
  }

  /** Says which number of a step is nonsense, if one is. */
  faultAt(step: number): InputError | undefined {
    const tree = this.#tree;
    for (let j = 0; j < tree.leafCount; j++) {
      const next: Record<NumberField, number> = {
        lower: this.numberAt("lower", step, j),
        upper: this.numberAt("upper", step, j),
        shift: this.numberAt("shift", step, j),
        weight: this.numberAt("weight", step, j),
        ...wishesAt(tree, tree.leaves[j]),
        request: this.numberAt("request", step, j),
      };
      const fault =
        numberFault(true, next.lower, next.upper, next.shift, next.weight) ??
        wishFault(true, next.lower, next.upper, next);
      if (fault) return faultAtStep(tree.id(tree.leaves[j]), fault, next[fault.field], step);
    }
    for (let i = 0; i < this.limited.length; i++) {
      const next = {
        lower: this.limitAt("lower", step, i),
        upper: this.limitAt("upper", step, i),
        shift: 0,
        weight: 1,
      };
      const fault = numberFault(false, next.lower, next.upper, next.shift, next.weight);
      if (fault) return faultAtStep(tree.id(this.limited[i]), fault, next[fault.field], step);
    }
    return this.targetFaultAt(step);
  }

  /** Says that the target of a step is nonsense, if it is. */
  targetFaultAt(step: number): InputError | undefined {
    const target = this.given.target?.[step] ?? Number.NaN;
    if (Number.isNaN(target) || numberFault(false, target, target, 0, 1) === undefined) return undefined;
    return new InputError(`target is ${target} at step ${step}; it must be finite`, { field: "target", value: target });
  }

  /**
   * The tree with one step's numbers, limits of inner nodes among them.
   * @throws InputError for nonsense
   */
  treeAt(step: number): FlatTree {
    const tree = this.#tree;
    const { leaves, nodeCount } = tree;
    const changed: Partial<Record<StepField, Float64Array>> = {};
    for (const field of stepFields) {
      const isMade = field !== "request" || this.hasRequests;
      const isProfiled = this.given.profiles !== undefined && profiled.includes(field) && isMade;
      const isLimit = (field === "lower" || field === "upper") && this.limited.length > 0;
      if (!this.given[field] && !isProfiled && !isLimit) continue;
      const values = tree[field]?.slice() ?? new Float64Array(nodeCount).fill(absentNumber.request);
      for (let j = 0; j < leaves.length; j++) values[leaves[j]] = this.numberAt(field, step, j);
      if (isLimit) for (let i = 0; i < this.limited.length; i++) values[this.limited[i]] = this.limitAt(field, step, i);
      changed[field] = values;
    }
    return tree.withNumbers(changed);
  }
}

/** @throws InputError for what is no object, and for names that are not among those known */
export function checkNames(what: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== "object" || given === null) {
    const shown = given === null ? "null" : typeof given;
    throw new InputError(`${what} is ${shown}; expected an object with any of ${known.join(", ")}`, { field: what });
  }
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw new InputError(unknownName(`name in ${what}`, name, known), { field: name });
  }
}

/** @throws InputError for an array of another length */
export function checkLength(field: string, length: number, expected: number, what: string): void {
  if (length === expected) return;
  throw new InputError(`${field} has ${length} entries, expected ${expected}: ${what}`, { field, value: length });
}

function checkArray(field: string, values: unknown): Float64Array {
  if (values instanceof Float64Array) return values;
  throw new InputError(`${field} is not a Float64Array; expected one, a row of numbers a step`, { field });
}

/**
 * All arrays say how many steps there are, and they agree.
 * @throws InputError where they do not, for what is no array, and where there is none
 */
export function countSteps(steps: LeafSteps, leafCount: number): number {
  const arrays: { field: string; values: unknown; width: number; of: string }[] = [];
  for (const field of stepFields) arrays.push({ field, values: steps[field], width: leafCount, of: "leaves" });
  for (const [k, shape] of (steps.profiles?.shapes ?? []).entries()) {
    arrays.push({ field: `profiles.shapes[${k}]`, values: shape, width: 1, of: "value" });
  }
  for (const side of ["lower", "upper"] as const) {
    const { [side]: values, nodes } = steps.limits ?? { nodes: [] };
    arrays.push({ field: `limits.${side}`, values, width: nodes.length, of: "inner nodes" });
  }
  arrays.push({ field: "target", values: steps.target, width: 1, of: "target" });
  let stepCount: number | undefined;
  for (const { field, values, width, of } of arrays) {
    if (values === undefined) continue;
    const { length } = checkArray(field, values);
    stepCount ??= width > 0 ? Math.ceil(length / width) : 0;
    checkLength(field, length, stepCount * width, `${stepCount} steps of ${width} ${of}`);
  }
  if (stepCount === undefined) {
    throw new InputError(`steps bring no numbers; expected any of ${stepNames.join(", ")}`, { field: "steps" });
  }
  return stepCount;
}

function checkProfiles({ profiles, ...steps }: LeafSteps, leafCount: number): void {
  const { base, shapeOf, shapes } = profiles as Profiles;
  const both = profiled.find((field) => steps[field]);
  if (both) {
    throw new InputError(`steps have both profiles and ${both}, which profiles make`, { field: both });
  }
  checkLength("profiles.base", checkArray("profiles.base", base).length, leafCount, "one a leaf");
  checkLength("profiles.shapeOf", shapeOf.length, leafCount, "one a leaf");
  for (let j = 0; j < leafCount; j++) {
    const shape = shapeOf[j];
    if (Number.isNaN(base[j]) || (Number.isInteger(shape) && shape >= 0 && shape < shapes.length)) continue;
    const problem = `profiles.shapeOf[${j}] is ${shape}; expected a whole number, 0 to ${shapes.length - 1}`;
    throw new InputError(problem, { field: "profiles.shapeOf", value: shape });
  }
}

function limitedNodes(
  limits: StepLimits | undefined,
  tree: FlatTree,
  indexOf: (node: number | string | Node | LeafNode) => number,
): readonly number[] {
  const nodes = limits?.nodes.map(indexOf) ?? [];
  const seen = new Set<number>();
  for (const node of nodes) {
    const id = tree.id(node);
    if (tree.isLeaf(node)) throw new InputError("limits.nodes has a leaf; its limits are lower and upper", { id });
    if (seen.has(node)) throw new InputError("limits.nodes has the node twice", { id });
    seen.add(node);
  }
  return nodes;
}

function faultAtStep(
  id: string,
  fault: { field: NumberField; problem: string },
  value: number,
  step: number,
): InputError {
  return faultError(id, { ...fault, problem: `${fault.problem} at step ${step}` }, value);
}
