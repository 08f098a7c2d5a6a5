import { decidedTree, withinLimits } from "../discrete/decided-numbers.js";
import type { Blocked } from "../discrete/flow-room.js";
import { OffLeaves, type SwitchedOff, whoIsOn } from "../discrete/running.js";
import { requestsOf, stepsIn } from "../discrete/turns.js";
import { oneMoreStep, withWholeLimits } from "../discrete/whole-steps.js";
import type { CheckedOptions } from "../model/options.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { DecidedLeaf, LimitThatBlocks } from "./story.js";

/** Who is on and at which step, of an allocation that the audit passes, and what stands in the way of more. */
export class DecidedLeaves {
  /** What is left to explain: without minimums and steps, everything decided held where it is. */
  readonly rest: FlatTree;
  readonly #tree: FlatTree;
  readonly #off: ReadonlyMap<number, SwitchedOff>;
  readonly #dispatch: Float64Array;
  readonly #oneMore: ((leaf: number) => Blocked | "requested" | undefined) | undefined;

  /** @param tree with the target in place of the root's limits */
  constructor(tree: FlatTree, flows: ArrayLike<number>, { maximise }: CheckedOptions) {
    const dispatch = Float64Array.from(flows, (flow, v) => flow - tree.shift[v]);
    const running =
      tree.minimum === undefined
        ? { numbers: withinLimits(tree, tree.lower, tree.upper, requestsOf(tree, maximise)), off: OffLeaves.none }
        : whoIsOn(
            tree,
            maximise,
            () => dispatch,
            (leaf) => dispatch[leaf] > 0,
          );
    this.#tree = tree;
    this.#dispatch = dispatch;
    this.#off = new Map(running.off.list().map((leaf) => [leaf.node, leaf]));
    const { step } = tree;
    const whole = step && withWholeLimits(tree, step, running.numbers);
    if (step === undefined || whole === undefined || "contradiction" in whole) {
      this.rest = decidedTree(tree, running.numbers);
      return;
    }
    this.#oneMore = oneMoreStep(tree, step, whole.numbers, dispatch);
    const held = (limits: Float64Array) => limits.map((limit, v) => (Number.isNaN(step[v]) ? limit : dispatch[v]));
    const { lower, upper, request } = whole.numbers;
    this.rest = decidedTree(tree, withinLimits(tree, held(lower), held(upper), request));
  }

  /** What was decided of a leaf; `undefined` where nothing was. */
  of(leaf: number): DecidedLeaf | undefined {
    const off = this.#off.get(leaf);
    if (off) return { kind: "off", needs: off.needs, blockedBy: this.#told(off.blocked) };
    const step = this.#tree.step?.[leaf] ?? Number.NaN;
    if (Number.isNaN(step)) return undefined;
    const next = this.#oneMore?.(leaf);
    return {
      ...{ kind: "steps", step, count: stepsIn(this.#dispatch[leaf], step, Math.round) },
      blockedBy: next === "requested" ? undefined : this.#told(next),
    };
  }

  #told(blocked: Blocked | undefined): LimitThatBlocks | undefined {
    return blocked && { ...blocked, id: this.#tree.id(blocked.node) };
  }
}
