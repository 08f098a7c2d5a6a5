import type { PosedProblem } from "../problem/posed-problem.js";
import { borrowKernel, giveBack, type KernelLoan, noteUse } from "./kernel-loans.js";
import { KernelSession, MemoryRefused } from "./kernel-session.js";

/**
 * A session whose kernel is on loan. Where that has gone to somebody else, the next one to be asked for writes all numbers
 * again.
 * @internal
 */
export class LentSession {
  readonly module: WebAssembly.Module;
  #loan: KernelLoan | undefined;
  #session: KernelSession | undefined;

  constructor(module: WebAssembly.Module) {
    this.module = module;
  }

  /** The session as long as it has its kernel; to be kept up to date. */
  get held(): KernelSession | undefined {
    if (this.#loan?.kernel === undefined) this.#session = undefined;
    return this.#session;
  }

  /**
   * A session with a problem's numbers.
   * @returns undefined where no memory can be had
   * @throws InputError where the tree does not fit the kernel's memory
   */
  open(problem: PosedProblem): KernelSession | undefined {
    const held = this.held;
    if (held && this.#loan) {
      noteUse(this.#loan);
      return held;
    }
    this.#loan = borrowKernel(this.module);
    if (this.#loan?.kernel === undefined) return undefined;
    try {
      this.#session = new KernelSession(this.#loan.kernel, problem);
      return this.#session;
    } catch (error) {
      this.close();
      if (error instanceof MemoryRefused) return undefined;
      throw error;
    }
  }

  /** Gives the kernel back. */
  close(): void {
    if (this.#loan) giveBack(this.#loan);
    this.#loan = undefined;
    this.#session = undefined;
  }
}
