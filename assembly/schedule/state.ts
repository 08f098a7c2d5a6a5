/*
 * What follows from the plan: sums, and in which steps loads and nodes could move.
 */
import {
  amountsOf,
  downward,
  excess,
  flow,
  from,
  hasDeficit,
  int,
  loadCount,
  loadExcess,
  loadNode,
  lower,
  lowerable,
  mostAt,
  nodeCount,
  parent,
  raisable,
  rowBytes,
  rowOf,
  setBytes,
  setNumber,
  setOf,
  stepCount,
  surplus,
  taken,
  to,
  upper,
  upward,
} from "./memory";
import { clear, include } from "./sets";

/** Nothing has too much or too little. */
export function settleAll(): void {
  memory.fill(excess, 0, <usize>nodeCount * rowBytes);
  memory.fill(surplus, 0, <usize>nodeCount * setBytes);
  memory.fill(hasDeficit, 0, <usize>nodeCount);
  memory.fill(loadExcess, 0, (<usize>loadCount) << 3);
}

/** Reads off the amounts and flows who could move, and when. */
export function readSets(): void {
  for (let i = 0; i < loadCount; i++) readLoad(i);
  for (let v = 1; v < nodeCount; v++) {
    const up = setOf(upward, v);
    const down = setOf(downward, v);
    clear(up);
    clear(down);
    for (let t = 0; t < stepCount; t++) {
      const o = (<usize>t) << 3;
      const passed = load<f64>(rowOf(flow, v) + o);
      if (passed < load<f64>(rowOf(upper, v) + o)) include(up, t);
      if (passed > load<f64>(rowOf(lower, v) + o)) include(down, t);
    }
  }
}

function readLoad(i: i32): void {
  const more = setOf(raisable, i);
  const less = setOf(lowerable, i);
  clear(more);
  clear(less);
  const end = int(to, i);
  const amounts = amountsOf(i);
  for (let w = int(from, i) >> 6; w << 6 < end; w++) {
    let raised: u64 = 0;
    let lowered: u64 = 0;
    const first = max(int(from, i), w << 6);
    const last = min(end, (w + 1) << 6);
    for (let t = first; t < last; t++) {
      const held = load<f64>(amounts + ((<usize>t) << 3));
      raised |= (<u64>i32(held < mostAt(i, t))) << (t & 63);
      lowered |= (<u64>i32(held > 0)) << (t & 63);
    }
    store<u64>(more + ((<usize>w) << 3), raised);
    store<u64>(less + ((<usize>w) << 3), lowered);
  }
}

/** Sums up what the amounts come to: energies of the loads, flows of the nodes. */
export function sumUp(): void {
  memory.fill(flow, 0, <usize>nodeCount * rowBytes);
  for (let i = 0; i < loadCount; i++) {
    const row = rowOf(flow, int(loadNode, i));
    const amounts = amountsOf(i);
    let sum: f64 = 0;
    for (let t = int(from, i); t < int(to, i); t++) {
      const o = (<usize>t) << 3;
      const held = load<f64>(amounts + o);
      sum += held;
      store<f64>(row + o, load<f64>(row + o) + held);
    }
    setNumber(taken, i, sum);
  }
  for (let v = nodeCount - 1; v > 0; v--) {
    const row = rowOf(flow, v);
    const above = rowOf(flow, int(parent, v));
    for (let o: usize = 0; o < rowBytes; o += 8) store<f64>(above + o, load<f64>(above + o) + load<f64>(row + o));
  }
}
