/* Every leaf's dispatch, from the prices that were found. O(n + m), from the root down; nothing but writes to memory. */
import { within } from "./items";
import {
  heldOf,
  inner,
  innerCount,
  leaf,
  leafDispatch,
  leafLower,
  leafUpper,
  leafWeight,
  NOT_HELD,
  ownLeafBegin,
  parentOf,
  price,
  setInner,
  setLeaf,
} from "./memory";

/**
 * A node that no limit holds has its parent's price, the root +Infinity; a leaf answers it within its own limits. Fills
 * `leafDispatch`, which stands until the next solve.
 */
export function writeDispatches(): void {
  for (let v = innerCount - 1; v >= 0; v--) {
    if (heldOf(v) == NOT_HELD) {
      const p = parentOf(v);
      setInner(price, v, p < 0 ? Infinity : inner(price, p));
    }
    const level = inner(price, v);
    let k = ownLeafBegin(v);
    const end = ownLeafBegin(v + 1);
    const level2 = f64x2.splat(level);
    for (; k + 1 < end; k += 2) {
      const at = (<usize>k) << 3;
      const raised = f64x2.pmax(f64x2.mul(v128.load(leafWeight + at), level2), v128.load(leafLower + at));
      v128.store(leafDispatch + at, f64x2.pmin(raised, v128.load(leafUpper + at)));
    }
    for (; k < end; k++) {
      setLeaf(leafDispatch, k, within(leaf(leafWeight, k) * level, leaf(leafLower, k), leaf(leafUpper, k)));
    }
  }
}
