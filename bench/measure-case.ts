import type { FlatTree } from "../src/tree/flat-tree.js";
import type { Case, Section } from "./cases.js";
import { certify, compareAnswers } from "./check-answers.js";
import { kernelProgram } from "./kernel-program.js";
import { measureByTurns, type Pace, type Timing } from "./measure.js";
import { loadProgram, newtonProgram, objectPrograms, referenceProgram } from "./own-programs.js";
import { highsProgram } from "./peers/highs-quadratic.js";
import { nativeProgram } from "./peers/native-yardstick.js";
import { quadprogProgram } from "./peers/quadprog-dense.js";
import type { Program } from "./program.js";
import { treeDepth } from "./tree-depth.js";

/** What came of one tree; as it stands in results.json. */
export interface CaseResult {
  readonly name: string;
  readonly sections: readonly Section[];
  readonly family: string;
  readonly tightness: string;
  readonly scale: number;
  readonly nodes: number;
  readonly leaves: number;
  readonly depth: number;
  /** The kernel's first. */
  readonly timings: readonly Timing[];
  /** What is wrong with the answers; empty where all agree and the certificate holds. */
  readonly faults: readonly string[];
}

/** Who is asked besides this package's own programs. */
export interface Peers {
  /** Path of the built native yardstick. */
  readonly yardstick: string | undefined;
  /** HiGHS and quadprog, where a solve takes seconds at a thousand leaves. */
  readonly quadraticSolvers: boolean;
}

/** Loads a tree, measures every program that it suits, and checks their answers outside the timing. */
export async function measureCase(of: Case, pace: Pace, peers: Peers): Promise<CaseResult> {
  const tree = await of.load();
  const timings: Timing[] = [];
  const faults: string[] = [];
  let expected: ArrayLike<number> | undefined;
  for (const makePrograms of programGroups(of, tree, peers)) {
    const programs = makePrograms();
    try {
      timings.push(...measureByTurns(programs, pace));
      if (!expected) {
        expected = programs[0].flows()!;
        faults.push(...certify(tree, expected));
      }
      faults.push(...compareAnswers(tree, expected, programs));
    } finally {
      for (const program of programs) program.dispose?.();
    }
  }
  return {
    name: of.name,
    sections: [...of.sections],
    family: of.family,
    tightness: of.drawn?.tightness ?? "",
    scale: of.scale ?? 1,
    nodes: tree.nodeCount,
    leaves: tree.leafCount,
    depth: treeDepth(tree),
    timings,
    faults,
  };
}

/** Beyond these sizes a peer would take minutes of a whole run, and say nothing new. Objects end with the reference. */
const REFERENCE_LEAVES = 1e5;
const JAVASCRIPT_LEAVES = 1e6;
/** Of trees on which Newton's method is at home. */
const NEWTON_DEPTH = 8;
const HIGHS_NODES = 1200;
const QUADPROG_NODES = 250;

/**
 * Those who solve, the kernel first; then those who begin with objects, apart, so that millions of objects on the heap
 * slow nobody else down.
 */
function programGroups(of: Case, tree: FlatTree, peers: Peers): (() => Program[])[] {
  const solvers = () => solvingPrograms(of, tree, peers);
  if (!of.sections.has("sizes") || tree.leafCount > REFERENCE_LEAVES) return [solvers];
  return [solvers, () => [...objectPrograms(tree), loadProgram(tree)]];
}

/**
 * Who is measured on which tree: native code on the shapes that it draws itself, the others at the sizes that they
 * survive (a second a solve, not minutes).
 */
function solvingPrograms(of: Case, tree: FlatTree, { yardstick, quadraticSolvers }: Peers): Program[] {
  const programs = [kernelProgram(tree)];
  if (!of.drawn) return programs;
  const { shape, tightness } = of.drawn;
  if (yardstick && of.sections.has("shapes")) programs.push(nativeProgram(yardstick, shape, tightness, tree));
  const isNewtons = treeDepth(tree) <= NEWTON_DEPTH && tree.leafCount <= JAVASCRIPT_LEAVES;
  if (isNewtons) programs.push(newtonProgram(tree));
  if (!of.sections.has("sizes")) return programs;
  if (tree.leafCount <= REFERENCE_LEAVES) programs.push(referenceProgram(tree));
  if (quadraticSolvers && tree.nodeCount <= HIGHS_NODES) programs.push(highsProgram(tree));
  if (quadraticSolvers && tree.nodeCount <= QUADPROG_NODES) programs.push(quadprogProgram(tree));
  return programs;
}
