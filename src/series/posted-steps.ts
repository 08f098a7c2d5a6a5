import type { LeafSteps } from "../engine/leaf-steps.js";

/** Steps that may be posted to another thread, and the memory that goes there with them. */
export interface PostedSteps {
  readonly steps: LeafSteps;
  readonly transfer: ArrayBuffer[];
}

/**
 * Copies what the steps are made of, since posting a part of an array would copy all of it, and the caller may fill its arrays
 * anew; memory that threads share anyway goes as it is.
 */
export function postedSteps(given: LeafSteps): PostedSteps {
  const transfer: ArrayBuffer[] = [];
  const posted = (value: unknown): unknown => {
    if (value instanceof Float64Array) {
      if (value.buffer instanceof SharedArrayBuffer) return value;
      const copy = value.slice();
      transfer.push(copy.buffer);
      return copy;
    }
    if (Array.isArray(value)) return value.map(posted);
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, posted(member)]));
  };
  return { steps: posted(given) as LeafSteps, transfer };
}
