import type { JSHandle, Worker } from "playwright-core";
import { expect } from "vitest";
import * as balancerInNode from "../../src/index.js";
import { randomTree, type Shape, type Style } from "../random-trees.js";

type Engine = balancerInNode.Engine;
type Balancer = Pick<typeof balancerInNode, "FlatTree" | "Solver">;

/** A page or a worker, with the package in its global variable `balancer`. */
type Scope = Pick<Worker, "evaluate" | "evaluateHandle">;

interface Case {
  readonly name: string;
  readonly tree: balancerInNode.TreeArrays;
  readonly options: balancerInNode.SolverOptions;
}

interface SolvedCase {
  readonly engine: Engine;
  readonly flow: Float64Array;
  readonly allocation: Float64Array;
  readonly level: Float64Array;
}

const drawn: readonly (readonly [Shape, Style, number])[] = [
  ["random", "any doubles", 2_000],
  ["random", "mixed scales", 2_000],
  ["two-level", "decimals", 2_000],
  ["caterpillar", "any doubles", 2_000],
  ["deep", "decimals", 2_000],
  ["random", "any doubles", 20_000],
];

/** Seeded trees, each with both kinds of fairness. */
function casesFor(engine: Engine | undefined): Case[] {
  return drawn.flatMap(([shape, style, nodeCount], seed) => {
    const tree = randomTree({ shape, style, nodeCount, seed, mayFail: false });
    return (["leaves", "siblings"] as const).map((fairness) => ({
      name: `${shape} tree of ${nodeCount} nodes, ${style}, fair among ${fairness}`,
      tree,
      options: { fairness, engine },
    }));
  });
}

/**
 * Solves each case with the balancer at hand. It is sent to pages and workers as text, so it uses nothing from outside;
 * typed arrays come and go by their bytes.
 */
function solveCases({ balancer, cases }: { balancer: Balancer; cases: readonly Case[] }): SolvedCase[] {
  return cases.map(({ name, tree, options }) => {
    const solution = new balancer.Solver(new balancer.FlatTree(tree), options).solve();
    if (solution.status !== "optimal") throw new Error(`${name}: ${solution.status}`);
    const { engine, flow, allocation, level } = solution;
    return { engine, flow, allocation, level };
  });
}

/**
 * Expects the package in a page or a worker to come to the same bits as in Node.
 * @param asked the engine to ask for there; `undefined` leaves it to the package
 * @param used the engine that it should come to, and that solves in Node
 */
export async function expectNodesBits(scope: Scope, asked: Engine | undefined, used: Engine): Promise<void> {
  const balancer = (await scope.evaluateHandle("balancer")) as JSHandle<Balancer>;
  const cases = casesFor(asked);
  const actual = await scope.evaluate(solveCases, { balancer, cases });
  const expected = solveCases({ balancer: balancerInNode, cases: casesFor(used) });
  expect(actual).toHaveLength(cases.length);
  for (let k = 0; k < cases.length; k++) {
    const { name } = cases[k];
    expect(actual[k].engine, name).toBe(used);
    for (const array of ["flow", "allocation", "level"] as const) {
      expect(hexadecimal(actual[k][array]), `${array} of ${name}`).toEqual(hexadecimal(expected[k][array]));
    }
  }
}

/** The bits of each number. */
export function hexadecimal(values: Iterable<number>): string[] {
  const { buffer } = Float64Array.from(values);
  return Array.from(new BigUint64Array(buffer), (bits) => bits.toString(16).padStart(16, "0"));
}
