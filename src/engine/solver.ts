import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { type CheckedOptions, checkOptions, oneOf } from "../model/options.js";
import { solveReference } from "../reference/solve-reference.js";
import {
  FlatTree,
  faultError,
  type NumberField,
  numberFault,
  numberFields,
  type TreeNumbers,
} from "../tree/flat-tree.js";
import { flattenObjects } from "../tree/flatten-objects.js";
import { mirrorOutcome } from "../tree/outcome.js";
import { negated, type PosedProblem, poseNode, poseProblem } from "../tree/posed-problem.js";
import { instantiateKernel, kernelModule } from "./kernel.js";
import { KernelSession } from "./kernel-session.js";
import { type Engine, lazySolution, type OptimalSolution, type Solution } from "./solution.js";
import type { SolverOptions } from "./solver-options.js";

const EXPIRED =
  "this solution was not read before the solver's numbers changed: read its arrays first, or copy it ({ ...solution })";

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
  #tree: FlatTree;
  #ownsNumbers = false;
  #options: CheckedOptions;
  #problem: PosedProblem;
  #session: KernelSession | undefined;
  /** The solution of the numbers as they stand, once it has been asked for. */
  #solution: Solution | undefined;
  readonly #indexOfObject: Map<Node | LeafNode, number> | undefined;

  /**
   * @throws InputError for a nonsensical tree or option, a tree that does not fit the kernel's memory (4 GiB), and
   * `engine: "wasm"` where WebAssembly may not be compiled
   */
  constructor(tree: FlatTree | Node | LeafNode, options: SolverOptions = {}) {
    if (tree instanceof FlatTree) this.#tree = tree;
    else {
      const { arrays, nodes } = flattenObjects(tree);
      this.#tree = new FlatTree(arrays);
      this.#indexOfObject = new Map(nodes.map((node, index) => [node, index]));
    }
    this.#options = checkOptions(options);
    if (options.engine !== undefined) oneOf("engine", options.engine, ["wasm", "reference"]);
    const module = options.engine === "reference" ? undefined : kernelModule();
    if (options.engine === "wasm" && !module) {
      throw new InputError("engine is wasm, but WebAssembly may not be compiled here", {
        field: "engine",
        value: "wasm",
      });
    }
    this.engine = module ? "wasm" : "reference";
    this.#problem = poseProblem(this.#tree, this.#options);
    if (module) this.#session = new KernelSession(instantiateKernel(module), this.#problem);
  }

  /** The tree with the numbers as they stand. Read-only: change numbers with `set` and `setAll`. */
  get tree(): FlatTree {
    return this.#tree;
  }

  /**
   * Changes the numbers of one node.
   * @param node its index in the tree's order, its id, or the object that the tree was made from
   * @throws InputError for a node that is not in the tree, or numbers that a tree may not have; nothing is changed then
   */
  set(node: number | string | Node | LeafNode, numbers: NodeNumbers): void {
    const v = this.#indexOf(node);
    const { tree } = this;
    const next = {
      lower: numbers.lower ?? tree.lower[v],
      upper: numbers.upper ?? tree.upper[v],
      shift: numbers.shift ?? tree.shift[v],
      weight: numbers.weight ?? tree.weight[v],
    };
    const fault = numberFault(tree.isLeaf(v), next.lower, next.upper, next.shift, next.weight);
    if (fault) throw faultError(tree.id(v), fault, next[fault.field]);
    if (!this.#ownsNumbers) this.#copyNumbers();
    this.#solution = undefined;
    for (const field of numberFields) this.#tree[field][v] = next[field];
    poseNode(this.#problem, this.#tree, this.#options, v);
    this.#session?.writeNode(v);
  }

  /**
   * Replaces whole arrays, each with one entry a node in the tree's order; what is left out stays.
   * @throws InputError for arrays of another length, or numbers that a tree may not have; nothing is changed then
   */
  setAll(numbers: Partial<TreeNumbers>): void {
    this.#take(this.#tree.withNumbers(numbers));
  }

  /** Sets the flow wanted at the root; `undefined` asks for the greatest again. */
  setTarget(target: number | undefined): void {
    this.#options = checkOptions({ ...this.#options, target });
    this.#take(this.#tree);
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

  #solveAnew(): Solution {
    const { engine } = this;
    const isMirrored = this.#options.maximise === "export";
    const { fairness } = this.#options;
    const outcome = this.#session?.solve(fairness) ?? solveReference(this.#problem, fairness);
    if (outcome.status !== "optimal") return { ...(isMirrored ? mirrorOutcome(outcome) : outcome), engine };
    const { topology } = this.#tree;
    // A root without children has the flow that its dispatch comes to.
    const posedFlow = topology.isLeaf(topology.root) ? undefined : this.#session?.rootFlow;
    const rootFlow = posedFlow !== undefined && isMirrored ? negated(posedFlow) : posedFlow;
    const solution: OptimalSolution = lazySolution(engine, rootFlow, () => {
      if (this.#solution !== solution) throw new Error(EXPIRED);
      const { shift, weight } = this.#tree;
      const { dispatch } = outcome;
      return {
        topology,
        dispatch: isMirrored ? dispatch.map(negated) : dispatch,
        // Copies: `set` changes the tree's own in place.
        shift: shift.slice(),
        weight: weight.slice(),
      };
    });
    return solution;
  }

  /** So that nobody else's tree is written to. */
  #copyNumbers(): void {
    this.#ownsNumbers = true;
    this.#tree = this.#tree.withNumbers({});
    this.#problem = poseProblem(this.#tree, this.#options);
    this.#session?.adopt(this.#problem);
  }

  /** Goes on with another tree of the same topology. */
  #take(tree: FlatTree): void {
    this.#solution = undefined;
    this.#ownsNumbers ||= tree !== this.#tree;
    this.#tree = tree;
    this.#problem = poseProblem(tree, this.#options);
    this.#session?.writeAll(this.#problem);
  }

  #indexOf(node: number | string | Node | LeafNode): number {
    const { nodeCount } = this.#tree;
    if (typeof node === "number") {
      if (Number.isInteger(node) && node >= 0 && node < nodeCount) return node;
      throw new InputError(`node ${node} is not in the tree; expected 0..${nodeCount - 1}`, { value: node });
    }
    const index = typeof node === "string" ? this.#tree.indexOf(node) : (this.#indexOfObject?.get(node) ?? -1);
    if (index >= 0) return index;
    const id = typeof node === "string" ? node : node.id;
    throw new InputError("it is not in the tree", { id: id ?? "(without id)", value: node });
  }
}
