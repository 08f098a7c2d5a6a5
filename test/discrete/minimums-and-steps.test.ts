import { describe, expect, test } from "vitest";
import { balance, FlatTree, LeafNode, type LeafNodeOptions, Node, Solver } from "../../src/index.js";
import { engines } from "../engines.js";

function star(limit: number, leaves: readonly LeafNodeOptions[]): Node {
  return new Node({ id: "fuse", upperLimit: limit, children: leaves.map((options) => new LeafNode(options)) });
}

const flows = (root: Node, options: Parameters<typeof balance>[1] = {}) => {
  const result = balance(root, options);
  if (result.status !== "optimal") throw new Error(JSON.stringify(result));
  return root.children.map((child) => child.flow);
};

const car = (more: LeafNodeOptions = {}): LeafNodeOptions => ({ upperLimit: 32, minimum: 6, ...more });

describe.each(engines)("minimums, by the %s", (engine) => {
  test("two cars of at least 6 behind 11: one has it all, the other waits, and it is told why", () => {
    const root = star(11, [car({ id: "car1" }), car({ id: "car2" })]);
    const result = balance(root, { engine });
    expect(root.children.map((child) => child.flow)).toEqual([11, 0]);
    if (result.status !== "optimal") throw new Error(result.status);
    expect(result.off).toEqual([
      { node: 2, id: "car2", needs: 6, blocked: { node: 0, id: "fuse", limit: 11, left: 5 } },
    ]);
    expect(result.curtailment[2]).toBe(32);
  });

  test("six boxes of at least 6 behind 32: five run at 6.4, one waits", () => {
    expect(
      flows(
        star(
          32,
          Array.from({ length: 6 }, () => car()),
        ),
        { engine },
      ),
    ).toEqual([6.4, 6.4, 6.4, 6.4, 6.4, 0]);
  });

  test("who was connected first has the first turn, those without last", () => {
    expect(flows(star(11, [car(), car({ connected: 2 }), car({ connected: 1 })]), { engine })).toEqual([0, 0, 11]);
  });

  test("a higher priority has its turn first, and keeps what it is given", () => {
    expect(flows(star(11, [car(), car({ priority: 1, upperLimit: 8 })]), { engine })).toEqual([0, 8]);
  });

  test("a leaf without a minimum gives way to one that needs it to start, within one priority", () => {
    expect(flows(star(7, [{ upperLimit: 9 }, car()]), { engine })).toEqual([1, 6]);
    expect(flows(star(7, [{ upperLimit: 9, priority: 1 }, car()]), { engine })).toEqual([7, 0]);
  });

  test("a guarantee of the minimum comes before those who have none", () => {
    expect(flows(star(11, [car(), car({ guarantee: 6 })]), { engine })).toEqual([0, 11]);
  });

  test("who wants or may have less than the minimum is off, and that is no error", () => {
    const root = star(20, [car({ upperLimit: 5 }), car({ request: 3 }), { upperLimit: 4 }]);
    const result = balance(root, { engine });
    expect(root.children.map((child) => child.flow)).toEqual([0, 0, 4]);
    expect(result.status === "optimal" && result.off.map(({ blocked }) => blocked)).toEqual([undefined, undefined]);
  });

  test("an export makes room for one more", () => {
    const roof = { lowerLimit: -8, upperLimit: 0, request: 0 };
    expect(flows(star(6, [car(), car(), roof]), { engine })).toEqual([6, 6, -6]);
  });

  test("limits further up count, and a lower limit between takes part of it up", () => {
    const feeder = new Node({ lowerLimit: 5, children: [new LeafNode(car()), new LeafNode({ upperLimit: 5 })] });
    const root = new Node({ upperLimit: 9, children: [feeder, new LeafNode(car())] });
    balance(root, { engine });
    expect([feeder.flow, root.children[1].flow]).toEqual([9, 0]);
  });

  test("a lower limit that those off leave unmet is infeasible, by the minimums", () => {
    const root = new Node({ lowerLimit: 5, upperLimit: 5, children: [new LeafNode(car())] });
    expect(balance(root, { engine })).toMatchObject({ status: "infeasible", fault: "minimums" });
  });

  test("on every step of many, and after a change", () => {
    const tree = new FlatTree({
      parent: [-1, 0, 0],
      lower: [0, 0, 0],
      upper: [11, 32, 32],
      minimum: [Number.NaN, 6, 6],
    });
    const solver = new Solver(tree, { engine });
    const { dispatch } = solver.solveSteps({ upper: Float64Array.of(32, 32, 5, 32, 4, 4) });
    expect(Array.from(dispatch)).toEqual([11, 0, 0, 11, 0, 0]);
    solver.set(0, { upper: 12 });
    const solution = solver.solve();
    expect(solution.status === "optimal" && Array.from(solution.flow)).toEqual([12, 6, 6]);
  });
});

describe.each(engines)("whole steps, by the %s", (engine) => {
  const amps = (more: LeafNodeOptions = {}): LeafNodeOptions => ({ upperLimit: 16, step: 1, ...more });

  test("what is left over is handed out a step at a time", () => {
    expect(flows(star(20, [amps(), amps(), amps()]), { engine })).toEqual([7, 7, 6]);
  });

  test("tenths are tenths", () => {
    expect(flows(star(1, [amps({ step: 0.1 }), amps({ step: 0.1 }), amps({ step: 0.1 })]), { engine })).toEqual([
      0.4, 0.3, 0.3,
    ]);
  });

  test("a limit between two steps is the lower one", () => {
    expect(flows(star(20.7, [amps(), amps()]), { engine })).toEqual([10, 10]);
    expect(flows(star(40, [amps({ upperLimit: 6.9 })]), { engine })).toEqual([6]);
  });

  test("leaves without a step are balanced around those that have one", () => {
    expect(flows(star(10.5, [amps({ step: 4 }), { upperLimit: 9 }]), { engine })).toEqual([8, 2.5]);
  });

  test("no step is lost that somebody could use", () => {
    const pair = new Node({
      upperLimit: 7,
      children: [new LeafNode(amps({ step: 3 })), new LeafNode(amps({ step: 2 }))],
    });
    balance(pair, { engine });
    expect(pair.flow).toBe(7);
  });

  test("exports are stepped likewise", () => {
    const roofs = new Node({
      lowerLimit: -5,
      upperLimit: 0,
      children: [-4, -4].map((kw) => new LeafNode({ lowerLimit: kw, upperLimit: 0, request: kw, step: 1 })),
    });
    balance(roofs, { engine });
    expect(roofs.children.map((roof) => roof.flow)).toEqual([-3, -2]);
  });

  test("a minimum counts rounded up to a step", () => {
    expect(flows(star(13, [car({ step: 5 }), car({ step: 5 })]), { engine })).toEqual([10, 0]);
  });

  test("limits with no whole step between them are infeasible, by the steps", () => {
    const root = star(9, [{ id: "a", lowerLimit: 1, upperLimit: 2, step: 5 }]);
    expect(balance(root, { engine })).toMatchObject({
      status: "infeasible",
      fault: "steps",
      contradiction: { id: "a", bound: 2 },
    });
  });
});
