import { describe, expect, test } from "vitest";
import type { Fairness } from "../../src/model/options.js";
import { engines, solve } from "../engines.js";
import {
  numberStyles,
  type RandomCase,
  randomCase,
  randomTree,
  type Style,
  shapes,
  spansManyScales,
  withRandomGuarantees,
  withRandomWishes,
} from "../random-trees.js";
import { disagreements } from "./compare-with-exact.js";
import { exactBalance } from "./exact-balance.js";
import { refute } from "./exact-certificate.js";

/** 9 shapes and 12 number styles make it a little over 20,000 trees. */
const TREES_EACH = 203;
const FAULTS_SHOWN = 3;

/** As many as are drawn with requests and priorities: 9 shapes and 12 number styles make it 10,260 trees. */
const TREES_WITH_WISHES_EACH = 95;
const SIZES_WITH_WISHES = [3, 5, 9, 16];

/** The same for requests and priorities, which are fair among leaves only. */
export function describeExactTiers(): void {
  describe.each(numberStyles)("%s", (style) => {
    test.each(shapes)(`%s: ${TREES_WITH_WISHES_EACH} trees with requests and priorities`, (shape) => {
      const faults: string[] = [];
      const count = { optimal: 0, infeasible: 0, unbounded: 0, borderline: 0 };
      for (let k = 0; k < TREES_WITH_WISHES_EACH && faults.length < FAULTS_SHOWN; k++) {
        const seed = k * 1000 + shapes.indexOf(shape) * 31 + numberStyles.indexOf(style);
        const { tree, options } = randomCase(shape, style, seed, SIZES_WITH_WISHES);
        const given = { tree: withRandomWishes(tree, style, seed), options };
        const judged = judge(given, "leaves", toleranceOf(style));
        count[judged.outcome]++;
        faults.push(...judged.faults.map((fault) => `seed ${seed}: ${fault}`));
      }
      expect(faults, faults.join("\n")).toEqual([]);
      expect(count.optimal).toBeGreaterThan(TREES_WITH_WISHES_EACH / 2);
      expect(count.borderline).toBeLessThan(TREES_WITH_WISHES_EACH / 20);
    });
  });
}

/** The same with guarantees too, as floors and as bases; half of the trees have requests and priorities beside them. */
export function describeExactGuarantees(): void {
  describe.each(numberStyles)("%s", (style) => {
    test.each(shapes)(`%s: ${TREES_WITH_WISHES_EACH} trees with guarantees`, (shape) => {
      const faults: string[] = [];
      const count = { optimal: 0, infeasible: 0, unbounded: 0, borderline: 0 };
      for (let k = 0; k < TREES_WITH_WISHES_EACH && faults.length < FAULTS_SHOWN; k++) {
        const seed = k * 1000 + shapes.indexOf(shape) * 31 + numberStyles.indexOf(style);
        const { tree, options } = randomCase(shape, style, seed, SIZES_WITH_WISHES);
        const wishing = k % 2 === 0 ? tree : withRandomWishes(tree, style, seed);
        const guarantees = k % 4 < 2 ? ("floor" as const) : ("base" as const);
        const given = { tree: withRandomGuarantees(wishing, style, seed), options: { ...options, guarantees } };
        const judged = judge(given, "leaves", toleranceOf(style));
        count[judged.outcome]++;
        faults.push(...judged.faults.map((fault) => `seed ${seed}: ${fault}`));
      }
      expect(faults, faults.join("\n")).toEqual([]);
      expect(count.optimal).toBeGreaterThan(TREES_WITH_WISHES_EACH / 2);
      expect(count.borderline).toBeLessThan(TREES_WITH_WISHES_EACH / 20);
    });
  });
}

/** Solves random trees with every engine and compares them with the exact answer, itself proved on every tree. */
export function describeExactSuite(fairness: Fairness): void {
  describe.each(numberStyles)("%s", (style) => {
    test.each(shapes)(`%s: ${TREES_EACH} trees of up to 60 nodes`, (shape) => {
      const faults: string[] = [];
      const count = { optimal: 0, infeasible: 0, unbounded: 0, borderline: 0 };
      for (let k = 0; k < TREES_EACH && faults.length < FAULTS_SHOWN; k++) {
        const seed = k * 1000 + shapes.indexOf(shape) * 31 + numberStyles.indexOf(style);
        const judged = judge(randomCase(shape, style, seed), fairness, toleranceOf(style));
        count[judged.outcome]++;
        faults.push(...judged.faults.map((fault) => `seed ${seed}: ${fault}`));
      }
      expect(faults, faults.join("\n")).toEqual([]);
      expect(count.optimal).toBeGreaterThan(TREES_EACH / 2);
      expect(count.borderline).toBeLessThan(TREES_EACH / 20);
    });

    test.each(shapes)("%s: a tree of 300 nodes", (shape) => {
      const seed = shapes.indexOf(shape);
      const tree = randomTree({ shape, style, nodeCount: 300, seed, mayFail: false });
      const judged = judge({ tree, options: {} }, fairness, toleranceOf(style));
      expect(judged).toEqual({ outcome: "optimal", faults: [] });
    });
  });
}

function toleranceOf(style: Style): number {
  return spansManyScales(style) ? 1e-9 : 1e-12;
}

function judge(given: RandomCase, fairness: Fairness, relativeTolerance: number) {
  const exact = exactBalance(given.tree, { ...given.options, fairness });
  // Whether doubles take it for rounding is not for the exact answer to say.
  if (exact.isBorderline) return { outcome: "borderline" as const, faults: [] };
  const faults = exact.status === "optimal" ? refute(exact, fairness).map((fault) => `not exact: ${fault}`) : [];
  for (const engine of engines) {
    const solution = solve(given.tree, { ...given.options, fairness, engine });
    const wrong = disagreements(given, solution, exact, relativeTolerance);
    if (wrong.length > 0) faults.push(`${engine}: ${wrong.slice(0, FAULTS_SHOWN).join("; ")}`);
  }
  return { outcome: exact.status, faults };
}
