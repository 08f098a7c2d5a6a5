import type { CheckedOptions } from "../model/options.js";
import type { Contradiction } from "../problem/outcome.js";
import { FlatTree } from "../tree/flat-tree.js";
import { type Balance, type SwitchedOff, whoIsOn, withLimits } from "./running.js";
import { requestsOf } from "./turns.js";
import { wholeSteps, withWholeLimits } from "./whole-steps.js";

/** What makes that there is no answer, where there would be one without. */
export type DiscreteFault = "minimums" | "steps";

/** Who is on, and at which whole steps. */
export interface Decided {
  /** A tree without minimums and steps, whose balanced allocation is the answer. */
  readonly tree: FlatTree;
  readonly off: readonly SwitchedOff[];
  readonly fault?: DiscreteFault | undefined;
  /** Where no whole step lies between a node's limits. */
  readonly contradiction?: Contradiction | undefined;
}

/**
 * Decides for every leaf with a minimum whether it is on, and for every leaf with a step how many: a rule, deterministic and
 * such that a person can check it by hand, since finding the best such allocation is NP-hard.
 * @param balance the balanced allocation of trees that have neither
 */
export function decide(
  tree: FlatTree,
  { maximise, target }: Pick<CheckedOptions, "maximise" | "target">,
  balance: Balance,
): Decided {
  const asked = withTarget(tree, target);
  const running = tree.minimum
    ? whoIsOn(asked, maximise, balance)
    : { tree: withLimits(asked, asked.lower, asked.upper, requestsOf(asked, maximise)), off: [], isBroken: false };
  const { off } = running;
  if (running.isBroken) return { tree: running.tree, off, fault: "minimums" };
  if (tree.step === undefined) return { tree: running.tree, off };

  const whole = withWholeLimits(running.tree, tree.step, requestsOf(running.tree, maximise));
  if (!(whole instanceof FlatTree)) return { tree: running.tree, off, fault: "steps", contradiction: whole };
  const balanced = balance(whole);
  if (balanced === undefined) return { tree: whole, off, fault: "steps" };
  const stepped = wholeSteps(whole, tree.step, balanced);
  return { tree: stepped.tree, off, fault: stepped.isBroken ? "steps" : undefined };
}

/** The tree with the target in place of the root's limits. */
export function withTarget(tree: FlatTree, target: number | undefined): FlatTree {
  if (target === undefined) return tree;
  const { root, lower, upper, shift } = tree;
  const flow = tree.isLeaf(root) ? target - shift[root] : target;
  return tree.withNumbers({ lower: lower.with(root, flow), upper: upper.with(root, flow) });
}
