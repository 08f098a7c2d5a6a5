import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { readingProblem } from "../files/read-text.js";
import { InputError } from "../model/input-error.js";
import { printable } from "../model/printable.js";
import { FormatError } from "../text/format-error.js";
import type { Grid } from "../text/grid.js";

/** What a run's answer follows from: where none of it has changed, a run can go on where another has ended. */
export interface RunIdentity {
  /** Of this package. */
  readonly version: string;
  /** By what they are: hashes of what is in them. */
  readonly inputs: Readonly<Record<string, RunInput>>;
  /** By their names; absent where they are not given. */
  readonly options: Readonly<Record<string, string | undefined>>;
}

export interface RunInput {
  readonly path: string;
  readonly hash: string;
}

/** The first thing that is not as it was, for people; `undefined` where all is. */
export function changeOf(before: RunIdentity, now: RunIdentity): string | undefined {
  if (before.version !== now.version) return `it was begun by version ${before.version}, and this is ${now.version}`;
  for (const name of Object.keys({ ...before.options, ...now.options })) {
    const [was, is] = [before.options[name], now.options[name]].map((value) => value ?? "not given");
    if (was !== is) return `${name} was ${printable(was)}, and is ${printable(is)} now`;
  }
  for (const [name, { path, hash }] of Object.entries(now.inputs)) {
    if (before.inputs[name]?.hash !== hash) return `${name} has changed since then (${printable(path)})`;
  }
  return undefined;
}

/** Of all that a run's answer follows from, wherever its inputs are. */
export function hashOfIdentity({ version, options, inputs }: RunIdentity): string {
  const hashes = Object.entries(inputs).map(([name, { hash }]) => [name, hash]);
  return hashOfText(JSON.stringify([version, options, hashes]));
}

/** Of all that a file is. @throws FormatError where it cannot be read */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash).catch((error) => {
    throw new FormatError(new InputError(readingProblem(error)), { source: path });
  });
  return hash.digest("hex");
}

export function hashOfText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Of a grid as it was read: its tree, and the profiles that its leaves follow. */
export function hashOfGrid({ tree, profiles }: Grid): string {
  const hash = createHash("sha256").update(new Uint8Array(tree.toBuffer()));
  return hash.update(JSON.stringify(profiles ?? [])).digest("hex");
}
