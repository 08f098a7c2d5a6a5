import type { CheckedOptions } from "../model/options.js";
import type { Contradiction } from "../problem/outcome.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { type DecidedNumbers, withinLimits } from "./decided-numbers.js";
import { type Balance, OffLeaves, whoIsOn } from "./running.js";
import { requestsOf } from "./turns.js";
import { wholeSteps, withWholeLimits } from "./whole-steps.js";

/** What makes that there is no answer, where there would be one without. */
export type DiscreteFault = "minimums" | "steps";

/** Who is on, and at which whole steps. */
export interface Decided {
  /** Their balanced allocation is the answer. */
  readonly numbers: DecidedNumbers;
  readonly off: OffLeaves;
  readonly fault?: DiscreteFault | undefined;
  /** Where no whole step lies between a node's limits. */
  readonly contradiction?: Contradiction | undefined;
}

/**
 * Decides for every leaf with a minimum whether it is on, and for every leaf with a step how many: a rule, deterministic and
 * such that a person can check it by hand, since finding the best such allocation is NP-hard.
 * @param tree with the target in place of the root's limits
 * @param balance the balanced allocation of numbers without minimums and steps
 */
export function decide(tree: FlatTree, maximise: CheckedOptions["maximise"], balance: Balance): Decided {
  const running = tree.minimum
    ? whoIsOn(tree, maximise, balance)
    : {
        numbers: withinLimits(tree, tree.lower, tree.upper, requestsOf(tree, maximise)),
        off: OffLeaves.none,
        isBroken: false,
      };
  const { numbers, off } = running;
  if (running.isBroken) return { numbers, off, fault: "minimums" };
  if (tree.step === undefined) return { numbers, off };

  const whole = withWholeLimits(tree, tree.step, numbers);
  if ("contradiction" in whole) return { numbers, off, fault: "steps", contradiction: whole.contradiction };
  const balanced = balance(whole.numbers);
  if (balanced === undefined) return { numbers: whole.numbers, off, fault: "steps" };
  const stepping = wholeSteps(tree, tree.step, whole.numbers, balanced);
  return { numbers: stepping.numbers, off, fault: stepping.isBroken ? "steps" : undefined };
}

/** The tree with the target in place of the root's limits. */
export function withTarget(tree: FlatTree, target: number | undefined): FlatTree {
  if (target === undefined) return tree;
  const { root, lower, upper, shift } = tree;
  const flow = tree.isLeaf(root) ? target - shift[root] : target;
  return tree.withNumbers({ lower: lower.with(root, flow), upper: upper.with(root, flow) });
}
