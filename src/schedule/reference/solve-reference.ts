import { AmountPages } from "../amount-pages.js";
import { mostAt } from "../session-quanta.js";
import type { SolvedSchedule } from "../solved-schedule.js";
import type { StepNetwork } from "../step-network.js";
import { FlowNetwork } from "./flow-network.js";
import type { Terminals } from "./level-targets.js";
import { makeEven } from "./make-even.js";

/**
 * The problem page, step by step: lower limits, then the greatest total, then the most even energies, then the most even
 * load. Loads are the first nodes of a flow network; behind them stands one node for each node of the tree and step.
 */
export function solveReference(network: StepNetwork): SolvedSchedule {
  const flows = new ReferenceFlows(network);
  const unmet = flows.meetLowerLimits();
  if (unmet) return unmet;
  const { short, settled } = flows.serveMost();
  flows.makeEnergiesEven(short);
  flows.makeLoadEven(settled);
  const { loadCount, start } = network;
  const amounts = flows.amounts();
  const taken = new Float64Array(loadCount);
  for (let i = 0; i < loadCount; i++) for (let k = start[i]; k < start[i + 1]; k++) taken[i] += amounts[k];
  return { status: "optimal", amounts: new AmountPages(amounts), taken };
}

class ReferenceFlows {
  readonly #problem: StepNetwork;
  readonly #flows: FlowNetwork;
  /** The arc of each load and step of its window. */
  readonly #entryArc: Int32Array;
  /** What each load has yet to take; what flows at the root in each step. */
  readonly #wanted: Float64Array;
  readonly #rootFlow: Float64Array;
  readonly #nodes: Int32Array;

  constructor(problem: StepNetwork) {
    const { loadCount, nodeCount, steps, start } = problem;
    this.#problem = problem;
    const count = loadCount + nodeCount * steps;
    this.#flows = new FlowNetwork(count, start[loadCount] + nodeCount * steps);
    this.#nodes = Int32Array.from({ length: count }, (_, node) => node);
    this.#wanted = problem.wanted.slice();
    this.#rootFlow = new Float64Array(steps);
    this.#entryArc = this.#addEntries();
    this.#addTree();
  }

  /** Loads take what nodes must pass up and do not get; what is then still missing, nobody can. */
  meetLowerLimits(): SolvedSchedule | undefined {
    const { loadCount, steps, nodeCount } = this.#problem;
    const { supply } = this.#flows;
    const missing = supply.slice(loadCount);
    supply.set(this.#wanted);
    this.#flows.route(this.#nodes);
    const left = supply.subarray(loadCount).findIndex((value) => value < 0);
    if (left >= 0) {
      const unmet = supply.slice(loadCount).map((value) => Math.max(0, -value));
      const nodes = Array.from({ length: nodeCount }, (_, v) => unmet.slice(v * steps, (v + 1) * steps));
      return { status: "unmet", unmet: nodes };
    }
    for (let t = 0; t < steps; t++) this.#rootFlow[t] -= missing[t];
    return undefined;
  }

  /** Everyone takes what the root has room for. Who cannot reach that room any more is short, with all that is cut off. */
  serveMost(): { short: Int32Array; settled: Int32Array } {
    const { loadCount, steps, upper } = this.#problem;
    const { supply, distance } = this.#flows;
    const room = Float64Array.from({ length: steps }, (_, t) => upper[t] - this.#rootFlow[t]);
    room.forEach((value, t) => {
      supply[loadCount + t] = -value;
    });
    this.#flows.route(this.#nodes);
    for (let t = 0; t < steps; t++) this.#rootFlow[t] = upper[t] + supply[loadCount + t];
    this.#wanted.set(supply.subarray(0, loadCount));
    supply.fill(0);
    return {
      short: this.#nodes.filter((node) => distance[node] < 0),
      settled: this.#nodes.filter((node) => distance[node] >= 0),
    };
  }

  makeEnergiesEven(short: Int32Array): void {
    const { loadCount, wanted, weight, given, rank } = this.#problem;
    const terminals: Terminals = {
      node: this.#nodes.slice(0, loadCount),
      amount: wanted.map((value, i) => value - this.#wanted[i]),
      least: new Float64Array(loadCount),
      most: wanted,
      offset: given,
      ...{ weight, rank },
    };
    makeEven(this.#flows, terminals, short, 1);
  }

  makeLoadEven(settled: Int32Array): void {
    const { loadCount, steps, lower, upper, base, hours, priceRank } = this.#problem;
    const terminals: Terminals = {
      node: this.#nodes.slice(loadCount, loadCount + steps),
      amount: this.#rootFlow,
      least: lower.subarray(0, steps),
      most: upper.subarray(0, steps),
      offset: base,
      weight: hours,
      rank: priceRank,
    };
    makeEven(this.#flows, terminals, settled, -1);
  }

  /** By load and step of its window, in the order of `start`. */
  amounts(): Float64Array {
    return Float64Array.from(this.#entryArc, (arc) => this.#flows.lessOn(arc));
  }

  #addEntries(): Int32Array {
    const { loadCount, loadNode, from, to, start, most, steps } = this.#problem;
    const arcs = new Int32Array(start[loadCount]);
    for (let i = 0; i < loadCount; i++) {
      for (let t = from[i]; t < to[i]; t++) {
        const k = t - from[i];
        const head = loadCount + loadNode[i] * steps + t;
        arcs[start[i] + k] = this.#flows.addArc(i, head, mostAt(most[i], k), 0);
      }
    }
    return arcs;
  }

  /** Nodes pass up the least they must, from the leaves up; where that is more than they get, it is missing there. */
  #addTree(): void {
    const { loadCount, nodeCount, steps, parent, lower, upper } = this.#problem;
    const { supply } = this.#flows;
    const arriving = new Float64Array(nodeCount * steps);
    for (let v = nodeCount - 1; v >= 0; v--) {
      for (let t = 0; t < steps; t++) {
        const k = v * steps + t;
        const passed = Math.max(arriving[k], lower[k]);
        supply[loadCount + k] = arriving[k] - passed;
        if (v === 0) {
          this.#rootFlow[t] = arriving[k];
          continue;
        }
        const above = parent[v] * steps + t;
        arriving[above] += passed;
        this.#flows.addArc(loadCount + k, loadCount + above, upper[k] - passed, passed - lower[k]);
      }
    }
  }
}
