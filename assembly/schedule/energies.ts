/*
 * The first goal: who gets how much. Lower limits first, then the greatest total, then the most even energies of those who
 * are short.
 */
import { findTargets } from "./levels";
import {
  excess,
  flow,
  given,
  hasDeficit,
  int,
  itemLeast,
  itemMost,
  itemOffset,
  itemRank,
  itemTarget,
  itemWeight,
  loadCount,
  loadExcess,
  lower,
  nodeCount,
  number,
  order,
  parent,
  rank,
  rowOf,
  setInt,
  setNumber,
  setOf,
  stepCount,
  surplus,
  taken,
  upper,
  wanted,
  weight,
} from "./memory";
import { dropPart, hasPart, isFull, loadsBegin, loadsEnd, partNodeCount, splitPart } from "./parts";
import { empty, fill } from "./seed";
import { includeIf } from "./sets";
import { route, stuckAtNodes, stuckInPart } from "./waves";

/** Every load that wants more takes what it finds room for, one after the other. */
export function seed(isEven: bool): void {
  for (let i = 0; i < loadCount; i++) {
    const wants = number(wanted, i);
    const held = number(taken, i);
    if (held >= wants) continue;
    if (held > 0) empty(i);
    setNumber(taken, i, fill(i, wants, isEven));
  }
  for (let i = 0; i < loadCount; i++) setNumber(loadExcess, i, number(wanted, i) - number(taken, i));
}

/**
 * Passes flows up within all limits, from the leaves up: what does not fit stays, what is missing is a deficit, and so far
 * all that leaves the root above its lower limit could do without. Returns whether something is missing.
 */
export function keepLimits(): bool {
  let isMissing = false;
  for (let v = nodeCount - 1; v >= 0; v--) {
    const own = rowOf(flow, v);
    const changed = rowOf(excess, v);
    const above = v > 0 ? rowOf(excess, int(parent, v)) : 0;
    for (let t = 0; t < stepCount; t++) {
      const o = (<usize>t) << 3;
      // Until a node's turn comes its excess is what its children pass up beyond what the plan says.
      const planned = load<f64>(own + o);
      const arriving = planned + load<f64>(changed + o);
      const least = load<f64>(rowOf(lower, v) + o);
      const passed = v > 0 ? min(max(arriving, least), load<f64>(rowOf(upper, v) + o)) : least;
      const left = arriving - passed;
      store<f64>(changed + o, left);
      includeIf(setOf(surplus, v), t, left > 0);
      if (left < 0) {
        store<u8>(hasDeficit + <usize>v, 1);
        isMissing = true;
      }
      store<f64>(own + o, v > 0 ? passed : arriving);
      if (v > 0) store<f64>(above + o, load<f64>(above + o) + passed - planned);
    }
  }
  return isMissing;
}

/** Whether something is missing still. */
export function lacksAny(): bool {
  for (let v = 0; v < nodeCount; v++) {
    if (!load<u8>(hasDeficit + <usize>v)) continue;
    for (let t = 0; t < stepCount; t++) if (load<f64>(rowOf(excess, v) + ((<usize>t) << 3)) < 0) return true;
  }
  return false;
}

/** Whoever wants more takes what the root has room for, by whatever detour. */
export function serveMost(): void {
  memory.fill(hasDeficit, 0, <usize>nodeCount);
  store<u8>(hasDeficit, 1);
  offerRoom(true);
  route(false);
  offerRoom(false);
  store<u8>(hasDeficit, 0);
}

/** Makes the root's room a deficit; or forgets what is left of it. */
function offerRoom(isOpen: bool): void {
  for (let t = 0; t < stepCount; t++) {
    const o = (<usize>t) << 3;
    const above = isOpen ? load<f64>(flow + o) - load<f64>(upper + o) : max(0, load<f64>(excess + o));
    store<f64>(excess + o, above);
    includeIf(surplus, t, above > 0);
  }
}

/** Makes the energies of the parts even, one part after the other; what they want beyond is forgotten. */
export function makeEnergiesEven(hasRanks: bool): void {
  while (hasPart() && !isFull) {
    const count = loadsEnd - loadsBegin;
    if (count > 0 && askForLevel(count, hasRanks)) {
      splitPart();
      continue;
    }
    for (let j = loadsBegin; j < loadsEnd; j++) setNumber(loadExcess, int(order, j), 0);
    dropPart();
  }
}

/** Asks the loads of the part at hand to be level; whether they cannot be, so that a cut divides them. */
function askForLevel(count: i32, hasRanks: bool): bool {
  let total = -stuckAtNodes(0);
  for (let k = 0; k < count; k++) {
    const i = int(order, loadsBegin + k);
    total += number(taken, i);
    setNumber(itemWeight, k, number(weight, i));
    setNumber(itemOffset, k, number(given, i));
    setNumber(itemLeast, k, 0);
    setNumber(itemMost, k, number(wanted, i));
    if (hasRanks) setInt(itemRank, k, int(rank, i));
  }
  findTargets(count, total, hasRanks);
  for (let k = 0; k < count; k++) {
    const i = int(order, loadsBegin + k);
    setNumber(loadExcess, i, number(itemTarget, k) - number(taken, i));
  }
  route(true);
  const stuck = stuckInPart();
  // A quantum or two each is rounding of the level.
  if (stuck > <f64>(count + partNodeCount())) return true;
  if (stuck > 0) giveBack();
  return false;
}

/** What is stuck goes back to any load. */
function giveBack(): void {
  for (let j = loadsBegin; j < loadsEnd; j++) {
    const i = int(order, j);
    setNumber(loadExcess, i, -number(taken, i));
  }
  route(true);
}
