/*
 * Inner nodes in the order of their positions, children before parents, each once: a binary heap of i32 in the work area.
 * O(log size) each.
 */
import { inWork, QUEUED, setState, stateOf } from "./memory";

let room: usize = 0;
let size: i32 = 0;

/** Starts an empty queue at an address with room for every inner node. */
export function beginQueue(address: usize): void {
  room = address;
  size = 0;
}

export function isQueueEmpty(): bool {
  return size == 0;
}

function entry(i: i32): usize {
  return inWork(room + ((<usize>i) << 2));
}

/** Puts v into the queue, unless it is there. */
export function enqueue(v: i32): void {
  if (stateOf(v) & QUEUED) return;
  setState(v, stateOf(v) | QUEUED);
  let i = size;
  size++;
  while (i > 0) {
    const above = (i - 1) >> 1;
    const other = load<i32>(entry(above));
    if (other <= v) break;
    store<i32>(entry(i), other);
    i = above;
  }
  store<i32>(entry(i), v);
}

/** Takes the first node out. */
export function dequeue(): i32 {
  const first = load<i32>(entry(0));
  setState(first, stateOf(first) & ~QUEUED);
  size--;
  const last = load<i32>(entry(size));
  let i = 0;
  for (;;) {
    let below = 2 * i + 1;
    if (below >= size) break;
    if (below + 1 < size && load<i32>(entry(below + 1)) < load<i32>(entry(below))) below++;
    const other = load<i32>(entry(below));
    if (other >= last) break;
    store<i32>(entry(i), other);
    i = below;
  }
  if (size > 0) store<i32>(entry(i), last);
  return first;
}
