import { describe, expect, test } from "vitest";
import {
  type Diagnosis,
  diagnose,
  type InfeasibleDiagnosis,
  type Mend,
  type NextFault,
  type UnboundedDiagnosis,
} from "../../src/audit/diagnose.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import type { BalanceOptions } from "../../src/model/options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { solve } from "../engines.js";
import { numberStyles, randomCase, shapes, spansManyScales, withRandomWishes } from "../random-trees.js";
import { type Random, seeded } from "./random-tree.js";
import { star } from "./small-trees.js";

function infeasible(tree: FlatTree | Node, options: BalanceOptions = {}): InfeasibleDiagnosis {
  const diagnosis = diagnose(tree, options);
  if (diagnosis.status !== "infeasible") throw new Error(`status is ${diagnosis.status}`);
  return diagnosis;
}

const told = ({ id, field, from, to }: Mend) => `${id} ${field} ${from} -> ${to}`;

test("a tree with a balanced allocation is sound", () => {
  expect(diagnose(star({ upper: 4 }, [{ upper: 2 }, { upper: 3 }]))).toEqual({ status: "sound" });
});

describe("infeasible:", () => {
  test("leaves that need more than the node carries: every limit of the contradiction, and every mend", () => {
    const tree = star({ upper: 4 }, [{ lower: 3, upper: 9 }, { lower: 2 }, { upper: 1 }]);
    const { against, mends, ...fault } = infeasible(tree);
    expect(fault).toEqual({
      status: "infeasible",
      node: 0,
      id: "root",
      limit: "upper",
      bound: 4,
      reachable: 5,
      miss: 1,
      others: [],
    });
    expect(against.map(({ id, limit, value, flow }) => [id, limit, value, flow])).toEqual([
      ["leaf1", "lower", 3, 3],
      ["leaf2", "lower", 2, 2],
      ["leaf3", "lower", 0, 0],
    ]);
    expect(mends.map(told)).toEqual(["root upper 4 -> 5", "leaf1 lower 3 -> 2", "leaf2 lower 2 -> 1"]);
  });

  test("leaves that cannot take what the node must carry", () => {
    const { limit, reachable, against, mends } = infeasible(star({ lower: 8 }, [{ upper: 2 }, { upper: 3 }]));
    expect({ limit, reachable }).toEqual({ limit: "lower", reachable: 5 });
    expect(against.map(({ id, limit, value }) => [id, limit, value])).toEqual([
      ["leaf2", "upper", 3],
      ["leaf1", "upper", 2],
    ]);
    expect(mends.map(told)).toEqual(["root lower 8 -> 5", "leaf2 upper 3 -> 6", "leaf1 upper 2 -> 5"]);
  });

  test("what is fixed at a leaf may be changed instead of its limit", () => {
    const { against, mends } = infeasible(star({ upper: 5 }, [{ shift: 7, upper: 0 }]));
    expect(against.map(({ value, flow }) => ({ value, flow }))).toEqual([{ value: 0, flow: 7 }]);
    expect(mends.map(told)).toEqual(["root upper 5 -> 7", "leaf1 shift 7 -> 5"]);
  });

  test("a target that is out of reach is the number to change", () => {
    const { limit, bound, mends } = infeasible(star({ upper: 9 }, [{ upper: 3 }]), { target: 4 });
    expect({ limit, bound }).toEqual({ limit: "lower", bound: 4 });
    expect(mends.map(told)).toEqual(["root target 4 -> 3", "leaf1 upper 3 -> 4"]);
  });

  test("a limit further up stands for the many below it", () => {
    const leaves = () => [new LeafNode({ lowerLimit: 2 }), new LeafNode({ lowerLimit: 2 })];
    const { against } = infeasible(
      new Node({ upperLimit: 3, children: [new Node({ id: "feeder", lowerLimit: 5, children: leaves() })] }),
    );
    expect(against.map(({ id }) => id)).toEqual(["feeder"]);
  });

  test("so does one that alone forces less than those below, but still too much", () => {
    const leaves = () => [new LeafNode({ lowerLimit: 3 }), new LeafNode({ lowerLimit: 3 })];
    const tree = new Node({ upperLimit: 3, children: [new Node({ id: "feeder", lowerLimit: 5, children: leaves() })] });
    const { against, mends, reachable } = infeasible(tree);
    expect(reachable).toBe(6);
    expect(against.map(({ id }) => id)).toEqual(["feeder"]);
    // Neither the feeder nor a leaf mends it alone: each is forced by the other.
    expect(mends.map(told)).toEqual(["1 upper 3 -> 6"]);
  });

  test("a leaf under a limit of its own kind is no mend where that limit takes its place", () => {
    const leaf = new LeafNode({ id: "leaf", lowerLimit: 5 });
    const tree = new Node({ upperLimit: 3, children: [new Node({ lowerLimit: 4, children: [leaf] })] });
    expect(infeasible(tree).mends.map(told)).toEqual(["1 upper 3 -> 5"]);
  });

  test("a change that is not enough for an answer says what is at fault next", () => {
    const leaf = new LeafNode({ id: "leaf", lowerLimit: 6, upperLimit: 9 });
    const feeder = new Node({ id: "feeder", upperLimit: 4, children: [leaf] });
    const root = new Node({ id: "root", lowerLimit: 6, children: [feeder] });
    const next = (mend: Mend) => [told(mend), mend.next && `${mend.next.id} ${mend.next.limit}`];
    // The root forces 6 through the feeder as well: whoever lowers the leaf's limit meets that.
    expect(infeasible(root).mends.map(next)).toEqual([
      ["feeder upper 4 -> 6", undefined],
      ["leaf lower 6 -> 4", "root lower"],
    ]);
  });

  test("a change that is not enough because some other leaf has no limit says that", () => {
    const feeder = new Node({ id: "feeder", upperLimit: 4, children: [new LeafNode({ lowerLimit: 5 })] });
    const { mends } = infeasible(new Node({ children: [feeder, new LeafNode({ id: "open" })] }));
    expect(mends.map(({ next }) => next?.status)).toEqual(["unbounded", "unbounded"]);
    expect(mends[0].next?.id).toBe("open");
  });

  test("a fixed flow is no mend where less of it contradicts a limit in between", () => {
    const leaf = new LeafNode({ id: "leaf", shiftConstant: 7, upperLimit: 0 });
    const line = (lowerLimit: number) => new Node({ id: "line", lowerLimit, children: [leaf] });
    const mends = (lowerLimit: number) =>
      infeasible(new Node({ id: "root", upperLimit: 5, children: [line(lowerLimit)] })).mends.map(told);
    expect(mends(5)).toEqual(["root upper 5 -> 7", "leaf shift 7 -> 5"]);
    expect(mends(5.5)).toEqual(["root upper 5 -> 7"]);
  });

  test("further nodes at fault are named", () => {
    const feeder = () => new Node({ upperLimit: 1, children: [new LeafNode({ lowerLimit: 2 })] });
    const { id, others } = infeasible(new Node({ children: [feeder(), feeder()] }));
    expect(id).toBe("1.1");
    expect(others).toEqual([3]);
  });
});

describe("unbounded:", () => {
  test("the leaf, and the path without an upper limit", () => {
    const open = new LeafNode({ id: "open" });
    const tree = new Node({ id: "root", children: [new LeafNode(), new Node({ id: "line", children: [open] })] });
    expect(diagnose(tree)).toEqual({
      status: "unbounded",
      node: 1,
      id: "1.1",
      limit: "upper",
      path: [
        { node: 1, id: "1.1" },
        { node: 0, id: "root" },
      ],
      payerPath: undefined,
      leafCount: 2,
    });
  });

  test("the greatest export lacks a lower limit", () => {
    const tree = star({ upper: 3 }, [{ lower: -Infinity, upper: 1 }]);
    expect(diagnose(tree).status).toBe("sound");
    expect(diagnose(tree, { maximise: "export" })).toMatchObject({ status: "unbounded", limit: "lower", leafCount: 1 });
  });
});

describe("unbounded at the cost of a lower priority:", () => {
  const tree = (lowerLimit: number) =>
    new Node({
      upperLimit: 5,
      children: [
        new LeafNode({ id: "first", priority: 1 }),
        new Node({
          id: "line",
          lowerLimit,
          children: [new LeafNode({ id: "last", lowerLimit: -Infinity, upperLimit: 0 })],
        }),
      ],
    });

  test("who pays, and the way to where they meet", () => {
    const diagnosis = diagnose(tree(-Infinity));
    if (diagnosis.status !== "unbounded") throw new Error(diagnosis.status);
    expect(diagnosis.path.map(({ id }) => id)).toEqual(["first"]);
    expect(diagnosis.payerPath?.map(({ id }) => id)).toEqual(["last", "line"]);
  });

  test("a limit on that way ends it", () => {
    expect(diagnose(tree(-9)).status).toBe("sound");
  });
});

describe.each(numberStyles.filter((style) => !spansManyScales(style)))("%s", (style) => {
  test("random trees: the solver's outcome, limits of which none can be spared, mends that mend", () => {
    const faults: string[] = [];
    let contradictions = 0;
    for (let seed = 0; seed < 700; seed++) {
      const { tree: drawn, options } = randomCase(shapes[seed % shapes.length], style, seed);
      const tree = seed % 2 === 0 ? drawn : withRandomWishes(drawn, style, seed);
      const solution = solve(tree, { ...options, engine: "reference" });
      const diagnosis = diagnose(new FlatTree(tree), options);
      const status = diagnosis.status === "sound" ? "optimal" : diagnosis.status;
      if (status !== solution.status) faults.push(`seed ${seed}: ${status}, the solver says ${solution.status}`);
      if (diagnosis.status === "unbounded" && solution.status === "unbounded") {
        if (diagnosis.node !== solution.unboundedLeaf.node) faults.push(`seed ${seed}: another leaf`);
        faults.push(...notBounding(diagnosis, tree, options).map((fault) => `seed ${seed}: ${fault}`));
      }
      if (diagnosis.status !== "infeasible" || solution.status !== "infeasible") continue;
      contradictions++;
      const { node, limit, bound } = solution.contradiction;
      if (node !== diagnosis.node || limit !== diagnosis.limit || bound !== diagnosis.bound) {
        faults.push(`seed ${seed}: another contradiction`);
      }
      faults.push(...wrongIn(diagnosis, tree, options).map((fault) => `seed ${seed}: ${fault}`));
    }
    expect(faults.slice(0, 5)).toEqual([]);
    expect(contradictions).toBeGreaterThan(10);
  });
});

test("small trees at random that contradict themselves in many places: every change leaves just what it says", () => {
  const faults: string[] = [];
  const leaves = { nothing: 0, infeasible: 0, unbounded: 0 };
  for (let seed = 0; seed < 3000; seed++) {
    const { tree, options } = contradictory(seeded(seed));
    const diagnosis = diagnose(new FlatTree(tree), options);
    if (diagnosis.status !== "infeasible") continue;
    for (const { next } of diagnosis.mends) leaves[next?.status ?? "nothing"]++;
    faults.push(...wrongMends(diagnosis, tree, options).map((fault) => `seed ${seed}: ${fault}`));
  }
  expect(faults.slice(0, 5)).toEqual([]);
  expect(Math.min(...Object.values(leaves))).toBeGreaterThan(100);
});

/** Up to 12 nodes with limits in quarters that were drawn without a look at each other. */
function contradictory(random: Random): { tree: TreeArrays; options: BalanceOptions } {
  const nodeCount = 3 + Math.floor(random() * 10);
  const parent = Array.from({ length: nodeCount }, (_, v) =>
    v === 0 ? -1 : Math.max(0, v - 1 - Math.floor(random() * 3)),
  );
  const isInner = parent.map((_, v) => parent.includes(v));
  const quarters = (greatest: number) => Math.floor(random() * 4 * greatest) / 4;
  const middle = parent.map((_, v) => quarters(isInner[v] ? 8 : 4) - 1);
  const lower = middle.map((value) => (random() < 0.4 ? Number.NEGATIVE_INFINITY : value - quarters(2)));
  const upper = middle.map((value) => (random() < 0.3 ? Number.POSITIVE_INFINITY : value + quarters(2)));
  const shift = parent.map((_, v) => (isInner[v] || random() < 0.5 ? 0 : quarters(4) - 2));
  const priority = random() < 0.3 ? parent.map((_, v) => (isInner[v] ? 0 : Math.floor(random() * 2))) : undefined;
  const options: BalanceOptions = {
    maximise: random() < 0.5 ? "import" : "export",
    ...(random() < 0.3 ? { target: quarters(8) } : {}),
  };
  return { tree: { parent, lower, upper, shift, priority }, options };
}

/** The nodes of the path where a limit does not end it. */
function notBounding({ node, limit, path }: UnboundedDiagnosis, tree: TreeArrays, options: BalanceOptions): string[] {
  return path.flatMap((step) => {
    const limits = Array.from(tree[limit]);
    limits[step.node] =
      limit === "upper" ? Math.max(1e9, tree.lower[step.node]) : Math.min(-1e9, tree.upper[step.node]);
    const after = diagnose(new FlatTree({ ...tree, [limit]: limits }), options);
    return after.status === "unbounded" && after.node === node ? [`a limit at ${step.id} does not bound it`] : [];
  });
}

function wrongIn(diagnosis: InfeasibleDiagnosis, tree: TreeArrays, options: BalanceOptions): string[] {
  const faults: string[] = [];
  if (!contradicts(diagnosis, tree, options, -1)) faults.push("the limits named do not contradict each other");
  for (const { node, id } of diagnosis.against) {
    if (contradicts(diagnosis, tree, options, node)) faults.push(`${id} can be spared`);
  }
  const isNamed = new Set(diagnosis.mends.map(({ node, field }) => `${node} ${field}`));
  const opposite = diagnosis.limit === "upper" ? "lower" : "upper";
  for (let v = 0; v < tree.parent.length; v++) {
    if (isNamed.has(`${v} ${opposite}`) || options.target !== undefined) continue;
    const limits = Array.from(tree[opposite]);
    // As far as a limit may be moved: to 0, or without end.
    if (opposite === "lower") limits[v] = limits[v] >= 0 ? 0 : Number.NEGATIVE_INFINITY;
    else limits[v] = limits[v] <= 0 ? 0 : Number.POSITIVE_INFINITY;
    const after = diagnose(new FlatTree({ ...tree, [opposite]: limits }), options);
    if (!(after.status === "infeasible" && after.node === diagnosis.node)) faults.push(`node ${v} would mend it too`);
  }
  return [...faults, ...wrongMends(diagnosis, tree, options)];
}

/** The changes that do not leave what they say, or nothing. */
function wrongMends({ mends }: InfeasibleDiagnosis, tree: TreeArrays, options: BalanceOptions): string[] {
  const faults: string[] = [];
  for (const mend of mends) {
    const asked = mend.field === "target" ? { ...options, target: mend.to } : options;
    const after = mended(tree, mend);
    const { next } = mend;
    const promised = next && { status: next.status, node: next.node, id: next.id, limit: next.limit };
    const found = firstFault(diagnose(new FlatTree(after), asked));
    if (JSON.stringify(found) !== JSON.stringify(promised)) {
      faults.push(`${told(mend)} leaves ${JSON.stringify(found)}, and promised ${JSON.stringify(promised)}`);
    }
    const { status } = solve(after, { ...asked, engine: "reference" });
    if (status !== (promised?.status ?? "optimal")) faults.push(`${told(mend)}: the solver says ${status}`);
  }
  return faults;
}

function firstFault(diagnosis: Diagnosis): NextFault | undefined {
  if (diagnosis.status === "sound") return undefined;
  const { status, node, id, limit } = diagnosis;
  return { status, node, id, limit };
}

/** Whether the limits named contradict each other in a tree that has no others; one may be left out. */
function contradicts(
  { node, limit, bound, against }: InfeasibleDiagnosis,
  tree: TreeArrays,
  options: BalanceOptions,
  leftOut: number,
): boolean {
  const lower = Array.from(tree.lower, () => Number.NEGATIVE_INFINITY);
  const upper = Array.from(tree.upper, () => Number.POSITIVE_INFINITY);
  (limit === "upper" ? upper : lower)[node] = bound;
  for (const member of against) {
    if (member.node !== leftOut) (member.limit === "upper" ? upper : lower)[member.node] = member.value;
  }
  const { target: _, ...others } = options;
  return diagnose(new FlatTree({ ...tree, lower, upper }), others).status === "infeasible";
}

function mended(tree: TreeArrays, { node, field, to }: Mend): TreeArrays {
  if (field === "target") return tree;
  const values = Array.from(tree[field] ?? tree.lower, (value) => value);
  values[node] = to;
  return { ...tree, [field]: values };
}

test("no change has a load export, or a source import", () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], ids: ["r", "a", "b"], lower: [-9, 5, 0], upper: [3, 8, 8] });
  const { mends } = diagnose(tree) as InfeasibleDiagnosis;
  expect(mends.map(({ id, field, to }) => `${id} ${field} ${to}`)).toEqual(["r upper 5", "a lower 3"]);
});
