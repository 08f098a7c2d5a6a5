import { expect, test } from "vitest";
import { compareRules, FlatTree, verify } from "../../src/index.js";
import { randomMixedTree } from "../discrete/random-discrete-trees.js";

const TREES = 300;

test.each(["floor", "base"] as const)(
  `every rule's answer passes the audit: ${TREES} trees with minimums, steps and guarantees, each a %s`,
  (guarantees) => {
    let count = 0;
    for (let seed = 1; seed <= TREES; seed++) {
      const arrays = randomMixedTree(seed, { hasGuarantees: seed % 2 === 0, hasPriorities: seed % 3 === 0 });
      const isLeaf = (v: number) => !Array.from(arrays.parent).includes(v);
      const connected = Array.from(arrays.parent, (_, v) => (isLeaf(v) ? arrays.connected?.[v] || v : Number.NaN));
      const tree = new FlatTree({ ...arrays, connected });
      for (const { rule, solution, figures } of compareRules(tree, { guarantees })) {
        if (solution.status !== "optimal") continue;
        const messages = verify(tree, solution, { rule, guarantees }).map(({ message }) => message);
        expect(messages, `seed ${seed}, ${rule}`).toEqual([]);
        expect(figures?.curtailedLeaves, `seed ${seed}, ${rule}`).toBeGreaterThanOrEqual(solution.off.length);
        count++;
      }
    }
    expect(count).toBeGreaterThan(TREES);
  },
);
