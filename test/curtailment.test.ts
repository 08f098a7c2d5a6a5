import { describe, expect, test } from "vitest";
import { balance } from "../src/balance.js";
import type { OptimalSolution, Solution } from "../src/engine/solution.js";
import { GridUser } from "../src/model/grid-user.js";
import { LeafNode } from "../src/model/leaf-node.js";
import { Node } from "../src/model/node.js";
import type { TreeArrays } from "../src/tree/node-numbers.js";
import { engines, solve } from "./engines.js";
import { numberStyles, randomCase, shapes, spansManyScales, withRandomWishes } from "./random-trees.js";

const infinity = Number.POSITIVE_INFINITY;
const styles = numberStyles.filter((style) => !spansManyScales(style));

function optimal(solution: Solution): OptimalSolution {
  if (solution.status !== "optimal") throw new Error(`status is ${solution.status}`);
  return solution;
}

function isLeafOf({ parent }: TreeArrays): (v: number) => boolean {
  const inner = new Set(Array.from(parent));
  return (v) => !inner.has(v);
}

function* drawnTrees(
  seeds: number,
): Generator<{ tree: TreeArrays; name: string; seed: number; style: (typeof styles)[number] }> {
  for (const style of styles) {
    for (const shape of shapes) {
      for (let seed = 1; seed <= seeds; seed++) {
        yield {
          tree: randomCase(shape, style, seed, [4, 12, 30]).tree,
          name: `${style}, ${shape}, ${seed}`,
          seed,
          style,
        };
      }
    }
  }
}

describe.each(engines)("%s", (engine) => {
  const charger = (priority = 0) => new LeafNode({ upperLimit: 16, priority });
  const feederOf30 = (...chargers: LeafNode[]) => {
    balance(new Node({ upperLimit: 30, children: chargers }), { engine });
    return chargers.map(({ flow }) => flow);
  };

  test("two chargers of up to 16 A on a feeder of 30 A get 15 and 15", () => {
    expect(feederOf30(charger(), charger())).toEqual([15, 15]);
  });

  test("three chargers on a feeder of 30 A, one with priority, get 16, 7 and 7", () => {
    expect(feederOf30(charger(1), charger(), charger())).toEqual([16, 7, 7]);
  });

  describe("a reverse-flow limit cuts solar on one feeder, an import limit cuts cars on another, under a third node", () => {
    const roofs = [-8, -6, -3].map((kw) => new GridUser({ curtailableGenerationKw: kw }));
    const cars = [11, 11, 4].map((kw) => new GridUser({ dispatchableLoadKw: kw }));
    const street = (limits: { lowerLimit?: number; upperLimit?: number }) =>
      new Node({
        ...limits,
        children: [new Node({ lowerLimit: -10, children: roofs }), new Node({ upperLimit: 14, children: cars })],
      });

    test("that does not bind", () => {
      const { curtailedImport, curtailedExport } = optimal(balance(street({}), { engine }));
      expect(roofs.map(({ curtailment }) => curtailment)).toEqual([-4.5, -2.5, 0]);
      expect(cars.map(({ curtailment }) => curtailment)).toEqual([6, 6, 0]);
      expect([curtailedImport, curtailedExport]).toEqual([12, 7]);
    });

    test("whose import limit binds: more cars are cut, and no roof gives more through the full line", () => {
      balance(street({ upperLimit: 1 }), { engine });
      expect(roofs.map(({ flow }) => flow)).toEqual([-3.5, -3.5, -3]);
      expect(cars.map(({ flow }) => flow)).toEqual([11 / 3, 11 / 3, 11 / 3]);
    });

    test("whose reverse-flow limit binds: more solar is cut, and no car takes more through the full line", () => {
      balance(street({ lowerLimit: 6 }), { engine });
      expect(roofs.map(({ flow }) => flow)).toEqual([-8 / 3, -8 / 3, -8 / 3]);
      expect(cars.map(({ flow }) => flow)).toEqual([5, 5, 4]);
    });
  });

  describe("storage", () => {
    const battery = new GridUser({ storageDischargeKw: -5, storageChargeKw: 5 });
    const flowsWith = (other: GridUser, limits: { lowerLimit?: number; upperLimit?: number }) => {
      balance(new Node({ ...limits, children: [other, battery] }), { engine });
      return [other.flow, battery.flow];
    };
    const load = new GridUser({ dispatchableLoadKw: 10 });
    const roof = new GridUser({ curtailableGenerationKw: -10 });

    test("rests where nothing is short", () => expect(flowsWith(load, { upperLimit: 12 })).toEqual([10, 0]));
    test("discharges before a load is cut", () => expect(flowsWith(load, { upperLimit: 6 })).toEqual([10, -4]));
    test("has given all when a load is cut", () => expect(flowsWith(load, { upperLimit: 2 })).toEqual([7, -5]));
    test("charges before solar is cut", () => expect(flowsWith(roof, { lowerLimit: -6 })).toEqual([-10, 4]));
    test("is full when solar is cut", () => expect(flowsWith(roof, { lowerLimit: -2 })).toEqual([-7, 5]));
  });

  test("requests at the upper limits with one priority give the plain solve to the bit", () => {
    let count = 0;
    for (const { tree, name } of drawnTrees(5)) {
      const isLeaf = isLeafOf(tree);
      const plain = solve(tree, { engine });
      const request = Array.from(tree.upper, (upper, v) => (isLeaf(v) && upper < infinity ? upper : Number.NaN));
      const priority = Array.from(tree.upper, (_, v) => (isLeaf(v) ? 3 : 0));
      const requested = solve({ ...tree, request, priority }, { engine });
      expect(requested.status, name).toBe(plain.status);
      if (plain.status !== "optimal") continue;
      expect(optimal(requested).flow, name).toEqual(plain.flow);
      expect(optimal(requested).level, name).toEqual(plain.level);
      expect(optimal(requested).engine, name).toBe(engine);
      count++;
    }
    expect(count).toBeGreaterThan(200);
  });

  test("requests that nothing pushes anybody above give the plain solve with the requests as upper limits", () => {
    let count = 0;
    for (const { tree, name, seed, style } of drawnTrees(5)) {
      const { request } = withRandomWishes(tree, style, seed);
      if (request === undefined) continue;
      const upper = Array.from(tree.upper, (limit, v) => (Number.isNaN(request[v]) ? limit : request[v]));
      const plain = solve({ ...tree, upper }, { engine });
      if (plain.status !== "optimal") continue;
      const requested = optimal(solve({ ...tree, request }, { engine }));
      expectNear(requested.flow, plain.flow, tree, name);
      count++;
    }
    expect(count).toBeGreaterThan(150);
  });

  test("negated, with request sides exchanged, the answer is negated", () => {
    let count = 0;
    for (const { tree: drawn, name, seed, style } of drawnTrees(5)) {
      const isLeaf = isLeafOf(drawn);
      const wishes = withRandomWishes(drawn, style, seed);
      const finite = (v: number) => Math.max(drawn.lower[v], Math.min(0, drawn.upper[v]));
      const request = Array.from(drawn.parent, (_, v) => {
        const given = wishes.request?.[v] ?? Number.NaN;
        return isLeaf(v) && Number.isNaN(given) ? finite(v) : given;
      });
      const tree = { ...wishes, request };
      const negated = (values: ArrayLike<number>) => Array.from(values, (value) => 0 - value);
      const mirrored = {
        ...tree,
        lower: negated(tree.upper),
        upper: negated(tree.lower),
        shift: negated(tree.shift ?? []),
        request: negated(request),
      };
      const straight = solve(tree, { engine });
      const inMirror = solve(mirrored, { engine });
      expect(inMirror.status, name).toBe(straight.status);
      if (straight.status !== "optimal") continue;
      expectNear(Float64Array.from(negated(optimal(inMirror).flow)), straight.flow, tree, name);
      expectNear(optimal(solve(tree, { engine, maximise: "export" })).flow, straight.flow, tree, name);
      count++;
    }
    expect(count).toBeGreaterThan(200);
  });

  test("no lower priority has anything that a higher one could have had", () => {
    let pairs = 0;
    for (const { tree: drawn, name, seed, style } of drawnTrees(5)) {
      const tree = withRandomWishes(drawn, style, seed);
      const solution = solve(tree, { engine });
      if (solution.status !== "optimal" || tree.priority === undefined) continue;
      const { flow, curtailment } = solution;
      const isLeaf = isLeafOf(tree);
      const scale = scaleOf(tree);
      const slack = 1e-9 * scale;
      const leaves = Array.from(flow.keys()).filter(isLeaf);
      const canRise = (v: number) => flow[v] + slack < tree.upper[v] + (tree.shift?.[v] ?? 0);
      const canFall = (v: number) => flow[v] - slack > tree.lower[v] + (tree.shift?.[v] ?? 0);
      /** Whether `to` could have had some of what `from` has. */
      const couldTrade = (from: number, to: number) => {
        const above = new Set(pathUp(tree, to));
        const meeting = pathUp(tree, from).find((v) => above.has(v)) as number;
        const below = (v: number) => pathUp(tree, v).slice(0, pathUp(tree, v).indexOf(meeting));
        return below(from).every(canFall) && below(to).every(canRise);
      };
      for (const low of leaves) {
        for (const high of leaves) {
          if (!(tree.priority[low] < tree.priority[high])) continue;
          pairs++;
          // Import that the higher priority lacks, export that it must not make.
          if (curtailment[high] > slack) expect(couldTrade(low, high), name).toBe(false);
          if (curtailment[high] < -slack) expect(couldTrade(high, low), name).toBe(false);
        }
      }
    }
    expect(pairs).toBeGreaterThan(500);
  });
});

function pathUp({ parent }: TreeArrays, node: number): number[] {
  const path: number[] = [];
  for (let v = node; v >= 0; v = parent[v]) path.push(v);
  return path;
}

function scaleOf(tree: TreeArrays): number {
  const sizes = [...Array.from(tree.lower), ...Array.from(tree.upper), ...Array.from(tree.shift ?? [])].map(Math.abs);
  return Math.max(...sizes.filter(Number.isFinite)) || 1;
}

function expectNear(found: Float64Array, expected: Float64Array, tree: TreeArrays, name: string): void {
  const tolerance = 1e-12 * scaleOf(tree) * found.length;
  found.forEach((flow, v) => {
    expect(Math.abs(flow - expected[v]), `${name}, node ${v}: ${flow}, expected ${expected[v]}`).toBeLessThanOrEqual(
      tolerance,
    );
  });
}
