import { instantiateKernel, type KernelExports } from "./kernel.js";

/**
 * A kernel on loan: it may go to somebody else whenever one is asked for, and then `kernel` is undefined.
 * @internal
 */
export interface KernelLoan {
  kernel: KernelExports | undefined;
}

/**
 * So many instances of the kernel at most. Each reserves 10 GB of addresses, so that a page fails at 125 of them; and each
 * keeps the memory of the largest tree that it has seen.
 */
export const MOST_INSTANCES = 16;

/** Both may go with the garbage: the kernel is held by who has it on loan, the loan by whoever works with it. */
interface Instance {
  readonly module: WebAssembly.Module;
  readonly kernel: WeakRef<KernelExports>;
  loan: WeakRef<KernelLoan>;
}

/** The least recently used first. */
let instances: Instance[] = [];

/** Being refused memory takes tens of milliseconds, so a new instance is not asked for again until then. */
let refusedUntil = Number.NEGATIVE_INFINITY;
const REFUSED_MS = 10_000;

/**
 * A kernel that nobody else uses: an idle one, a new one, or the least recently used of those on loan. What its memory held
 * is lost. No solve may be at work with another one meanwhile: no code of the caller's runs during a solve.
 * @returns undefined where no memory can be had
 * @internal
 */
export function borrowKernel(module: WebAssembly.Module): KernelLoan | undefined {
  instances = instances.filter((instance) => instance.kernel.deref() !== undefined);
  const found = takeIdle(module) ?? newKernel(module) ?? takeLeastUsed(module);
  if (found === undefined) return undefined;
  const loan: KernelLoan = { kernel: found };
  instances.push({ module, kernel: new WeakRef(found), loan: new WeakRef(loan) });
  return loan;
}

/**
 * Says that a loan is in use, so that others give way before it.
 * @internal
 */
export function noteUse(loan: KernelLoan): void {
  const last = instances.length - 1;
  if (instances[last]?.loan.deref() === loan) return;
  const at = instances.findIndex((instance) => instance.loan.deref() === loan);
  if (at >= 0) instances.push(...instances.splice(at, 1));
}

/**
 * Gives a kernel back, for the next who asks.
 * @internal
 */
export function giveBack(loan: KernelLoan): void {
  loan.kernel = undefined;
}

/** The last used of those that nobody has on loan: its memory is the warmest. */
function takeIdle(module: WebAssembly.Module): KernelExports | undefined {
  for (let k = instances.length - 1; k >= 0; k--) {
    const { kernel, loan, module: other } = instances[k];
    if (other !== module || loan.deref()?.kernel !== undefined) continue;
    instances.splice(k, 1);
    return kernel.deref();
  }
  return undefined;
}

function newKernel(module: WebAssembly.Module): KernelExports | undefined {
  if (instances.length >= MOST_INSTANCES || Date.now() < refusedUntil) return undefined;
  try {
    return instantiateKernel(module);
  } catch {
    refusedUntil = Date.now() + REFUSED_MS;
    return undefined;
  }
}

function takeLeastUsed(module: WebAssembly.Module): KernelExports | undefined {
  const at = instances.findIndex((instance) => instance.module === module);
  // Those of a module that has been replaced only take room.
  const [taken] = instances.splice(Math.max(0, at), 1);
  const loan = taken?.loan.deref();
  const kernel = taken?.kernel.deref();
  if (loan) loan.kernel = undefined;
  return at >= 0 ? kernel : newKernel(module);
}
