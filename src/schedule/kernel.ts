import { instantiateSync } from "@assemblyscript/loader";
import { bytesOfBase64, compileKernel, type KernelModule, type KernelResponse, noKernel } from "../engine/kernel.js";
import type { InputError } from "../model/input-error.js";
import { kernelBase64, kernelMark } from "./kernel-binary.js";

/**
 * The exports of `assembly/schedule/index.ts`: functions on numbers, and the addresses of the arrays drawn in
 * `assembly/schedule/memory.ts`.
 * @internal
 */
export interface ScheduleKernel extends Record<string, unknown> {
  readonly memory: WebAssembly.Memory;
  /** Lays out the arena, with room for more loads than there are; returns the bytes it takes. */
  layOut(
    nodes: number,
    loads: number,
    steps: number,
    entries: number,
    rowEntries: number,
    spareLoads: number,
    spareEntries: number,
  ): number;
  /** 0 optimal, 1 lower limits that cannot be met, 2 the memory cannot grow any further. */
  solve(isWarm: boolean, isEven: boolean, hasLower: boolean, hasPriorities: boolean, hasPrices: boolean): number;
  readonly parent: WebAssembly.Global;
  readonly childBegin: WebAssembly.Global;
  readonly children: WebAssembly.Global;
  readonly loadBegin: WebAssembly.Global;
  /** May be written: loads that have come into the spare room. */
  readonly loadCount: WebAssembly.Global;
  readonly nodeLoads: WebAssembly.Global;
  readonly loadNode: WebAssembly.Global;
  readonly from: WebAssembly.Global;
  readonly to: WebAssembly.Global;
  readonly entries: WebAssembly.Global;
  readonly mostRow: WebAssembly.Global;
  readonly rank: WebAssembly.Global;
  readonly wanted: WebAssembly.Global;
  readonly weight: WebAssembly.Global;
  readonly given: WebAssembly.Global;
  readonly most: WebAssembly.Global;
  readonly lower: WebAssembly.Global;
  readonly upper: WebAssembly.Global;
  readonly base: WebAssembly.Global;
  readonly hours: WebAssembly.Global;
  readonly priceRank: WebAssembly.Global;
  readonly rows: WebAssembly.Global;
  readonly amount: WebAssembly.Global;
  readonly changed: WebAssembly.Global;
  readonly taken: WebAssembly.Global;
  readonly excess: WebAssembly.Global;
}

let compiled: WebAssembly.Module | undefined;
let refused = false;

/**
 * The compiled kernel, or `undefined` where WebAssembly may not be compiled (no support, a content-security policy).
 * @internal
 */
export function scheduleKernelModule(): WebAssembly.Module | undefined {
  if (compiled === undefined && !refused) {
    try {
      compiled = new WebAssembly.Module(bytesOfBase64(kernelBase64));
    } catch {
      refused = true;
    }
  }
  return compiled;
}

/** @internal */
export const noScheduleKernel = (): InputError => noKernel(kernelBase64, "loadScheduleKernel");

/**
 * Compiles the kernel for schedules from its own file, once, ahead of the first `schedule`, as `loadKernel` does for the kernel
 * of single steps.
 * @param source the response or the bytes of `constrained-node-allocation-balancer/schedule-kernel.wasm`, or the module
 * @throws InputError (the promise rejects) for a module that is not this kernel of this very version
 */
export async function loadScheduleKernel(
  source: KernelResponse | PromiseLike<KernelResponse> | ArrayBuffer | ArrayBufferView<ArrayBuffer> | KernelModule,
): Promise<void> {
  compiled = await compileKernel(source, kernelMark);
}

/**
 * A kernel with a memory of its own.
 * @internal
 */
export function instantiateScheduleKernel(module: WebAssembly.Module): ScheduleKernel {
  return instantiateSync<ScheduleKernel>(module).exports;
}

/**
 * A view of one of the kernel's arrays, until its memory grows.
 * @internal
 */
export function ints({ memory }: ScheduleKernel, address: WebAssembly.Global, length: number): Int32Array {
  return new Int32Array(memory.buffer, address.value >>> 0, length);
}

/**
 * Likewise.
 * @internal
 */
export function bytes({ memory }: ScheduleKernel, address: WebAssembly.Global, length: number): Uint8Array {
  return new Uint8Array(memory.buffer, address.value >>> 0, length);
}

/**
 * Likewise.
 * @internal
 */
export function doubles({ memory }: ScheduleKernel, address: WebAssembly.Global, length: number): Float64Array {
  return new Float64Array(memory.buffer, address.value >>> 0, length);
}
