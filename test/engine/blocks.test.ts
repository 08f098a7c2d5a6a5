import { expect, test } from "vitest";
import { FlatTree, Solver, verify } from "../../src/index.js";
import { Random } from "../random-trees.js";

/** A few nodes with hundreds of leaves of their own, below each other; whole numbers have ties and zero ranges by the dozen. */
function treeOfManyLeaves(random: Random, isWhole: boolean) {
  const number = (most: number) => (isWhole ? random.integer(0, most) : most * random.next());
  const parent = [-1];
  const innerCount = random.integer(1, 9);
  for (let v = 1; v < innerCount; v++) parent.push(random.integer(0, v - 1));
  const leafCounts = parent.map(() => random.integer(200, 700));
  for (const [v, count] of leafCounts.entries()) for (let k = 0; k < count; k++) parent.push(v);
  const lower = parent.map((_, v) => (v < innerCount ? Number.NEGATIVE_INFINITY : -number(3)));
  const upper = parent.map((_, v) => (v < innerCount ? 0 : number(8)));
  for (let v = innerCount; v < parent.length; v++) upper[parent[v]] += upper[v] * (0.2 + 0.6 * random.next());
  // Some trees are solved without their inner nodes that cannot bind: other leaves stand side by side there.
  if (random.next() < 0.5)
    for (let v = 1; v < innerCount; v++) if (random.next() < 0.8) upper[v] = Number.POSITIVE_INFINITY;
  if (isWhole) for (let v = 0; v < innerCount; v++) upper[v] = Math.round(upper[v]);
  const weight = parent.map((_, v) => (v < innerCount ? 1 : isWhole ? random.integer(1, 3) : 0.5 + random.next()));
  const shift = parent.map((_, v) => (v < innerCount ? 0 : number(1)));
  return { innerCount, numbers: { parent, lower, upper, weight, shift } };
}

/** Other numbers for one leaf: a new limit, a switch off, no limit at all, another weight or shift constant. */
function otherNumbers(random: Random, isWhole: boolean) {
  const some = isWhole ? random.integer(0, 9) : 9 * random.next();
  const choices = [
    { upper: some },
    { lower: 0, upper: 0 },
    { upper: Number.POSITIVE_INFINITY },
    { weight: 0.25 + some },
    { shift: some },
    { lower: -some },
  ];
  return choices[random.integer(0, choices.length - 1)];
}

test.each([
  ["real", false],
  ["whole", true],
])(
  "%s numbers: leaves by the hundred below one node, changed a few at a time, have what a new solver gives them",
  (_, isWhole) => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const { innerCount, numbers } = treeOfManyLeaves(random, isWhole);
      const solver = new Solver(new FlatTree(numbers));
      for (let turn = 0; turn < 12; turn++) {
        const solution = solver.solve();
        const fresh = new Solver(solver.tree).solve();
        if (solution.status !== "optimal" || fresh.status !== "optimal")
          throw new Error(`${solution.status}, ${fresh.status}`);
        const scale = 1e-12 * numbers.parent.length * 10;
        for (const [v, flow] of fresh.flow.entries()) {
          expect(Math.abs(solution.flow[v] - flow), `tree ${seed}, turn ${turn}, node ${v}`).toBeLessThanOrEqual(scale);
        }
        expect(verify(solver.tree, solution.flow, { tolerance: 1e-12 }), `tree ${seed}, turn ${turn}`).toEqual([]);
        for (let change = random.integer(1, 3); change > 0; change--) {
          const node = random.integer(innerCount, numbers.parent.length - 1);
          solver.set(node, otherNumbers(random, isWhole));
        }
        if (turn % 4 === 3) solver.set(random.integer(0, innerCount - 1), { upper: 100 + 900 * random.next() });
      }
    }
  },
);
