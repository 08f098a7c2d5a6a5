/*
 * Newton's method for one price: where to look next, given a sum and its slope at the price just looked at. One search at
 * a time; it keeps a bracket for where the steps leave it.
 */

let low: f64 = 0;
let high: f64 = 0;
let atLow: f64 = 0;
let atHigh: f64 = 0;
let reach: f64 = 0;

/** Begins a search at `start`; `span` is how far apart prices may be expected. */
export function beginSearch(start: f64, span: f64): void {
  low = -Infinity;
  high = Infinity;
  atLow = atHigh = 0;
  reach = Math.max(span, Math.abs(start));
  if (!(reach > 0)) reach = 1;
}

/**
 * The next price after `at`, where the sum is `sum`, its slope `slope`, and `missing` more is wanted to come to `total`:
 * along the slope; where that leaves the bracket, along the secant of its ends; where it has no other end yet, further
 * out. `at` itself where no double is left inside: that is as near as prices come.
 */
export function nextPrice(at: f64, sum: f64, slope: f64, total: f64, missing: f64): f64 {
  if (missing > 0) {
    low = at;
    atLow = sum;
  } else {
    high = at;
    atHigh = sum;
  }
  let next = slope > 0 ? at + missing / slope : missing > 0 ? Infinity : -Infinity;
  if (!(next > low && next < high && Math.abs(next) < Infinity)) {
    if (low > -Infinity && high < Infinity) {
      const share = atHigh > atLow ? (total - atLow) / (atHigh - atLow) : 0.5;
      next = low + (high - low) * Math.min(Math.max(share, 0.1), 0.9);
    } else {
      reach = 4 * Math.max(reach, Math.abs(at));
      next = missing > 0 ? at + reach : at - reach;
    }
  }
  return next > low && next < high ? next : at;
}
