import { Solver } from "../engine/solver.js";
import type { Engine } from "../engine/solver-options.js";
import type { Contradiction } from "../problem/outcome.js";
import { FlatTree } from "../tree/flat-tree.js";
import { type CheckedRequest, powerAt } from "./checked-request.js";
import { type Plan, type RelaxedStepLimit, toldPlan } from "./plan.js";
import { deepestFirst, type StepContradiction } from "./step-contradiction.js";
import { poseSchedule } from "./step-network.js";

/**
 * Fair step by step, without foresight: in each step everyone who is there and not yet full requests all that it can take, and
 * the one-step engine shares out what the limits let through, by weight and priority.
 */
export function planAsSoonAsPossible(request: CheckedRequest, options: { readonly engine?: Engine | undefined }): Plan {
  const { sessions, steps, whenInfeasible, adjustments, tree } = request;
  const isRelaxing = whenInfeasible === "relax";
  const expanded = new ExpandedTree(request);
  const solver = new Solver(expanded.tree, { ...options, whenInfeasible });
  const { engine } = solver;
  const faults = deepestFirst(poseSchedule(request, "binding").contradictions, tree.topology);
  if (faults.length > 0 && !isRelaxing) return { status: "infeasible", engine, contradiction: faults[0], adjustments };

  const energy = new Float64Array(sessions.length);
  const powers = sessions.map(({ from, to }) => new Float64Array(to - from));
  const relaxed: RelaxedStepLimit[] = [];
  for (let step = 0; step < steps; step++) {
    solver.setAll(expanded.numbersAt(step, energy));
    const solution = solver.solve();
    if (solution.status === "infeasible") {
      return { status: "infeasible", engine, contradiction: expanded.told(solution.contradiction, step), adjustments };
    }
    if (solution.status === "unbounded") throw new Error("a step of a plan has no end, though every session has");
    for (const { node, limit, from, to } of solution.relaxed) {
      const told = expanded.toldNode(node);
      relaxed.push({ node: told, id: tree.id(told), step, limit, from, to });
    }
    expanded.presentAt(step).forEach((s) => {
      const kw = solution.flow[expanded.firstSession + s];
      powers[s][step - sessions[s].from] = kw;
      energy[s] += kw * request.hours[step];
    });
  }
  return toldPlan(request, { engine, energy, power: (s) => powers[s].slice(), relaxed });
}

/** The tree with every session as a leaf below its own leaf, and what cannot wait there as a leaf beside it. */
class ExpandedTree {
  readonly tree: FlatTree;
  /** Index of the first session's leaf; the others follow. */
  readonly firstSession: number;
  readonly #request: CheckedRequest;
  /** Leaves that have sessions: their shift constants stand in leaves of their own, behind the sessions'. */
  readonly #shared: number[];

  constructor(request: CheckedRequest) {
    const { tree, sessions } = request;
    const { nodeCount } = tree;
    this.#request = request;
    this.#shared = [...new Set(sessions.map(({ leaf }) => leaf))];
    this.firstSession = nodeCount;
    const root = this.#shared.includes(tree.root) ? nodeCount + sessions.length + this.#shared.length : -1;
    const above = (v: number) => (tree.parent[v] < 0 ? root : tree.parent[v]);
    const parent = [
      ...Array.from(tree.parent, (_, v) => above(v)),
      ...sessions.map(({ leaf }) => leaf),
      ...this.#shared.map(above),
    ];
    if (root >= 0) parent.push(-1);
    const weight = new Float64Array(parent.length).fill(1);
    const priority = new Float64Array(parent.length);
    sessions.forEach((session, s) => {
      weight[nodeCount + s] = session.weight;
      priority[nodeCount + s] = session.priority;
    });
    const none = new Float64Array(parent.length);
    this.tree = new FlatTree({ parent, lower: none, upper: none, weight, priority });
  }

  /** Sessions whose window the step lies in. */
  presentAt(step: number): number[] {
    return this.#request.sessions.flatMap(({ from, to }, s) => (from <= step && step < to ? [s] : []));
  }

  numbersAt(step: number, energy: Float64Array): { lower: Float64Array; upper: Float64Array; shift: Float64Array } {
    const { tree, sessions, hours, limits, fixed } = this.#request;
    const { nodeCount } = this.tree;
    const lower = new Float64Array(nodeCount);
    const upper = new Float64Array(nodeCount);
    const shift = new Float64Array(nodeCount);
    const fixedAt = (leaf: number) => tree.shift[leaf] + (fixed.get(leaf)?.[step] ?? 0);
    for (let v = 0; v < tree.nodeCount; v++) {
      const rows = limits.get(v);
      lower[v] = rows ? rows.lower[step] : tree.lower[v];
      upper[v] = rows ? rows.upper[step] : tree.upper[v];
      if (!tree.isLeaf(v) || !this.tree.isLeaf(v)) continue;
      // Without a session nothing moves at a leaf, unless its limits say that it must.
      lower[v] = upper[v] = Math.min(Math.max(0, lower[v]), upper[v]);
      shift[v] = fixedAt(v);
    }
    for (const s of this.presentAt(step)) {
      const { from, energyKwh, minimumKw, maximumKw } = sessions[s];
      const least = powerAt(minimumKw, step - from);
      let missing = energyKwh - energy[s];
      if (minimumKw !== 0)
        for (let t = step + 1; t < sessions[s].to; t++) missing -= powerAt(minimumKw, t - from) * hours[t];
      lower[this.firstSession + s] = least;
      upper[this.firstSession + s] = Math.max(least, Math.min(powerAt(maximumKw, step - from), missing / hours[step]));
    }
    this.#shared.forEach((leaf, k) => {
      shift[this.firstSession + sessions.length + k] = fixedAt(leaf);
    });
    if (nodeCount > this.firstSession + sessions.length + this.#shared.length) {
      lower[nodeCount - 1] = Number.NEGATIVE_INFINITY;
      upper[nodeCount - 1] = Number.POSITIVE_INFINITY;
    }
    return { lower, upper, shift };
  }

  told({ node, limit, bound, reachable, miss }: Contradiction, step: number): StepContradiction {
    const at = this.toldNode(node);
    return { node: at, id: this.#request.tree.id(at), step, limit, bound, reachable, miss };
  }

  /** The node of the request's tree that stands for one of this tree. */
  toldNode(node: number): number {
    const { sessions, tree } = this.#request;
    if (node < tree.nodeCount) return node;
    return node < this.firstSession + sessions.length ? sessions[node - this.firstSession].leaf : tree.root;
  }
}
