import type { LeafSteps } from "../engine/leaf-steps.js";

/** Steps that may be posted to another thread, and the memory that goes there with them. */
export interface PostedSteps {
  readonly steps: LeafSteps;
  readonly transfer: readonly ArrayBuffer[];
}

/**
 * Copies what the steps are made of, since posting a part of an array would copy all of it, and the caller may fill its arrays
 * anew; memory that threads share anyway goes as it is. All copies are in one buffer: a thousand shapes are one to send.
 */
export function postedSteps(given: LeafSteps): PostedSteps {
  const buffer = new ArrayBuffer(copiedBytes(given));
  let at = 0;
  const posted = (value: unknown): unknown => {
    if (isCopied(value)) {
      const copy = new Float64Array(buffer, at, value.length);
      copy.set(value);
      at += copy.byteLength;
      return copy;
    }
    if (Array.isArray(value)) return value.map(posted);
    if (!isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, posted(member)]));
  };
  return { steps: posted(given) as LeafSteps, transfer: [buffer] };
}

function copiedBytes(value: unknown): number {
  if (isCopied(value)) return value.byteLength;
  if (!isPlain(value)) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + copiedBytes(member), 0);
}

function isCopied(value: unknown): value is Float64Array {
  return value instanceof Float64Array && !(value.buffer instanceof SharedArrayBuffer);
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}
