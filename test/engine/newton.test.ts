import { describe, expect, test } from "vitest";
import { instantiateKernel, kernelModule } from "../../src/engine/kernel.js";
import { KernelSession, type SessionResult } from "../../src/engine/kernel-session.js";
import { checkOptions } from "../../src/model/options.js";
import { poseProblem } from "../../src/problem/posed-problem.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { scaleOf } from "../exact/compare-with-exact.js";
import { exactBalance } from "../exact/exact-balance.js";
import { numberStyles, randomCase, shapes, spansManyScales } from "../random-trees.js";

// Small trees are the brackets' by rule; here Newton's method has them, so that it meets every shape that hurts.
describe.each(numberStyles)("Newton's method on %s", (style) => {
  test.each(shapes)("%s: 60 trees as the exact answer says", (shape) => {
    const relative = spansManyScales(style) ? 1e-9 : 1e-12;
    let solved = 0;
    for (let k = 0; k < 60; k++) {
      const given = randomCase(shape, style, 7919 * k + 13);
      const exact = exactBalance(given.tree, { ...given.options, fairness: "leaves" });
      if (exact.isBorderline || exact.status !== "optimal") continue;
      const tree = new FlatTree(given.tree);
      const kernel = instantiateKernel(kernelModule() as WebAssembly.Module);
      kernel.setNewtonFrom(0, 0);
      const result = new KernelSession(kernel, poseProblem(tree, checkOptions(given.options))).solve(
        "leaves",
      ) as SessionResult;
      if (result.status !== "optimal") throw new Error(`${shape} ${k}: ${result.status}`);
      const sign = given.options.maximise === "export" ? -1 : 1;
      const { dispatch } = result;
      for (const [v, flow] of exact.flow.entries()) {
        if (!tree.isLeaf(v)) continue;
        const off = Math.abs(tree.shift[v] + sign * dispatch[v] - flow.toNumber());
        expect(off, `tree ${k}, leaf ${v}`).toBeLessThanOrEqual(relative * scaleOf(given));
      }
      solved++;
    }
    expect(solved).toBeGreaterThan(30);
  });
});
