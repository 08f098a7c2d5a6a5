import { InputError } from "../model/input-error.js";
import type { LimitSide } from "../problem/outcome.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { DecidedLeaves } from "./decided-leaves.js";
import type { GuaranteedFlows } from "./guaranteed-flows.js";
import { leavesBelow } from "./leaves-below.js";
import { leafChange, leavesThatMove, moveLimit, rootFlowChange } from "./limit-move.js";
import { belowRequest, isAboveRequest, leafOf, ROOT_FLOW } from "./moving-leaves.js";
import type { PosedMove } from "./posed-move.js";
import type { Direction, LimitChoice, Price } from "./price.js";
import type { PriceStructure } from "./price-structure.js";
import type {
  GaveWay,
  GuaranteedLeaf,
  LeafStory,
  LimitOfLeaf,
  LimitStory,
  Move,
  NodeState,
  NodeStory,
  Share,
} from "./story.js";
import type { YieldingLimits } from "./yielding-limits.js";

/** What an explanation is told from, in the posed problem's terms. */
export interface ExplanationFindings {
  readonly structure: PriceStructure;
  readonly flow: Float64Array;
  readonly dispatch: Float64Array;
  readonly guaranteed: GuaranteedFlows;
  readonly isMirrored: boolean;
  /** Where limits of leaves gave way. */
  readonly yielding: YieldingLimits | undefined;
  /** Who is on and at which step, where that was decided by turns. */
  readonly decided: DecidedLeaves | undefined;
}

/**
 * Why every node of a balanced allocation carries what it carries: a few numbers a node, from which the stories are told
 * when asked for. Arrays have length `nodeCount`, in the tree's order.
 */
export class Explanation {
  /** With the weights and priorities of a named rule, where one was asked for. */
  readonly tree: FlatTree;
  /** Flow of every node; an inner node's is the sum over its leaves. */
  readonly flow: Float64Array;
  /** Level of the price below each node, to be compared within a tier; ±Infinity where nothing is cut. */
  readonly priceLevel: Float64Array;
  /** The node whose limit, or request, set the price below each node (or the leaf's level), itself included; -1 for none. */
  readonly heldBy: Int32Array;
  /**
   * By how much each leaf misses its request, import or export, and what each node's limit cuts from the leaves below it;
   * ≥ 0, Infinity for a leaf that requests any amount.
   */
  readonly curtailed: Float64Array;
  /** How many leaves each node's limit cuts. */
  readonly cutLeaves: Int32Array;
  readonly #structure: PriceStructure;
  readonly #dispatch: Float64Array;
  readonly #guaranteed: GuaranteedFlows;
  readonly #cutBy: Int32Array;
  readonly #isMirrored: boolean;
  readonly #yielding: YieldingLimits | undefined;
  readonly #decided: DecidedLeaves | undefined;

  /** @internal */
  constructor(tree: FlatTree, posed: ExplanationFindings) {
    const { nodeCount } = tree;
    this.tree = tree;
    this.#structure = posed.structure;
    this.#isMirrored = posed.isMirrored;
    this.#yielding = posed.yielding;
    this.#decided = posed.decided;
    this.#guaranteed = posed.guaranteed;
    this.flow = posed.flow.map((flow) => this.#told(flow));
    this.#dispatch = posed.dispatch;
    this.heldBy = posed.structure.holder.slice(0, nodeCount);
    this.priceLevel = new Float64Array(nodeCount);
    for (let v = 0; v < nodeCount; v++) {
      this.priceLevel[v] = this.#told(posed.structure.prices.level(posed.structure.priceMover[v]));
    }
    this.curtailed = new Float64Array(nodeCount);
    this.cutLeaves = new Int32Array(nodeCount);
    this.#cutBy = new Int32Array(nodeCount);
    this.#addUpCuts();
  }

  /**
   * One leaf's story: O(depth).
   * @param leaf its id, or its index
   * @throws InputError for a node that the tree does not have, and for one that is not a leaf
   */
  leaf(leaf: string | number): LeafStory {
    const v = this.#find(leaf);
    const { tree } = this;
    if (!tree.isLeaf(v)) {
      throw new InputError("it is not a leaf; node() tells its story", { id: tree.id(v), field: "id", value: leaf });
    }
    return {
      ...this.#state(v),
      kind: "leaf",
      dispatch: this.#told(this.#dispatch[v]),
      level: this.#told(this.#structure.prices.level(belowRequest(v))),
      request: this.#told(this.#request(v)),
      curtailed: this.curtailed[v],
      cut: this.#cut(v),
      guarantee: this.#told(this.#guaranteed.end(v)),
      guaranteed: this.#told(this.#guaranteed.dispatch(v)),
      gaveWay: this.#gaveWay(v),
      heldBy: this.#limitOfLeaf(v, this.heldBy[v]),
      cutBy: this.curtailed[v] > 0 ? this.#limitOfLeaf(v, this.#cutBy[v]) : undefined,
      decided: this.#decided?.of(v),
      chain: this.chain(v),
    };
  }

  /**
   * The node itself, then every node from it to the root: O(depth).
   * @throws InputError for a node that the tree does not have
   */
  chain(node: string | number): NodeState[] {
    const chain: NodeState[] = [];
    for (let v = this.#find(node); v >= 0; v = this.tree.parent[v]) chain.push(this.#state(v));
    return chain;
  }

  /**
   * One node's story, of a leaf too: O(1).
   * @param node its id, or its index
   * @throws InputError for a node that the tree does not have
   */
  node(node: string | number): NodeStory {
    const v = this.#find(node);
    return {
      ...this.#state(v),
      kind: this.tree.isLeaf(v) ? "leaf" : "inner",
      priceAbove: this.#price(this.#structure.moverAbove(v)),
      upper: this.#limitStory(v, "upper"),
      lower: this.#limitStory(v, "lower"),
      both: this.#limitStory(v, "both"),
      request: this.#limitStory(v, "request"),
      guarantee: this.#limitStory(v, "guarantee"),
      holds: this.heldBy[v] === v ? this.#holdingLimit(v) : undefined,
      curtailed: this.curtailed[v],
      cutLeaves: this.cutLeaves[v],
      cut: this.#cut(v),
      guaranteed: this.#guaranteed.below(v, this.#isMirrored),
    };
  }

  /** The nodes whose limits cut leaves, from the one that cuts most down; ties by the number of leaves, then by index. */
  ranking(): Int32Array {
    const { cutLeaves, curtailed, tree } = this;
    const nodes: number[] = [];
    for (let v = 0; v < tree.nodeCount; v++) if (cutLeaves[v] > 0) nodes.push(v);
    const less = (first: number, second: number) => (first === second ? 0 : second - first);
    return Int32Array.from(
      nodes.sort((a, b) => less(curtailed[a], curtailed[b]) || less(cutLeaves[a], cutLeaves[b]) || a - b),
    );
  }

  /**
   * The leaves whose level the node's limit sets, in no particular order: O(nodes below).
   * @throws InputError for a node that the tree does not have
   */
  *heldLeaves(node: string | number): Generator<number, void, undefined> {
    const held = this.#find(node);
    yield* leavesBelow(this.tree.topology, held, (v) => this.heldBy[v] === held);
  }

  /**
   * The leaves below a node, or the leaf itself, of which something is guaranteed, in no particular order: O(nodes below).
   * @throws InputError for a node that the tree does not have
   */
  *guaranteedLeaves(node: string | number): Generator<GuaranteedLeaf, void, undefined> {
    const { tree } = this;
    for (const v of leavesBelow(tree.topology, this.#find(node))) {
      const guarantee = this.#told(this.#guaranteed.end(v));
      if (guarantee !== 0)
        yield { node: v, id: tree.id(v), guarantee, guaranteed: this.#told(this.#guaranteed.dispatch(v)) };
    }
  }

  /**
   * The limit of a leaf's own that gave way; `undefined` where none did.
   * @throws InputError for a node that the tree does not have
   */
  gaveWay(leaf: string | number): GaveWay | undefined {
    return this.#gaveWay(this.#find(leaf));
  }

  /** The limits of leaves that gave way, in the tree's order: O(leaves). */
  *limitsThatGaveWay(): Generator<GaveWay & { readonly node: number; readonly id: string }, void, undefined> {
    for (const node of this.tree.leaves) {
      const gaveWay = this.#gaveWay(node);
      if (gaveWay) yield { node, id: this.tree.id(node), ...gaveWay };
    }
  }

  /**
   * Whose flow changes, and by how much, per unit by which one limit is moved; those below the node first. It looks where
   * such leaves are: O(nodes) at most.
   * @throws InputError for a node that the tree does not have
   */
  *shares(node: string | number, limit: LimitChoice, direction: Direction): Generator<Share, void, undefined> {
    const v = this.#find(node);
    const { tree } = this;
    for (const { leaf, change } of leavesThatMove(this.#structure, this.#posedMove(v, limit, direction), v)) {
      yield {
        node: leaf,
        get id() {
          return tree.id(leaf);
        },
        change: this.#told(change),
      };
    }
  }

  #find(node: string | number): number {
    const v = typeof node === "number" ? node : this.tree.indexOf(node);
    if (Number.isInteger(v) && v >= 0 && v < this.tree.nodeCount) return v;
    throw new InputError("the tree has no such node", { id: String(node), field: "id", value: node });
  }

  /** To each leaf what it misses of its request, added up at the limit that cuts it. */
  #addUpCuts(): void {
    const { topology } = this.#structure.problem;
    const { topDown, parent, nodeCount } = topology;
    const { holder } = this.#structure;
    // The nearest holders that keep prices down, and up.
    const down = new Int32Array(nodeCount);
    const up = new Int32Array(nodeCount);
    for (const v of topDown) {
      const [downAbove, upAbove] = parent[v] < 0 ? [-1, -1] : [down[parent[v]], up[parent[v]]];
      const isHolding = holder[v] === v;
      const isDown = isHolding && this.#structure.isHoldingDown(v);
      down[v] = isDown ? v : downAbove;
      up[v] = isHolding && !isDown ? v : upAbove;
      if (!topology.isLeaf(v)) continue;
      const side = this.#posedCut(v);
      const by = side === "import" ? down[v] : side === "export" ? up[v] : -1;
      this.#cutBy[v] = by;
      if (by < 0) continue;
      const missed = Math.abs(this.#request(v) - this.#dispatch[v]);
      this.curtailed[v] = missed;
      if (by === v) continue;
      this.curtailed[by] += missed;
      this.cutLeaves[by]++;
    }
  }

  /** What the leaf lacks, in the posed problem's terms. */
  #posedCut(leaf: number): "import" | "export" | undefined {
    if (this.#structure.isAtRequest[leaf]) return undefined;
    return this.#dispatch[leaf] < this.#request(leaf) ? "import" : "export";
  }

  /** What the leaf lacks, or what the node's limit cuts. */
  #cut(v: number): "import" | "export" | undefined {
    if (this.curtailed[v] === 0) return undefined;
    const isHoldingDown = this.#structure.isHoldingDown(v);
    const posed = this.tree.isLeaf(v) ? this.#posedCut(v) : isHoldingDown ? "import" : "export";
    if (posed === undefined || !this.#isMirrored) return posed;
    return posed === "import" ? "export" : "import";
  }

  /** In the posed problem's terms. */
  #request(leaf: number): number {
    const { request, upper } = this.#structure.problem;
    return request?.[leaf] ?? upper[leaf];
  }

  #state(v: number): NodeState {
    const { tree, flow } = this;
    const [least, greatest] = [this.#told(this.#limit(v, "lower")), this.#told(this.#limit(v, "upper"))];
    const [lower, upper] = this.#isMirrored ? [greatest, least] : [least, greatest];
    const [isAtLower, isAtUpper] = [this.#isAt(v, "lower"), this.#isAt(v, "upper")];
    const [atUpper, atLower] = this.#isMirrored ? [isAtLower, isAtUpper] : [isAtUpper, isAtLower];
    const limited = tree.isLeaf(v) ? this.#told(this.#dispatch[v]) : flow[v];
    return {
      node: v,
      get id() {
        return tree.id(v);
      },
      flow: flow[v],
      limits: { lower, upper },
      headroom: {
        up: atUpper ? 0 : Math.max(0, upper - limited),
        down: atLower ? 0 : Math.max(0, limited - lower),
      },
      binds: { lower: atLower, upper: atUpper },
      price: this.#price(this.#structure.priceMover[v]),
    };
  }

  /** In the posed problem's terms; one that gave way is where it came to. */
  #limit(v: number, side: LimitSide): number {
    const yielded = this.tree.isLeaf(v) ? this.#yielding?.limit(v, side) : undefined;
    return yielded ?? this.#structure.problem[side][v];
  }

  #isAt(v: number, side: LimitSide): boolean {
    const { isAtLower, isAtUpper } = this.#structure;
    return this.#yielding?.isAt(v, side) ?? (side === "lower" ? isAtLower : isAtUpper)[v] === 1;
  }

  #gaveWay(leaf: number): GaveWay | undefined {
    const gave = this.#yielding?.gaveWay(leaf);
    if (gave === undefined) return undefined;
    const limit = (gave.side === "lower") === this.#isMirrored ? "upper" : "lower";
    return { limit, from: this.#told(gave.bound), to: this.#told(this.#dispatch[leaf]) };
  }

  #limitStory(v: number, limit: LimitChoice): LimitStory {
    return { raised: this.#move(v, limit, "raised"), lowered: this.#move(v, limit, "lowered") };
  }

  #move(v: number, limit: LimitChoice, direction: Direction): Move {
    const move = this.#posedMove(v, limit, direction);
    const { prices } = this.#structure;
    const { isPossible, flowChange, hindrance, inside, insideMover, outside } = move;
    if (flowChange === 0) {
      return {
        isPossible,
        flowChange: 0,
        hindrance,
        rootFlowChange: 0,
        worth: 0,
        inside: undefined,
        outside: undefined,
        leavesInside: 0,
        leavesOutside: 0,
      };
    }
    return {
      isPossible,
      flowChange: this.#told(flowChange),
      hindrance,
      rootFlowChange: this.#told(rootFlowChange(move, v)),
      worth: flowChange * prices.difference(outside.mover[v], insideMover) + 0,
      inside: this.#price(insideMover),
      outside: this.#price(outside.mover[v]),
      leavesInside: inside.count[v],
      leavesOutside: outside.count[v],
    };
  }

  #limitOfLeaf(leaf: number, holder: number): LimitOfLeaf | undefined {
    if (holder < 0) return undefined;
    const { tree } = this;
    const structure = this.#structure;
    const limit = this.#holdingLimit(holder);
    const gain = (direction: Direction) => {
      const move = this.#posedMove(holder, limit, direction);
      return move.isPossible ? this.#told(leafChange(structure, move, holder, leaf)) : Number.NaN;
    };
    return {
      node: holder,
      get id() {
        return tree.id(holder);
      },
      limit,
      gain: { raised: gain("raised"), lowered: gain("lowered") },
    };
  }

  #holdingLimit(holder: number): LimitChoice {
    return this.#toldSide(this.#structure.holdingLimit(holder));
  }

  #posedMove(v: number, limit: LimitChoice, direction: Direction): PosedMove {
    const posedDirection = this.#isMirrored ? (direction === "raised" ? "lowered" : "raised") : direction;
    const posed = this.#toldSide(limit);
    return this.#yielding?.move(v, posed, posedDirection) ?? moveLimit(this.#structure, v, posed, posedDirection);
  }

  /** Of the posed problem in the caller's terms, and the other way round. */
  #toldSide(side: LimitChoice): LimitChoice {
    if (side !== "upper" && side !== "lower") return side;
    return this.#isMirrored ? (side === "upper" ? "lower" : "upper") : side;
  }

  /** A flow or a level, likewise. */
  #told(posed: number): number {
    return this.#isMirrored ? 0 - posed : posed;
  }

  #price(mover: number): Price {
    const level = this.#told(this.#structure.prices.level(mover));
    if (mover === ROOT_FLOW) return { tier: { cut: "nothing" }, level };
    const cut = isAboveRequest(mover) === this.#isMirrored ? "import" : "export";
    const { parts } = this.#structure;
    const leaf = parts.owner(leafOf(mover));
    const isGuaranteed = parts.isGuaranteed(leafOf(mover));
    return { tier: { cut, priority: this.tree.priority?.[leaf] ?? 0, isGuaranteed }, level };
  }
}
