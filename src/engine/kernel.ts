import { instantiateSync } from "@assemblyscript/loader";
import { InputError } from "../model/input-error.js";
import { kernelBase64, kernelMark } from "./kernel-binary.js";

/**
 * The exports of `assembly/index.ts`: functions on numbers, and the addresses of the arrays drawn in `assembly/memory.ts`.
 * @internal
 */
export interface KernelExports extends Record<string, unknown> {
  readonly memory: WebAssembly.Memory;
  /** Lays out the arena for n leaves and m inner nodes; returns the bytes it takes. */
  layOut(leafCount: number, innerCount: number): number;
  /** 0 feasible, 1 infeasible, 2 unbounded. */
  findBounds(): number;
  /** The same where requests stand for upper limits: 1 where the true limits may have an answer yet. */
  findRequestBounds(): number;
  solveLevels(): void;
  shareAmongSiblings(): void;
  /** After a few changes, listed at `work`: 0 solved, 3 gave up. */
  solveAgain(count: number): number;
  /** The flow through the root that the last bounds allow at most. */
  rootFlow(): number;
  /** Makes room for requests and priorities; the memory grows, and views on it end. Returns the bytes needed in all. */
  layOutTiers(): number;
  /** Solves requests of so many priorities and fills `leafDispatch`: 0 feasible, 1 infeasible. */
  solveTiers(priorityCount: number): number;
  /** Makes room for so many steps at a time; the memory grows, and views on it end. Returns the bytes needed in all. */
  layOutSteps(
    stepCount: number,
    fields: number,
    hasRequests: boolean,
    shapeCount: number,
    limitCount: number,
    wanted: number,
    bindingRoom: number,
    isShaped: boolean,
  ): number;
  /** Sums of leaves over steps begin anew. */
  clearLeafSums(): void;
  /** Solves the steps that lie there, over the numbers of the leaves. Returns how many of them, from the first on. */
  solveSteps(stepCount: number, kind: number, tiers: number): number;
  /** Fills `leafDispatch` from the prices found. */
  writeDispatches(): void;
  /** Trees of fewer leaves, in all or for each inner node, are always solved by brackets; for tests and tuning. */
  setNewtonFrom(leafCount: number, leavesPerInnerNode: number): void;
  readonly leafBottom: WebAssembly.Global;
  readonly leafRequest: WebAssembly.Global;
  readonly leafTier: WebAssembly.Global;
  readonly leafTop: WebAssembly.Global;
  readonly innerNode: WebAssembly.Global;
  readonly leafBase: WebAssembly.Global;
  readonly leafCurtailed: WebAssembly.Global;
  readonly leafCut: WebAssembly.Global;
  readonly leafNode: WebAssembly.Global;
  readonly leafRequested: WebAssembly.Global;
  readonly leafServed: WebAssembly.Global;
  readonly leafShape: WebAssembly.Global;
  readonly limitLower: WebAssembly.Global;
  readonly limitNode: WebAssembly.Global;
  readonly limitUpper: WebAssembly.Global;
  readonly ownLower: WebAssembly.Global;
  readonly ownRequest: WebAssembly.Global;
  readonly ownUpper: WebAssembly.Global;
  readonly shapeRows: WebAssembly.Global;
  readonly stepBinding: WebAssembly.Global;
  readonly stepBindingEnd: WebAssembly.Global;
  readonly stepCurtailment: WebAssembly.Global;
  readonly stepNodeFlow: WebAssembly.Global;
  readonly stepSums: WebAssembly.Global;
  readonly wholePlace: WebAssembly.Global;
  readonly stepDispatch: WebAssembly.Global;
  readonly stepFlow: WebAssembly.Global;
  readonly stepRequest: WebAssembly.Global;
  readonly stepLower: WebAssembly.Global;
  readonly stepShift: WebAssembly.Global;
  readonly stepStatus: WebAssembly.Global;
  readonly stepTier: WebAssembly.Global;
  readonly stepUpper: WebAssembly.Global;
  readonly stepWeight: WebAssembly.Global;
  readonly leafLower: WebAssembly.Global;
  readonly leafUpper: WebAssembly.Global;
  readonly leafWeight: WebAssembly.Global;
  readonly leafShift: WebAssembly.Global;
  readonly leafDispatch: WebAssembly.Global;
  readonly innerLower: WebAssembly.Global;
  readonly innerUpper: WebAssembly.Global;
  readonly innerParent: WebAssembly.Global;
  readonly innerBegin: WebAssembly.Global;
  readonly ownBegin: WebAssembly.Global;
  readonly greatest: WebAssembly.Global;
  readonly least: WebAssembly.Global;
  readonly state: WebAssembly.Global;
  readonly work: WebAssembly.Global;
}

/** What `loadKernel` reads of a response, as `fetch` gives it. */
export interface KernelResponse {
  readonly ok: boolean;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A `WebAssembly.Module`, where the types of WebAssembly are known. */
export type KernelModule = typeof globalThis extends { WebAssembly: { Module: new (bytes: never) => infer Module } }
  ? Module
  : never;

let compiled: WebAssembly.Module | undefined;
let refused = false;

/**
 * The compiled kernel, or `undefined` where WebAssembly may not be compiled (no support, a content-security policy).
 * @internal
 */
export function kernelModule(): WebAssembly.Module | undefined {
  if (compiled === undefined && !refused) {
    try {
      compiled = new WebAssembly.Module(bytesOfBase64(kernelBase64));
    } catch {
      refused = true;
    }
  }
  return compiled;
}

/**
 * For `engine: "wasm"` where no compiled kernel is to be had.
 * @param inlined the kernel as it stands in this entry of the package, `""` where it has none
 * @param load what loads it
 * @internal
 */
export function noKernel(inlined: string, load: string): InputError {
  const why = inlined === "" ? `no kernel is loaded: ${load} first` : "WebAssembly may not be compiled here";
  return new InputError(`engine is wasm, but ${why}`, { field: "engine", value: "wasm" });
}

/** @internal */
export const noStepKernel = (): InputError => noKernel(kernelBase64, "loadKernel");

/**
 * Compiles the kernel from its own file, once, ahead of the first solve, so that nothing is compiled on the main thread
 * then. Without it the inlined copy is compiled at first use. Either way a content-security policy must allow
 * `'wasm-unsafe-eval'`; where it does not, solvers fall back to the reference.
 * @param source the response or the bytes of `constrained-node-allocation-balancer/kernel.wasm`, or the module
 * @throws InputError (the promise rejects) for a module that is not the kernel of this very version
 */
export async function loadKernel(
  source: KernelResponse | PromiseLike<KernelResponse> | ArrayBuffer | ArrayBufferView<ArrayBuffer> | KernelModule,
): Promise<void> {
  compiled = await compileKernel(source, kernelMark);
}

/**
 * @param mark what the build has written into the kernel's file, in a section of its own
 * @internal
 */
export async function compileKernel(
  source: Parameters<typeof loadKernel>[0],
  mark: string,
): Promise<WebAssembly.Module> {
  const module = await compileModule(source);
  const [section] = WebAssembly.Module.customSections(module, "cnab-kernel");
  if (section !== undefined && String.fromCharCode(...new Uint8Array(section)) === mark) return module;
  const what = section === undefined ? "not a kernel of this package" : "another kernel, or of another version";
  throw new InputError(`the module to load is ${what}; take the file that this version has beside it`);
}

async function compileModule(source: Parameters<typeof loadKernel>[0]): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  return WebAssembly.compileStreaming(source as Response | Promise<Response>);
}

/**
 * A kernel with a memory of its own.
 * @internal
 */
export function instantiateKernel(module: WebAssembly.Module): KernelExports {
  return instantiateSync<KernelExports>(module).exports;
}

/** Node decodes with its own `Buffer` in a tenth of a millisecond, and with `atob` in longer than the kernel compiles. */
interface NodeGlobals {
  readonly Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> };
}

/** @internal */
export function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  const { Buffer } = globalThis as NodeGlobals;
  if (Buffer) return Buffer.from(base64, "base64");
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
