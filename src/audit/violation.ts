import type { CheckedOptions } from "../model/options.js";
import type { LimitSide } from "../problem/outcome.js";
import { negated } from "../problem/posed-problem.js";
import type { FlatTree } from "../tree/flat-tree.js";

interface AtNode {
  /** Index in the tree's order. */
  readonly node: number;
  /** The node's id, given or positional. */
  readonly id: string;
  /** One line of English, with the values. */
  readonly message: string;
}

/** A leaf without a finite flow. Nothing else is judged until every leaf has one. */
export interface MissingFlow extends AtNode {
  readonly kind: "missing";
  /** What was given instead. */
  readonly flow: number;
}

/** An inner node whose given flow is not the sum of the flows of the leaves below it. */
export interface WrongSum extends AtNode {
  readonly kind: "sum";
  /** As given. */
  readonly flow: number;
  readonly sum: number;
  /** `|flow - sum|`. */
  readonly by: number;
}

/** A limit that is not kept. */
export interface BrokenLimit extends AtNode {
  readonly kind: "limit";
  readonly limit: LimitSide;
  /** The limit's value; the target, less the shift constant of a leaf, where one takes the place of the root's limits. */
  readonly bound: number;
  /** What the limit is on: the flow of an inner node (the sum over its leaves), the dispatch of a leaf. */
  readonly flow: number;
  /** `|flow - bound|`. */
  readonly by: number;
}

export interface TradePartner {
  readonly node: number;
  readonly id: string;
  /** Dispatch (of a child in sibling fairness: summed over its leaves) divided by the conversion factor (likewise). */
  readonly level: number;
}

/**
 * Two leaves (children of `node` in sibling fairness) whose levels would come closer, or of which the one with the higher
 * priority would be served better, if one gave flow to the other, with no limit in between to forbid it. `node` is where their paths meet; the worst pair stands for all that meet there.
 */
export interface PossibleTrade extends AtNode {
  readonly kind: "trade";
  /** The one with the greater level or the lower priority, which could fall. */
  readonly from: TradePartner;
  /** The one with the lesser level or the higher priority, which could rise. */
  readonly to: TradePartner;
}

/**
 * A leaf that could still rise with no limit up to the root at its upper bound: the greatest total is not reached. With
 * `maximise: "export"`, or where it keeps back from the export that it requests, one that could still fall. The leaf with the most room on the way stands for all.
 */
export interface PossibleRise extends AtNode {
  readonly kind: "rise";
  /** Of the leaf. */
  readonly flow: number;
  readonly rootFlow: number;
  /**
   * The greatest flow that the root could have (the least with `maximise: "export"`), or that which is requested as far as
   * the limits let it; infinite where nothing limits it.
   */
  readonly reachable: number;
  /** `|reachable - rootFlow|`. */
  readonly by: number;
}

/** A leaf between 0 and its minimum, at which it cannot run; or on out of turn, or off though it was its turn. */
export interface WrongMinimum extends AtNode {
  readonly kind: "minimum";
  /** The leaf's dispatch. */
  readonly dispatch: number;
  /** Its minimum, in whole steps where it has some. */
  readonly needs: number;
  /** What it should be by the rule; absent where it is neither. */
  readonly shouldBe: "on" | "off" | undefined;
}

/** A leaf whose dispatch is not a whole multiple of its step, that could take one step more, or has one too many. */
export interface WrongStep extends AtNode {
  readonly kind: "step";
  /** The leaf's dispatch. */
  readonly dispatch: number;
  readonly step: number;
  readonly couldTakeMore: boolean;
  /** Whether it has more than it requests though no limit asks for that. */
  readonly isPastRequest: boolean;
}

/** What is wrong with an allocation. */
export type Violation = MissingFlow | WrongSum | BrokenLimit | PossibleTrade | PossibleRise | WrongMinimum | WrongStep;

/** What may be wrong with a leaf's steps. */
export type StepFault = "not whole" | "could take more" | "past its request";

/** Collects violations found in the posed problem, in the caller's terms. */
export class ViolationList {
  readonly violations: Violation[];
  readonly #tree: FlatTree;
  readonly #isMirrored: boolean;
  readonly #hasTarget: boolean;

  readonly #options: CheckedOptions;
  /** The tree's node that a node of the posed problem stands for. */
  readonly #owner: (node: number) => number;

  constructor(
    tree: FlatTree,
    options: CheckedOptions,
    violations: Violation[] = [],
    owner: (node: number) => number = (node) => node,
  ) {
    this.violations = violations;
    this.#tree = tree;
    this.#options = options;
    this.#owner = owner;
    this.#isMirrored = options.maximise === "export";
    this.#hasTarget = options.target !== undefined;
  }

  /** The same list, for violations found in a problem with other nodes. */
  ownedBy(owner: (node: number) => number): ViolationList {
    return new ViolationList(this.#tree, this.#options, this.violations, owner);
  }

  /** @param flow as the caller gave it, mirrored or not */
  missing(node: number, flow: number): void {
    const describe = (id: string) => `leaf "${id}": its flow is ${flow}; it must be a finite number`;
    this.#add({ kind: "missing", node, flow }, describe);
  }

  sum(node: number, posedFlow: number, posedSum: number): void {
    const flow = this.#told(posedFlow);
    const sum = this.#told(posedSum);
    const by = Math.abs(flow - sum);
    const describe = (id: string) =>
      `node "${id}": its flow is given as ${flow}, but the leaves below it sum to ${sum}: off by ${by}`;
    this.#add({ kind: "sum", node, flow, sum, by }, describe);
  }

  limit(node: number, posedLimit: LimitSide, posedBound: number, posedFlow: number): void {
    const limit = (posedLimit === "upper") === this.#isMirrored ? "lower" : "upper";
    const bound = this.#told(posedBound);
    const flow = this.#told(posedFlow);
    const by = Math.abs(flow - bound);
    const limitName = this.#hasTarget && node === this.#tree.root ? "target" : `${limit} limit`;
    const relation = `is ${limit === "upper" ? "above" : "below"} its ${limitName} ${bound} by ${by}`;
    const describe = (id: string) =>
      this.#tree.isLeaf(node)
        ? `leaf "${id}": its dispatch ${flow} ${relation}`
        : `node "${id}": its flow ${flow} ${relation}`;
    this.#add({ kind: "limit", node, limit, bound, flow, by }, describe);
  }

  /** @param from the one with the greater level in the posed problem, which could fall */
  trade(node: number, from: number, posedFromLevel: number, to: number, posedToLevel: number): void {
    const giver = this.#partner(this.#owner(from), posedFromLevel);
    const taker = this.#partner(this.#owner(to), posedToLevel);
    // In the mirror the greater level is the lesser, and who could fall could rise.
    const [greater, lesser] = this.#isMirrored ? [taker, giver] : [giver, taker];
    const describe = (id: string) =>
      `${this.#describePartner(greater)} could give flow to ${this.#describePartner(lesser)}; their paths meet at node "${id}"`;
    this.#add({ kind: "trade", node, from: greater, to: lesser }, describe);
  }

  rise(leaf: number, posedFlow: number, posedRootFlow: number, posedReachable: number): void {
    const flow = this.#told(posedFlow);
    const rootFlow = this.#told(posedRootFlow);
    const reachable = this.#told(posedReachable);
    const by = Math.abs(reachable - rootFlow);
    const move = reachable < rootFlow ? "fall" : "rise";
    const room = Number.isFinite(by) ? `and could be ${reachable}, off by ${by}` : "and nothing limits it";
    const describe = (id: string) =>
      `leaf "${id}": its flow ${flow} could still ${move}: the root's flow is ${rootFlow} ${room}`;
    this.#add({ kind: "rise", node: leaf, flow, rootFlow, reachable, by }, describe);
  }

  /** @param shouldBe absent for a leaf between 0 and what it needs */
  minimum(leaf: number, dispatch: number, needs: number, shouldBe?: "on" | "off"): void {
    const says = {
      on: "is off, though it is its turn to be on",
      off: `is on, though limits leave no room for the ${needs} that it needs when its turn comes`,
    };
    const what = shouldBe ? says[shouldBe] : `has ${dispatch}; it needs ${needs} to run, or 0`;
    this.#add({ kind: "minimum", node: leaf, dispatch, needs, shouldBe }, (id) => `leaf "${id}" ${what}`);
  }

  step(leaf: number, dispatch: number, step: number, fault: StepFault): void {
    const what = {
      "not whole": `is no whole multiple of its step ${step}`,
      "could take more": `could take one step of ${step} more`,
      "past its request": "is past its request, and no limit asks for that",
    }[fault];
    const describe = (id: string) => `leaf "${id}": its dispatch ${dispatch} ${what}`;
    const told = { couldTakeMore: fault === "could take more", isPastRequest: fault === "past its request" };
    this.#add({ kind: "step", node: leaf, dispatch, step, ...told }, describe);
  }

  /**
   * Ids and messages are made when read: a positional id is as long as its node is deep, and a million of those would not
   * fit.
   */
  #add(fields: Fields<Violation>, describe: (id: string) => string): void {
    const tree = this.#tree;
    this.violations.push({
      ...fields,
      get id() {
        return tree.id(fields.node);
      },
      get message() {
        return describe(tree.id(fields.node));
      },
    });
  }

  #partner(node: number, posedLevel: number): TradePartner {
    const tree = this.#tree;
    return {
      node,
      get id() {
        return tree.id(node);
      },
      level: this.#told(posedLevel),
    };
  }

  #describePartner({ node, id, level }: TradePartner): string {
    const { request, guarantee, priority } = this.#tree;
    const terms = [`level ${level}`];
    if (request && !Number.isNaN(request[node])) terms.push(`request ${request[node]}`);
    if (guarantee && guarantee[node] !== 0) terms.push(`guarantee ${guarantee[node]}`);
    if (priority && this.#tree.isLeaf(node)) terms.push(`priority ${priority[node]}`);
    return `${this.#tree.isLeaf(node) ? "leaf" : "node"} "${id}" (${terms.join(", ")})`;
  }

  /** A flow, limit or level of the posed problem in the caller's terms. */
  #told(posed: number): number {
    return this.#isMirrored ? negated(posed) : posed;
  }
}

/** Distributes over the union, so that each kind keeps its own fields. */
type Fields<T> = T extends Violation ? Omit<T, "id" | "message"> : never;
