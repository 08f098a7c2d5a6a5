import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  balance,
  FlatTree,
  GridUser,
  InputError,
  LeafNode,
  Node,
  Range,
  type SolverOptions,
  type TreeArrays,
  verify,
} from "../src/index.js";

const { POSITIVE_INFINITY: inf } = Number;

// The same trees in every run: a run that fails can be run again.
fc.configureGlobal({ seed: 20, numRuns: 300 });

const size = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ min: 1e-6, max: 1e6, noNaN: true }));
const signed = fc.tuple(size, fc.boolean()).map(([value, isNegative]) => (isNegative ? 0 - value : value));
const weight = fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 100, noNaN: true }));

const leafNode = fc
  .record({ one: signed, other: signed, shiftConstant: signed, conversionFactor: weight, isOpen: fc.boolean() })
  .map(
    ({ one, other, shiftConstant, conversionFactor, isOpen }) =>
      new LeafNode({
        lowerLimit: Math.min(one, other),
        upperLimit: isOpen ? inf : Math.max(one, other),
        shiftConstant,
        conversionFactor,
      }),
  );

const gridUser = fc
  .record({ fixedNetLoadKw: signed, generation: size, dispatchableLoadKw: size })
  .map(
    ({ fixedNetLoadKw, generation, dispatchableLoadKw }) =>
      new GridUser({ fixedNetLoadKw, dispatchableGenerationKw: 0 - generation, dispatchableLoadKw }),
  );

/** A user's own subclass, its limits computed from its own fields. */
class Appliances extends LeafNode {
  readonly ratings: readonly number[];

  constructor(ratings: readonly number[]) {
    super();
    this.ratings = ratings;
  }

  override get limits(): Range {
    return new Range(
      0,
      this.ratings.reduce((sum, rating) => sum + rating, 0),
    );
  }

  override get conversionFactor(): number {
    return this.ratings.length;
  }
}

const appliances = fc.array(size, { minLength: 1, maxLength: 4 }).map((ratings) => new Appliances(ratings));

type Tree = Node | LeafNode;

const { tree } = fc.letrec<{ tree: Tree; inner: Tree; leaf: Tree }>((tie) => ({
  tree: fc.oneof({ depthSize: "small", withCrossShrink: true }, tie("leaf"), tie("inner"), tie("inner")),
  leaf: fc.oneof(leafNode, gridUser, appliances),
  inner: fc
    .record({
      children: fc.array(tie("tree"), { minLength: 1, maxLength: 5 }),
      upperLimit: fc.option(size, { nil: inf }),
      reverse: fc.option(size, { nil: inf }),
    })
    .map(({ children, upperLimit, reverse }) => new Node({ children, upperLimit, lowerLimit: 0 - reverse })),
}));

const options: fc.Arbitrary<SolverOptions> = fc.record({
  fairness: fc.constantFrom("leaves", "siblings"),
  maximise: fc.constantFrom("import", "export"),
  engine: fc.constantFrom("wasm", "reference"),
  target: fc.option(signed, { nil: undefined }),
});

describe("balance", () => {
  test("twice gives the same, to the bit", () => {
    fc.assert(
      fc.property(tree, options, (root, asked) => {
        balance(root, asked);
        const first = everyNode(root).map(({ flow, allocation, level }) => [flow, allocation, level]);
        balance(root, asked);
        expect(everyNode(root).map(({ flow, allocation, level }) => [flow, allocation, level])).toEqual(first);
      }),
    );
  });

  test("gives every leaf its flow over its conversion factor, within its limits", () => {
    forEveryAnswer((root, asked) => {
      for (const node of everyNode(root)) {
        if (node instanceof Node) continue;
        expect(node.allocation).toBe(node.flow / node.conversionFactor);
        // A target takes the place of the limits of a tree that is a single leaf.
        if (node === root && asked.target !== undefined) continue;
        const dispatch = node.level * node.conversionFactor;
        const rounding = 4e-16 * Math.abs(dispatch);
        expect(dispatch).toBeGreaterThanOrEqual(node.limits.lower - rounding);
        expect(dispatch).toBeLessThanOrEqual(node.limits.upper + rounding);
        const fixed = node.flow - dispatch;
        expect(Math.abs(fixed - node.shiftConstant)).toBeLessThanOrEqual(
          1e-15 * (Math.abs(node.flow) + Math.abs(dispatch)),
        );
      }
    });
  });

  test("gives every node the sum of its children's flows and the greatest of their levels", () => {
    forEveryAnswer((root) => {
      for (const node of everyNode(root)) {
        if (!(node instanceof Node)) continue;
        const flows = node.children.map((child) => child.flow);
        const magnitude = flows.reduce((sum, flow) => sum + Math.abs(flow), 0);
        const sum = flows.reduce((total, flow) => total + flow, 0);
        expect(Math.abs(node.flow - sum)).toBeLessThanOrEqual(1e-14 * Math.max(magnitude, leafMagnitude(node)));
        expect(node.allocation).toBe(node.flow);
        expect(node.level).toBe(Math.max(...node.children.map((child) => child.level)));
      }
    });
  });

  test("gives what verify has nothing to say against", () => {
    forEveryAnswer((root, asked) => {
      const { fairness, maximise, target } = asked;
      const flows = everyNode(root).map((node) => node.flow);
      expect(verify(root, flows, { fairness, maximise, target })).toEqual([]);
    });
  });

  test("writes NaN everywhere where there is no answer", () => {
    fc.assert(
      fc.property(tree, options, (root, asked) => {
        const result = balance(root, asked);
        fc.pre(result.status !== "optimal");
        for (const node of everyNode(root)) {
          expect([node.flow, node.allocation, node.level]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
        }
      }),
    );
  });

  test("comes to the same with either engine", () => {
    forEveryAnswer((root, asked) => {
      const flows = everyNode(root).map((node) => node.flow);
      balance(root, { ...asked, engine: asked.engine === "wasm" ? "reference" : "wasm" });
      const tolerance = 2e-9 * Math.max(1e-300, ...everyNode(root).flatMap(finiteNumbers), Math.abs(asked.target ?? 0));
      for (const [v, node] of everyNode(root).entries()) {
        expect(Math.abs(node.flow - flows[v])).toBeLessThanOrEqual(tolerance);
      }
    });
  });
});

function forEveryAnswer(check: (root: Tree, asked: SolverOptions) => void): void {
  fc.assert(
    fc.property(tree, options, (root, asked) => {
      fc.pre(balance(root, asked).status === "optimal");
      check(root, asked);
    }),
  );
}

/** In pre-order. */
function everyNode(root: Tree): Tree[] {
  return root instanceof Node ? [root, ...root.children.flatMap(everyNode)] : [root];
}

function leafMagnitude(root: Node): number {
  return everyNode(root).reduce((sum, node) => sum + (node instanceof Node ? 0 : Math.abs(node.flow)), 0);
}

function finiteNumbers(node: Tree): number[] {
  const { lower, upper } = node.limits;
  const shift = node instanceof Node ? 0 : node.shiftConstant;
  return [lower, upper, shift].filter(Number.isFinite).map(Math.abs);
}

const anyNumber = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -5, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, inf, -inf, 0.5) },
);

interface NumberLists extends TreeArrays {
  readonly shift: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
}

/** Arrays that are sound as often as not; what is wrong with the others may be several things at once. */
const arrays: fc.Arbitrary<NumberLists> = fc.integer({ min: 1, max: 6 }).chain((nodeCount) => {
  const list = (values: fc.Arbitrary<number>) => fc.array(values, { minLength: nodeCount, maxLength: nodeCount });
  return fc.record({
    parent: fc.oneof(
      list(fc.nat()).map((values) => values.map((value, v) => (v === 0 ? -1 : value % v))),
      list(fc.integer({ min: -1, max: nodeCount })),
    ),
    lower: fc.oneof(list(fc.constantFrom(-inf, -3, 0)), list(anyNumber)),
    upper: fc.oneof(list(fc.constantFrom(inf, 3, 0)), list(anyNumber)),
    shift: fc.oneof(list(fc.constant(0)), list(anyNumber)),
    weight: fc.oneof(list(fc.constant(1)), list(anyNumber)),
  });
});

describe("FlatTree", () => {
  test("takes arrays if and only if they are sound, and says which node, field and value is not", () => {
    fc.assert(
      fc.property(arrays, (given) => {
        const error = errorOf(() => new FlatTree(given));
        expect(error === undefined).toBe(isTree(given.parent) && numbersAreSound(given));
        if (error === undefined) return;
        expect(error).toBeInstanceOf(InputError);
        const { id, field, value, message } = error as InputError;
        expect(message).toContain(field);
        if (field === "parent") return;
        // The ids are positions, which the tree with sound numbers in its place knows.
        const v = new FlatTree({ parent: given.parent, ...soundNumbers(given.parent.length) }).indexOf(id as string);
        expect(Object.is(value, given[field as "lower" | "upper" | "shift" | "weight"][v])).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(["lower", "upper", "shift", "weight"] as const)("refuses %s of another length", (field) => {
    const given = { parent: [-1, 0], ...soundNumbers(2) };
    const error = errorOf(() => new FlatTree({ ...given, [field]: [1] }));
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ field, value: 1 });
  });
});

function errorOf(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

function soundNumbers(nodeCount: number) {
  const filled = (value: number) => new Array<number>(nodeCount).fill(value);
  return { lower: filled(0), upper: filled(1), shift: filled(0), weight: filled(1) };
}

/** One root, and every node finds it within as many steps as there are nodes. */
function isTree(parent: ArrayLike<number>): boolean {
  const parents = Array.from(parent);
  if (parents.filter((p) => p === -1).length !== 1) return false;
  if (parents.some((p) => !Number.isInteger(p) || p < -1 || p >= parents.length)) return false;
  return parents.every((_, start) => {
    let v = start;
    for (let step = 0; step < parents.length && v !== -1; step++) v = parents[v];
    return v === -1;
  });
}

function numbersAreSound({ parent, lower, upper, shift, weight }: NumberLists): boolean {
  const inner = new Set(Array.from(parent));
  return Array.from(parent).every((_, v) => {
    const hasRange = lower[v] <= upper[v] && lower[v] !== inf && upper[v] !== -inf;
    if (inner.has(v)) return hasRange && shift[v] === 0 && (weight[v] === 0 || weight[v] === 1);
    return hasRange && Number.isFinite(shift[v]) && Number.isFinite(weight[v]) && weight[v] > 0;
  });
}
