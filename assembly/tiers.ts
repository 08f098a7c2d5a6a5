/*
 * Requests and priorities: prices in tiers. O(solve) for every tier that somebody moves in.
 *
 * Import tiers come first, highest priority first: a leaf moves from its lower limit to its request. Then, where some
 * lower limit still asks for more, export tiers, lowest priority first: from the request to the upper limit, under those
 * nodes alone. One tier is the plain problem, with everybody else at rest. A node whose lower limit cannot be met in it
 * has its price in a later one: it counts with its limit above (bounds.ts, `reserves`), and all below it have what the
 * tier can give. An export tier is an import tier with import and export changed about, since its price comes from below.
 *
 * Behind the arena, once there is room (`layOutTiers`):
 *
 *     leafBottom, leafRequest, leafTop  f64[n]  written by the caller: lower limit, request, upper limit
 *     leafTier                          i32[n]  written by the caller: 0 for the highest priority, then 1, ...
 *
 * `leafLower` and `leafUpper` are what a leaf may do in the tier at hand; at rest both are what it has.
 */
import { FEASIBLE, findBounds, INFEASIBLE, missesLimits, reserveBounds } from "./bounds";
import { writeDispatches } from "./dispatches";
import { solveLevels } from "./levels";
import {
  inner,
  innerCount,
  innerLower,
  innerUpper,
  leaf,
  leafCount,
  leafDispatch,
  leafLower,
  leafShift,
  leafUpper,
  place,
  placeBehind,
  reserveForGood,
  setInner,
  setLeaf,
} from "./memory";

export let leafBottom: usize = 0;
export let leafRequest: usize = 0;
export let leafTop: usize = 0;
export let leafTier: usize = 0;

/** A leaf that misses its request by less than this, relative to it, has it: prices are quotients, and round. */
const REQUEST_MET: f64 = 4e-15;
/** Stands for -Infinity while a leaf rests there: no sum that it is in can reach an upper limit. */
const FAR_BELOW: f64 = -1e300;

/** Makes room behind the arena; the memory grows. Returns the bytes needed in all. */
export function layOutTiers(): f64 {
  const n = <u64>leafCount;
  placeBehind();
  leafBottom = place(n, 8);
  leafRequest = place(n, 8);
  leafTop = place(n, 8);
  leafTier = place(n, 4);
  return reserveForGood();
}

function tierOf(k: i32): i32 {
  return load<i32>(leafTier + ((<usize>k) << 2));
}

function restAt(k: i32, dispatch: f64): void {
  setLeaf(leafLower, k, dispatch);
  setLeaf(leafUpper, k, dispatch);
}

/**
 * Solves `tiers` priorities and fills `leafDispatch`; returns FEASIBLE or INFEASIBLE (`state` says where). The leaves' own
 * numbers are those of the plain problem again afterwards: the request as upper limit.
 */
export function solveTiers(tiers: i32): i32 {
  for (let k = 0; k < leafCount; k++) setLeaf(leafUpper, k, leaf(leafTop, k));
  if (findBounds() == INFEASIBLE) {
    takePlainLimits();
    return INFEASIBLE;
  }
  for (let k = 0; k < leafCount; k++) restAt(k, Math.max(leaf(leafBottom, k), FAR_BELOW));
  for (let tier = 0; tier < tiers; tier++) enterImportTier(tier);
  if (missesLimits()) {
    mirror();
    for (let tier = tiers - 1; tier >= 0; tier--) enterExportTier(tier);
    mirror();
  }
  for (let k = 0; k < leafCount; k++) setLeaf(leafDispatch, k, leaf(leafLower, k));
  takePlainLimits();
  return FEASIBLE;
}

function takePlainLimits(): void {
  for (let k = 0; k < leafCount; k++) {
    setLeaf(leafLower, k, leaf(leafBottom, k));
    setLeaf(leafUpper, k, leaf(leafRequest, k));
  }
}

function enterImportTier(tier: i32): void {
  let somebodyMoves = false;
  for (let k = 0; k < leafCount; k++) {
    if (tierOf(k) != tier) continue;
    setLeaf(leafLower, k, leaf(leafBottom, k));
    setLeaf(leafUpper, k, leaf(leafRequest, k));
    somebodyMoves = somebodyMoves || leaf(leafBottom, k) < leaf(leafRequest, k);
  }
  if (somebodyMoves) solveTier(tier);
}

/** The tree is mirrored. Who was cut below the request is held there by some upper limit, and rests. */
function enterExportTier(tier: i32): void {
  let somebodyMoves = false;
  for (let k = 0; k < leafCount; k++) {
    if (tierOf(k) != tier) continue;
    const request = leaf(leafRequest, k);
    const isCut = request + leaf(leafLower, k) > REQUEST_MET * Math.abs(request);
    if (isCut || leaf(leafTop, k) == request) continue;
    setLeaf(leafUpper, k, 0 - request);
    setLeaf(leafLower, k, 0 - leaf(leafTop, k));
    somebodyMoves = true;
  }
  if (somebodyMoves) solveTier(tier);
}

function solveTier(tier: i32): void {
  reserveBounds();
  solveLevels();
  writeDispatches();
  for (let k = 0; k < leafCount; k++) if (tierOf(k) == tier) restAt(k, leaf(leafDispatch, k));
}

/** Import for export, and lower limits for upper ones; twice is not at all. */
function mirror(): void {
  for (let k = 0; k < leafCount; k++) {
    const lower = leaf(leafLower, k);
    setLeaf(leafLower, k, 0 - leaf(leafUpper, k));
    setLeaf(leafUpper, k, 0 - lower);
    setLeaf(leafShift, k, 0 - leaf(leafShift, k));
  }
  for (let v = 0; v < innerCount; v++) {
    const lower = inner(innerLower, v);
    setInner(innerLower, v, 0 - inner(innerUpper, v));
    setInner(innerUpper, v, 0 - lower);
  }
}
