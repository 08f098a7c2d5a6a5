/*
 * What the kernel exports: plain functions on numbers and addresses. Nothing here throws; statuses are numbers.
 *
 * `layOut`, then the caller writes the problem; `solve` finds the plan. `amount` then has it; on UNMET `excess` has, below
 * 0, what is missing of lower limits.
 */
import { keepLimits, lacksAny, makeEnergiesEven, seed, serveMost } from "./energies";
import { makeLoadsEven } from "./loads";
import { isFull, splitPart, startWhole } from "./parts";
import { readSets, settleAll, sumUp } from "./state";
import { route } from "./waves";

export {
  amount,
  base,
  changed,
  childBegin,
  children,
  entries,
  excess,
  flow,
  from,
  given,
  hours,
  layOut,
  loadBegin,
  loadCount,
  loadNode,
  lower,
  most,
  mostRow,
  nodeLoads,
  parent,
  priceRank,
  rank,
  rows,
  taken,
  to,
  upper,
  wanted,
  weight,
} from "./memory";

const OPTIMAL = 0;
/** Some lower limits cannot be met in time. */
const UNMET = 1;
/** The memory cannot grow any further. */
const FULL = 2;

/**
 * @param isWarm starts from the amounts that are there, which must keep every bound of the loads; else from nothing
 * @param isEven all steps are of one length and of one price
 * @param hasLower some node must pass something up
 */
export function solve(isWarm: bool, isEven: bool, hasLower: bool, hasPriorities: bool, hasPrices: bool): i32 {
  settleAll();
  sumUp();
  seed(isEven);
  startWhole();
  const isMissing = (hasLower || isWarm) && keepLimits();
  readSets();
  if (isMissing) {
    route(false);
    if (isFull) return FULL;
    if (lacksAny()) return UNMET;
  }
  serveMost();
  // Below those who are short, on top all others: they can trade no more, so either goal is met on its own side.
  splitPart();
  makeLoadsEven(hasPrices);
  makeEnergiesEven(hasPriorities);
  return isFull ? FULL : OPTIMAL;
}
