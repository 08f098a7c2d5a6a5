import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import {
  type Direction,
  type LimitChoice,
  leafChange,
  leavesThatMove,
  moveLimit,
  type PosedMove,
  rootFlowChange,
} from "./limit-move.js";
import type { Price } from "./price.js";
import type { PriceStructure } from "./price-structure.js";
import type { LeafStory, LimitOfLeaf, LimitState, LimitStory, Move, NodeStory, Share } from "./story.js";

/**
 * Why every node of a balanced allocation carries what it carries: a few numbers a node, from which the stories are told
 * when asked for. Arrays have length `nodeCount`, in the tree's order.
 */
export class Explanation {
  readonly tree: FlatTree;
  /** Flow of every node; an inner node's is the sum over its leaves. */
  readonly flow: Float64Array;
  /** Level of the price below each node; ±Infinity where nothing is cut. */
  readonly priceLevel: Float64Array;
  /** The node whose limit set the price below each node (or the leaf's level), itself included; -1 where none did. */
  readonly heldBy: Int32Array;
  /** What each leaf is cut, and what each node's limit cuts from the leaves below it; ≥ 0, Infinity for one without limit. */
  readonly curtailed: Float64Array;
  /** How many leaves each node's limit cuts. */
  readonly cutLeaves: Int32Array;
  readonly #structure: PriceStructure;
  readonly #dispatch: Float64Array;
  readonly #cutBy: Int32Array;
  readonly #isMirrored: boolean;

  /** @param posed flows, dispatches and prices in the posed problem's terms */
  constructor(
    tree: FlatTree,
    posed: { structure: PriceStructure; flow: Float64Array; dispatch: Float64Array },
    isMirrored: boolean,
  ) {
    const { nodeCount } = tree;
    this.tree = tree;
    this.#structure = posed.structure;
    this.#isMirrored = isMirrored;
    this.flow = posed.flow.map((flow) => this.#told(flow));
    this.#dispatch = posed.dispatch;
    this.heldBy = posed.structure.holder.slice();
    this.priceLevel = new Float64Array(nodeCount);
    for (let v = 0; v < nodeCount; v++) this.priceLevel[v] = this.#told(posed.structure.price(v));
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
      level: this.#told(this.#structure.levels.of(v)),
      curtailed: this.curtailed[v],
      heldBy: this.#limitOfLeaf(v, this.heldBy[v]),
      cutBy: this.curtailed[v] > 0 ? this.#limitOfLeaf(v, this.#cutBy[v]) : undefined,
      chain: this.chain(v),
    };
  }

  /**
   * The node itself, then every node from it to the root: O(depth).
   * @throws InputError for a node that the tree does not have
   */
  chain(node: string | number): LimitState[] {
    const chain: LimitState[] = [];
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
      priceAbove: this.#price(this.#structure.priceAbove(v)),
      upper: this.#limitStory(v, "upper"),
      lower: this.#limitStory(v, "lower"),
      both: this.#limitStory(v, "both"),
      holds: this.heldBy[v] === v ? this.#holdingLimit(v) : undefined,
      curtailed: this.curtailed[v],
      cutLeaves: this.cutLeaves[v],
    };
  }

  /** The nodes whose limits cut leaves, from the one that cuts most down; ties by the number of leaves, then by index. */
  ranking(): Int32Array {
    const { cutLeaves, curtailed, tree } = this;
    const nodes: number[] = [];
    for (let v = 0; v < tree.nodeCount; v++) if (cutLeaves[v] > 0 && this.#cutBy[v] === v) nodes.push(v);
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
    const { topology } = this.tree;
    const pending = [held];
    for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
      if (this.heldBy[v] !== held) continue;
      if (topology.isLeaf(v)) yield v;
      for (let c = topology.childStart[v]; c < topology.childStart[v + 1]; c++) pending.push(topology.childNodes[c]);
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

  /** To each leaf what it lacks of its upper limit (to export, of its lower one), added up at the limit that cuts it. */
  #addUpCuts(): void {
    const { topology, upper } = this.#structure.problem;
    const { topDown, parent, nodeCount } = topology;
    const { holder, isAtUpper } = this.#structure;
    for (let k = 0; k < nodeCount; k++) {
      const v = topDown[k];
      const isCut = holder[v] === v && this.#structure.isCutting(v);
      this.#cutBy[v] = isCut ? v : parent[v] < 0 ? -1 : this.#cutBy[parent[v]];
      if (!topology.isLeaf(v) || isAtUpper[v] || this.#cutBy[v] < 0) continue;
      const by = this.#cutBy[v];
      this.curtailed[v] = upper[v] - this.#dispatch[v];
      this.curtailed[by] += this.curtailed[v];
      this.cutLeaves[by]++;
    }
  }

  #state(v: number): LimitState {
    const { tree, flow } = this;
    const { problem, isAtUpper, isAtLower } = this.#structure;
    const [least, greatest] = [this.#told(problem.lower[v]), this.#told(problem.upper[v])];
    const [lower, upper] = this.#isMirrored ? [greatest, least] : [least, greatest];
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
        up: atUpper[v] ? 0 : Math.max(0, upper - limited),
        down: atLower[v] ? 0 : Math.max(0, limited - lower),
      },
      binds: { lower: atLower[v] === 1, upper: atUpper[v] === 1 },
      price: this.#price(this.#structure.price(v)),
    };
  }

  #limitStory(v: number, limit: LimitChoice): LimitStory {
    return { raised: this.#move(v, limit, "raised"), lowered: this.#move(v, limit, "lowered") };
  }

  #move(v: number, limit: LimitChoice, direction: Direction): Move {
    const move = this.#posedMove(v, limit, direction);
    const { levels } = this.#structure;
    const { isPossible, flowChange, hindrance, inside, outside } = move;
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
    const insideLevel = levels.of(inside.leaf[v]);
    const outsideLevel = levels.of(outside.leaf[v]);
    return {
      isPossible,
      flowChange: this.#told(flowChange),
      hindrance,
      rootFlowChange: this.#told(rootFlowChange(move, v)),
      worth: flowChange * (outsideLevel - insideLevel) + 0,
      inside: this.#price(insideLevel),
      outside: this.#price(outsideLevel),
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
    return moveLimit(this.#structure, v, this.#toldSide(limit), posedDirection);
  }

  /** Of the posed problem in the caller's terms, and the other way round. */
  #toldSide(side: LimitChoice): LimitChoice {
    if (side === "both") return side;
    return this.#isMirrored ? (side === "upper" ? "lower" : "upper") : side;
  }

  /** A flow or a level, likewise. */
  #told(posed: number): number {
    return this.#isMirrored ? 0 - posed : posed;
  }

  #price(posedLevel: number): Price {
    const level = this.#told(posedLevel);
    if (posedLevel === Number.POSITIVE_INFINITY) return { tier: { cut: "nothing" }, level };
    return { tier: { cut: this.#isMirrored ? "export" : "import", priority: 0 }, level };
  }
}
