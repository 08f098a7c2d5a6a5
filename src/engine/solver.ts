import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { checkNames } from "../model/option-names.js";
import { type CheckedOptions, checkOptions } from "../model/options.js";
import { ruledNode, ruledTree } from "../problem/named-rule.js";
import { type PosedProblem, poseNode, poseProblem } from "../problem/posed-problem.js";
import { FlatTree, flatTreeOf } from "../tree/flat-tree.js";
import {
  absentNumber,
  faultError,
  type NumberField,
  numberFault,
  numberFields,
  type OptionalField,
  optionalFields,
  type TreeNumbers,
  typeFault,
  wishesAt,
  wishFault,
} from "../tree/node-numbers.js";
import type { KernelSession } from "./kernel-session.js";
import { CheckedSteps, type LeafSteps } from "./leaf-steps.js";
import { LentSession } from "./lent-session.js";
import { NumbersAt, type NumbersOfNode } from "./past-numbers.js";
import { type Solution, type SolvedNumbers, toldSolution } from "./solution.js";
import { solveTree } from "./solve-discrete.js";
import { solveAndRead } from "./solve-once.js";
import type { Solved } from "./solve-posed.js";
import { solveManySteps, stepFaults } from "./solve-steps.js";
import type { Engine } from "./solver-options.js";
import { chosenKernel, refuseReference, type SolverOptions, solverOptionNames } from "./solver-options.js";
import { StepAnswers, type StepSolutions, type StepsWanted } from "./step-answers.js";

/** So many changes are kept whatever the size of the tree. */
const FEW_CHANGES = 1000;

/** New numbers for one node; what is left out stays. */
export type NodeNumbers = { readonly [field in NumberField]?: number | undefined };

/**
 * Loads a tree once; then numbers may be changed and the tree solved again, as often as wanted, without building
 * anything anew. After an error it still holds its last good numbers.
 *
 * Over an object tree it works on the numbers that the objects had when it was made, and writes nothing back to them:
 * change numbers with `set`, read answers from the solution. (`balance` reads and writes the objects at every call.)
 *
 * ```ts
 * const solver = new Solver(tree);
 * solver.solve();
 * solver.set("feeder7", { upper: 250 });
 * const { flow } = solver.solve();
 * ```
 */
export class Solver {
  readonly engine: Engine;
  /** As given, and kept up to date. */
  #given: FlatTree;
  /** With the weights and priorities of a named rule: what is solved. The same object where there is no rule. */
  #tree: FlatTree;
  /** The tree whose arrays nobody else has. */
  #owned: FlatTree | undefined;
  /** The numbers as they stand, for those who may ask for them later. */
  #now: NumbersAt;
  /** How many changes have been made in the same arrays. */
  #changeCount = 0;
  #options: CheckedOptions;
  #problem: PosedProblem;
  readonly #lent: LentSession | undefined;
  /** The solution of the numbers as they stand, once it has been asked for. */
  #solution: Solution | undefined;
  readonly #indexOfObject: Map<Node | LeafNode, number> | undefined;

  /**
   * @throws InputError for a nonsensical tree or option, a tree that does not fit the kernel's memory (4 GiB), and
   * `engine: "wasm"` where WebAssembly may not be compiled
   */
  constructor(tree: FlatTree | Node | LeafNode, options: SolverOptions = {}) {
    if (tree instanceof FlatTree) this.#given = tree;
    else {
      const { tree: given, nodes } = flatTreeOf(tree);
      this.#given = given;
      this.#owned = given;
      this.#indexOfObject = new Map(nodes.map((node, index) => [node, index]));
    }
    this.#options = checkOptions(options, solverOptionNames);
    const module = chosenKernel(options);
    this.#tree = ruledTree(this.#given, this.#options);
    this.#problem = poseProblem(this.#tree, this.#options);
    this.#now = new NumbersAt(this.#given);
    const lent = module && new LentSession(module);
    if (lent?.open(this.#problem)) this.#lent = lent;
    else if (lent) refuseReference(options);
    this.engine = this.#lent ? "wasm" : "reference";
  }

  /**
   * The tree with the numbers as they stand, before any rule: what it is now it stays, whatever is set later. (The next
   * `set` works on a copy, which takes as long as the tree is large.)
   */
  get tree(): FlatTree {
    this.#owned = undefined;
    return this.#given;
  }

  /**
   * Changes the numbers of one node.
   * @param node its index in the tree's order, its id, or the object that the tree was made from
   * @throws InputError for a node that is not in the tree, or numbers that a tree may not have; nothing is changed then
   */
  set(node: number | string | Node | LeafNode, numbers: NodeNumbers): void {
    checkNames("number", numbers, numberFields);
    const v = this.#indexOf(node);
    const tree = this.#given;
    const next = numbersAt(tree, v);
    for (const field of numberFields) {
      const given = numbers[field];
      if (given === undefined) continue;
      const wrongType = typeFault(field, given);
      if (wrongType) throw faultError(tree.id(v), wrongType, given);
      next[field] = given;
    }
    const isLeaf = tree.isLeaf(v);
    const { lower, upper, shift, weight } = next;
    const fault = numberFault(isLeaf, lower, upper, shift, weight) ?? wishFault(isLeaf, lower, upper, next);
    if (fault) throw faultError(tree.id(v), fault, next[fault.field]);
    const isNewField = optionalFields.some((field) => !tree[field] && !Object.is(next[field], absentNumber[field]));
    const ruled = isNewField ? undefined : ruledNode(this.#options, tree, this.#tree, v, next);
    if (ruled) this.#setInPlace(v, next, { ...next, ...ruled });
    else this.#takeOwn(withNumbersAt(tree, v, next));
  }

  /**
   * Replaces whole arrays, each with one entry a node in the tree's order; what is left out stays.
   * @throws InputError for arrays of another length, or numbers that a tree may not have; nothing is changed then
   */
  setAll(numbers: Partial<TreeNumbers>): void {
    this.#takeOwn(this.#given.withNumbers(numbers));
  }

  /** Sets the flow wanted at the root; `undefined` asks for the greatest again. It costs no more than `set`. */
  setTarget(target: number | undefined): void {
    this.#options = checkOptions({ ...this.#options, target });
    this.#solution = undefined;
    const { lower, upper } = this.#problem;
    // Without a target the limits may be the tree's own.
    if (lower === this.#tree.lower || upper === this.#tree.upper) {
      this.#problem = { ...this.#problem, lower: lower.slice(), upper: upper.slice() };
      this.#lent?.held?.adopt(this.#problem);
    }
    const { root } = this.#tree;
    poseNode(this.#problem, this.#tree, this.#options, root);
    this.#lent?.held?.writeNode(root);
  }

  /**
   * The balanced allocation of the numbers as they stand, or why there is none. Throws nothing.
   *
   * Where nothing has changed it is the solution found before; where a few nodes have, only what depends on them is solved
   * again.
   */
  solve(): Solution {
    this.#solution ??= this.#solveAnew();
    return this.#solution;
  }

  /**
   * Solves the tree for many steps (a year of quarter-hours) in one call. The solver's own numbers stay as they are.
   * Nothing is allocated for a step, and the answers are not copied twice; for more steps than memory holds, call it for
   * some at a time with the same `into`.
   *
   * Which limits can bind at all is asked once for many steps, and what cannot bind is left out: where few of them can, a
   * step takes a few nanoseconds a leaf.
   * @param steps new numbers at all steps: of the leaves, as rows or as shapes, of some inner nodes, a target. A step
   * whose numbers no node may have is not solved: its status is `"invalid"`, and `faults` says why. The other steps are.
   * @param wanted what is wanted beside the status and the flow through the root, and arrays to put it in; default: the
   * dispatches, in new arrays
   * @throws InputError for no arrays or what is none, arrays of another length, nodes that are not in the tree or not inner
   * nodes, names that nothing has, answers that would be written over the steps, and requests where fairness is that
   * among siblings
   */
  solveSteps<const Wanted extends StepsWanted = Record<never, never>>(
    steps: LeafSteps,
    wanted?: Wanted,
  ): StepSolutions<Wanted>;
  solveSteps(steps: LeafSteps, wanted: StepsWanted = {}): StepSolutions {
    const checked = new CheckedSteps(steps, this.#given, this.#options, (node) => this.#indexOf(node));
    const answers = new StepAnswers(wanted, checked.stepCount, this.#given, steps);
    // A solution that has not been read is read from the memory that the steps are about to use.
    this.#solution = undefined;
    solveManySteps(this.#lent, this.#given, this.#problem, this.#options, checked, answers);
    const { status, rootFlow, dispatch, curtailment, flow, sums, leafSums } = answers;
    const faults = stepFaults(checked, answers, this.#options);
    const binding = answers.listedBinding();
    const told = { status, rootFlow, dispatch, curtailment, flow, binding, sums, leafSums, faults };
    return { engine: this.engine, stepCount: checked.stepCount, ...told };
  }

  #solveAnew(): Solution {
    const session = this.#session();
    const solved = solveTree(this.#lent, this.#tree, this.#problem, this.#options);
    const { topology } = this.#tree;
    const solution: Solution = toldSolution(
      solved,
      topology,
      this.#options,
      this.#reader(solved, () => this.#solution === solution && this.#lent?.held === session),
    );
    return solution;
  }

  /**
   * Reads the solution of the numbers as they stand: out of the kernel's memory as long as it is there, else by solving
   * once more.
   */
  #reader({ engine, outcome, isRead }: Solved, isInMemory: () => boolean): () => SolvedNumbers {
    const now = this.#now;
    const options = this.#options;
    const module = this.#lent?.module;
    // Copies: `set` changes the solver's own in place.
    const copies = () => {
      const { shift, weight } = this.#tree;
      const { request = this.#problem.upper } = this.#problem;
      return { shift: shift.slice(), weight: weight.slice(), request: request.slice() };
    };
    if (outcome.status !== "optimal") return () => ({ dispatch: new Float64Array(0), ...copies() });
    if (engine === "reference" || isRead) {
      const numbers = { dispatch: outcome.dispatch, ...copies() };
      return () => numbers;
    }
    return () =>
      isInMemory()
        ? { dispatch: outcome.dispatch, ...copies() }
        : solveAndRead(now.restored(), options, module).numbers;
  }

  /** The kernel's session, all numbers written. */
  #session(): KernelSession | undefined {
    return this.#lent?.open(this.#problem);
  }

  #setInPlace(v: number, next: NumbersOfNode, ruled: NumbersOfNode): void {
    // Whoever still asks for numbers of the past has the changes since to hold: no more of them than the tree is large.
    if (this.#owned !== this.#given || this.#changeCount >= Math.max(this.#given.nodeCount, FEW_CHANGES))
      this.#copyNumbers();
    this.#now = this.#now.afterChange(v, numbersAt(this.#given, v));
    this.#changeCount++;
    this.#solution = undefined;
    writeNumbers(this.#given, v, next);
    if (this.#tree !== this.#given) writeNumbers(this.#tree, v, ruled);
    poseNode(this.#problem, this.#tree, this.#options, v);
    this.#lent?.held?.writeNode(v);
  }

  /** So that nobody else's tree is written to. */
  #copyNumbers(): void {
    this.#given = this.#given.withNumbers({});
    this.#owned = this.#given;
    this.#now = new NumbersAt(this.#given);
    this.#changeCount = 0;
    this.#tree = ruledTree(this.#given, this.#options);
    this.#problem = poseProblem(this.#tree, this.#options);
    this.#lent?.held?.adopt(this.#problem);
  }

  /** Goes on with another tree of the same topology, whose arrays nobody else has. */
  #takeOwn(given: FlatTree): void {
    this.#take(given);
    this.#owned = given;
  }

  /** Goes on with another tree of the same topology. */
  #take(given: FlatTree): void {
    const tree = ruledTree(given, this.#options);
    const problem = poseProblem(tree, this.#options);
    this.#solution = undefined;
    this.#given = given;
    this.#owned = undefined;
    this.#now = new NumbersAt(given);
    this.#changeCount = 0;
    this.#tree = tree;
    this.#problem = problem;
    this.#lent?.held?.writeAll(problem);
  }

  #indexOf(node: number | string | Node | LeafNode): number {
    const { nodeCount } = this.#given;
    if (typeof node === "number") {
      if (Number.isInteger(node) && node >= 0 && node < nodeCount) return node;
      throw new InputError(`node ${node} is not in the tree; expected 0..${nodeCount - 1}`, { value: node });
    }
    const index = typeof node === "string" ? this.#given.indexOf(node) : (this.#indexOfObject?.get(node) ?? -1);
    if (index >= 0) return index;
    const id = typeof node === "string" ? node : node.id;
    throw new InputError("it is not in the tree", { id: id ?? "(without id)", value: node });
  }
}

function writeNumbers(tree: FlatTree, node: number, numbers: NumbersOfNode): void {
  for (const field of numberFields) {
    const values = tree[field];
    if (values) values[node] = numbers[field];
  }
}

function numbersAt(tree: FlatTree, node: number): NumbersOfNode {
  const { lower, upper, shift, weight } = tree;
  return { lower: lower[node], upper: upper[node], shift: shift[node], weight: weight[node], ...wishesAt(tree, node) };
}

/** The tree with other numbers at one node. */
function withNumbersAt(tree: FlatTree, node: number, next: NumbersOfNode): FlatTree {
  const before = numbersAt(tree, node);
  const changed: Partial<Record<NumberField, Float64Array>> = {};
  for (const field of numberFields) {
    if (Object.is(next[field], before[field])) continue;
    const absent = field in absentNumber ? absentNumber[field as OptionalField] : 0;
    const values = tree[field]?.slice() ?? new Float64Array(tree.nodeCount).fill(absent);
    values[node] = next[field];
    changed[field] = values;
  }
  return tree.withNumbers(changed);
}
