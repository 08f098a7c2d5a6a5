import { balance } from "../src/balance.js";
import type { Solution } from "../src/engine/solution.js";
import { Solver } from "../src/engine/solver.js";
import { FlatTree } from "../src/tree/flat-tree.js";
import { objectTree, preOrder } from "./object-tree.js";
import { NewtonJavaScript } from "./peers/newton-javascript.js";
import type { Program } from "./program.js";

/** The plain-TypeScript reference, through the same `Solver`. */
export function referenceProgram(tree: FlatTree): Program {
  const solver = new Solver(tree, { engine: "reference" });
  let solution: Solution;
  return {
    name: "reference",
    prepare: () => solver.setAll({}),
    run() {
      solution = solver.solve();
    },
    flows: () => flowsOf(solution),
  };
}

/** The kernel's Newton method in plain JavaScript: what WebAssembly itself gains. */
export function newtonProgram(tree: FlatTree): Program {
  const newton = new NewtonJavaScript(tree);
  return { name: "Newton in JavaScript", run: () => newton.solve(), flows: () => newton.flows() };
}

/** Calls enough for a garbage collection of their own: what they allocate is a part of what they cost. */
const CALLS_FROM_OBJECTS = 7;

/** From objects, and back to objects: `balance(root)` end to end, and its first step `FlatTree.from(root)` alone. */
export function objectPrograms(tree: FlatTree): Program[] {
  const objects = objectTree(tree);
  const root = objects[tree.root];
  let flat: FlatTree;
  return [
    {
      name: "balance(root)",
      callsPerTurn: CALLS_FROM_OBJECTS,
      run: () => balance(root),
      flows: () => Float64Array.from(objects, (object) => object.flow),
    },
    {
      name: "FlatTree.from",
      callsPerTurn: CALLS_FROM_OBJECTS,
      run() {
        flat = FlatTree.from(root);
      },
      flows() {
        const flows = flowsOf(new Solver(flat).solve());
        const inTreeOrder = new Float64Array(tree.nodeCount);
        preOrder(tree).forEach((v, k) => {
          inTreeOrder[v] = flows[k];
        });
        return inTreeOrder;
      },
    },
  ];
}

/** `new Solver(flatTree)`, on a tree that no solver has seen before. */
export function loadProgram(tree: FlatTree): Program {
  let unseen: FlatTree;
  let solver: Solver;
  return {
    name: "new Solver",
    callsPerTurn: CALLS_FROM_OBJECTS,
    prepare() {
      unseen = new FlatTree(tree);
    },
    run() {
      solver = new Solver(unseen);
    },
    flows: () => flowsOf(solver.solve()),
  };
}

function flowsOf(solution: Solution): Float64Array {
  if (solution.status !== "optimal") throw new Error(`the solve ended ${solution.status}`);
  return solution.flow;
}
