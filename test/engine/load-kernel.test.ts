import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { loadKernel } from "../../src/engine/kernel.js";
import { Solver } from "../../src/engine/solver.js";
import { InputError } from "../../src/model/input-error.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { loadScheduleKernel } from "../../src/schedule/kernel.js";

const built = (name: string) => readFile(new URL(`../../build/${name}.wasm`, import.meta.url));
const another =
  "the module to load is another kernel, or of another version; take the file that this version has beside it";
const flow = () => {
  const solution = new Solver(new LeafNode({ upperLimit: 2 }), { engine: "wasm" }).solve();
  return solution.status === "optimal" && solution.rootFlow;
};

test("a module that is not the kernel is refused, and the one before stays", async () => {
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  await expect(loadKernel(empty)).rejects.toThrow(InputError);
  await expect(loadKernel(new WebAssembly.Module(empty))).rejects.toThrow(
    "the module to load is not a kernel of this package; take the file that this version has beside it",
  );
  expect(flow()).toBe(2);
});

test("either kernel is refused in the other's place", async () => {
  await expect(loadKernel(await built("schedule-kernel.release"))).rejects.toThrow(another);
  await expect(loadScheduleKernel(await built("kernel.release"))).rejects.toThrow(another);
});

test("a kernel of another version is refused", async () => {
  const bytes = new Uint8Array(await built("kernel.release"));
  const last = bytes.length - 1;
  bytes[last] ^= 1;
  await expect(loadKernel(bytes)).rejects.toThrow(another);
  bytes[last] ^= 1;
  await loadKernel(bytes);
  expect(flow()).toBe(2);
});
