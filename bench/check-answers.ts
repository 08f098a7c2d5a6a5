import { verify } from "../src/audit/verify.js";
import type { FlatTree } from "../src/tree/flat-tree.js";
import type { Program } from "./program.js";

/** How far answers may be apart, relative to the greatest finite limit of the tree. */
const TOLERANCE = 1e-9;

/** What the certificate finds wrong with the kernel's flows, in one line; empty where nothing. */
export function certify(tree: FlatTree, flows: ArrayLike<number>): string[] {
  const violations = verify(tree, flows);
  if (violations.length === 0) return [];
  return [`kernel: ${violations.length} violations, the first ${JSON.stringify(violations[0])}`];
}

/** Which programs' flows are not the kernel's, a line each. */
export function compareAnswers(tree: FlatTree, expected: ArrayLike<number>, programs: readonly Program[]): string[] {
  return programs.flatMap((program) => {
    const flows = program.flows();
    return flows ? compareFlows(tree, flows, expected, `${program.name}, from the kernel`) : [];
  });
}

/** How far the leaves' flows are apart, in one line that begins with `what`; empty where they are the same. */
export function compareFlows(
  tree: FlatTree,
  flows: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
): string[] {
  const allowed = TOLERANCE * greatestFiniteLimit(tree);
  const apart = greatestDifference(tree, flows, expected);
  return apart <= allowed ? [] : [`${what}: ${apart} apart, allowed ${allowed}`];
}

/** NaN where a flow is missing. */
function greatestDifference({ nodeCount, topology }: FlatTree, a: ArrayLike<number>, b: ArrayLike<number>): number {
  let greatest = 0;
  for (let v = 0; v < nodeCount; v++) if (topology.isLeaf(v)) greatest = Math.max(greatest, Math.abs(a[v] - b[v]));
  return greatest;
}

function greatestFiniteLimit({ nodeCount, lower, upper }: FlatTree): number {
  let greatest = 0;
  for (let v = 0; v < nodeCount; v++) {
    if (Number.isFinite(lower[v])) greatest = Math.max(greatest, Math.abs(lower[v]));
    if (Number.isFinite(upper[v])) greatest = Math.max(greatest, Math.abs(upper[v]));
  }
  return greatest;
}
