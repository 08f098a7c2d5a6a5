import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { AllocatedStep } from "./allocated-step.js";
import type { LimitOfRun } from "./run-report.js";

/** Shares of a limit are counted in steps of half a per cent, to the full one and no further. */
const BINS = 200;
const FULL = 1 - 1e-6;
/** Points of a curve. */
const POINTS = 101;

/** How full the limits of inner nodes are, counted over many steps. */
export class LimitUse {
  readonly #tree: FlatTree;
  readonly #nodes: readonly number[];
  /** A row of bins for each of the nodes. */
  readonly #counts: Uint32Array;
  readonly #full: Uint32Array;
  readonly #flow: Float64Array;
  #steps = 0;
  readonly #nodeOf: number[] = [];

  constructor(tree: FlatTree) {
    this.#tree = tree;
    const { lower, upper } = tree;
    this.#nodes = Array.from({ length: tree.nodeCount }, (_, v) => v).filter(
      (v) =>
        !tree.isLeaf(v) && ((upper[v] > 0 && Number.isFinite(upper[v])) || (lower[v] < 0 && Number.isFinite(lower[v]))),
    );
    this.#counts = new Uint32Array(this.#nodes.length * (BINS + 1));
    this.#full = new Uint32Array(this.#nodes.length);
    this.#flow = new Float64Array(tree.nodeCount);
  }

  /** @throws InputError for a leaf that the tree does not have */
  add({ count, leaf, dispatch }: AllocatedStep, ids: readonly string[]): void {
    const { lower, upper } = this.#tree;
    this.#sumUp(count, leaf, dispatch, ids);
    this.#steps++;
    this.#nodes.forEach((v, place) => {
      const flow = this.#flow[v];
      const share = flow / (flow < 0 ? lower[v] : upper[v]);
      const use = share > 0 ? Math.min(share, 1) : 0;
      this.#counts[place * (BINS + 1) + Math.floor(use * BINS)]++;
      if (use >= FULL) this.#full[place]++;
    });
  }

  /** The limits that are full for the longest, then the fullest; those that are alike at all times are one. */
  fullest(most: number, hours: number): LimitOfRun[] {
    const found = new Map<string, LimitOfRun>();
    this.#nodes.forEach((v, place) => {
      const curve = this.#curve(place);
      const key = `${this.#full[place]} ${curve.join(" ")}`;
      const { id, alike } = found.get(key) ?? { id: this.#tree.id(v), alike: -1 };
      found.set(key, { id, alike: alike + 1, curve, hoursFull: this.#full[place] * hours });
    });
    const area = (curve: readonly number[]) => curve.reduce((sum, use) => sum + use, 0);
    return [...found.values()]
      .sort((a, b) => b.hoursFull - a.hoursFull || b.curve[0] - a.curve[0] || area(b.curve) - area(a.curve))
      .slice(0, most);
  }

  #sumUp(count: number, leaf: Int32Array, dispatch: Float64Array, ids: readonly string[]): void {
    const { topology, shift, root } = this.#tree;
    this.#flow.fill(0);
    for (let row = 0; row < count; row++) {
      this.#nodeOf[leaf[row]] ??= this.#leafCalled(ids[leaf[row]]);
      const v = this.#nodeOf[leaf[row]];
      this.#flow[v] = shift[v] + dispatch[row];
    }
    for (const v of topology.bottomUp) if (v !== root) this.#flow[topology.parent[v]] += this.#flow[v];
  }

  #leafCalled(id: string): number {
    const v = this.#tree.indexOf(id);
    if (v >= 0 && this.#tree.isLeaf(v)) return v;
    throw new InputError(v < 0 ? "the grid has no such leaf" : "in the grid it is no leaf", { id });
  }

  /** Uses from the greatest down. */
  #curve(place: number): number[] {
    const counts = this.#counts.subarray(place * (BINS + 1), (place + 1) * (BINS + 1));
    const curve: number[] = [];
    let bin = BINS;
    let above = counts[bin];
    for (let point = 0; point < POINTS; point++) {
      // The step that stands at this share of all, counted from the fullest.
      const rank = Math.min(Math.floor((point / (POINTS - 1)) * this.#steps), this.#steps - 1);
      while (above <= rank) above += counts[--bin];
      curve.push(bin / BINS);
    }
    return curve;
  }
}
