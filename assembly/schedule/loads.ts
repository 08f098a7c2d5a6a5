/*
 * The second goal: when. With the energies as they are, the most even load of the steps at the root.
 */
import { findTargets } from "./levels";
import {
  base,
  excess,
  flow,
  hasDeficit,
  hours,
  int,
  itemLeast,
  itemMost,
  itemOffset,
  itemRank,
  itemTarget,
  itemWeight,
  lower,
  number,
  priceRank,
  setInt,
  setNumber,
  setWords,
  stepCount,
  surplus,
  upper,
} from "./memory";
import { dropPart, hasPartAbove, isFull, nodesBegin, nodesEnd, partNode, partSteps, splitPart } from "./parts";
import { exclude, includeIf, word } from "./sets";
import { route, stuckAtNodes } from "./waves";

/** Makes the loads of all parts but the bottommost even, one part after the other. */
export function makeLoadsEven(hasRanks: bool): void {
  store<u8>(hasDeficit, 1);
  while (hasPartAbove() && !isFull) {
    // The root is the first of a part's nodes, where it is in it at all.
    const hasRoot = nodesBegin < nodesEnd && partNode(nodesBegin) == 0;
    if (hasRoot && askForLevel(partSteps(nodesBegin), hasRanks)) splitPart();
    else dropPart();
  }
  store<u8>(hasDeficit, 0);
}

/** Asks the steps of the part at hand to be level; whether they cannot be, so that a cut divides them. */
function askForLevel(steps: usize, hasRanks: bool): bool {
  let count = 0;
  let total = stuckAtNodes(1);
  for (let w = 0; w < setWords; w++) {
    for (let bits = word(steps, w); bits != 0; bits &= bits - 1) {
      const t = (w << 6) + <i32>ctz(bits);
      total += number(flow, t);
      setNumber(itemWeight, count, number(hours, t));
      setNumber(itemOffset, count, number(base, t));
      setNumber(itemLeast, count, number(lower, t));
      setNumber(itemMost, count, number(upper, t));
      if (hasRanks) setInt(itemRank, count, int(priceRank, t));
      count++;
    }
  }
  if (count == 0) return false;
  findTargets(count, total, hasRanks);
  let k = 0;
  for (let w = 0; w < setWords; w++) {
    for (let bits = word(steps, w); bits != 0; bits &= bits - 1) {
      const t = (w << 6) + <i32>ctz(bits);
      const over = number(flow, t) - number(itemTarget, k++);
      setNumber(excess, t, over);
      includeIf(surplus, t, over > 0);
    }
  }
  route(false);
  // A quantum each is rounding of the level.
  if (stuckAtNodes(0) > <f64>stepCount) return true;
  if (stuckAtNodes(1) > 0) takeAnywhere(steps);
  forgive(steps);
  return false;
}

/** What is stuck below the root goes up in any step. */
function takeAnywhere(steps: usize): void {
  for (let w = 0; w < setWords; w++) {
    for (let bits = word(steps, w); bits != 0; bits &= bits - 1) {
      const t = (w << 6) + <i32>ctz(bits);
      setNumber(excess, t, -1e300);
      exclude(surplus, t);
    }
  }
  route(false);
}

function forgive(steps: usize): void {
  for (let w = 0; w < setWords; w++) {
    for (let bits = word(steps, w); bits != 0; bits &= bits - 1) {
      const t = (w << 6) + <i32>ctz(bits);
      setNumber(excess, t, 0);
      exclude(surplus, t);
    }
  }
}
