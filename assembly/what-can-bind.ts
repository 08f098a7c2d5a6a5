/* Which limits can bind at any of many steps, and the tree without the others (step-tree.ts). O(n + m), and what varies. */
import { boundsOfMany } from "./bounds";
import { stepStatus, UNSOUND } from "./one-step";
import { keepVarying, takeExtremeLimits } from "./step-limits";
import { LEAST_REQUEST, LIMIT, REQUEST_AT_MOST, takeExtremes } from "./step-rows";
import { leaveOut, seeKept } from "./step-tree";

/**
 * Sees the tree without them. With requests for upper limits, unless somebody may have to take more: where at some step
 * all requests, at the least that they are, may miss a lower limit.
 */
export function leaveOutWhatCannotBind(count: i32, hasRequests: bool): void {
  let most = LIMIT;
  if (hasRequests) {
    takeExtremes(LEAST_REQUEST);
    takeExtremeLimits(count, stepStatus, UNSOUND, false);
    if (!boundsOfMany()) most = REQUEST_AT_MOST;
  }
  takeExtremes(most);
  takeExtremeLimits(count, stepStatus, UNSOUND, true);
  boundsOfMany();
  keepVarying();
  leaveOut();
  seeKept();
}
