import { readFile } from "node:fs/promises";
import { loadKernel } from "../src/engine/kernel.js";
import { loadScheduleKernel } from "../src/schedule/kernel.js";

// The suite runs over two builds of the kernel: release (the inlined one) and debug (every index checked).
const build = process.env.CNAB_KERNEL;
if (build) {
  await loadKernel(await readFile(new URL(`../build/kernel.${build}.wasm`, import.meta.url)));
  await loadScheduleKernel(await readFile(new URL(`../build/schedule-kernel.${build}.wasm`, import.meta.url)));
}
