import { readFile } from "node:fs/promises";
import { loadKernel } from "../src/engine/kernel.js";

// The suite runs over three builds of the kernel: release (the inlined one), debug (every index checked), scalar (no SIMD).
const build = process.env.CNAB_KERNEL;
if (build) await loadKernel(await readFile(new URL(`../build/kernel.${build}.wasm`, import.meta.url)));
