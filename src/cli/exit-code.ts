/** What the program's exit code says. */
export const exitCode = {
  /** Solved, or passed the audit. */
  ok: 0,
  /** The audit found violations. */
  auditFailed: 1,
  /** Bad input, a file that cannot be read or written, wrong usage. */
  badInput: 2,
  /** Infeasible or unbounded: the grid is sound and has no answer. */
  noAnswer: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
