import { expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { filesIn, temporaryFolder } from "../files/temporary-folder.js";
import { Random } from "../random-trees.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();

const file = filesIn(folder);

const street = file(
  "street.csv",
  "id,parent,lower,upper,profile\nstreet,,-6,10,\nhome,street,0,4,heat\ncar,street,0,11,\nroof,street,-9,0,\nbattery,street,-5,5,\n",
);
const run = (profiles: string, ...options: string[]) =>
  cnab(["run", street, "--profiles", file("long.csv", profiles), "--workers", "1", ...options]);

test("a row's limits hold in place of those that follow from its request, and a battery may have rows", async () => {
  const rows = [
    ...["0,home,4,,", "0,car,11,8,11", "0,roof,-1,,", "0,battery,5,-3,"],
    ...["1,home,0,0,3", "1,car,2,2,", "1,roof,-9,-9,-8.5", "1,battery,-5,-inf,∞"],
  ];
  const { code, stdout, stderr } = await run(`step,id,request,lower,upper\n${rows.join("\n")}\n`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.trim().split("\n").slice(1)).toEqual([
    // First the car has no less than 8. Then the roof gives no less than 8.5, and home and battery take what is too much of it.
    ...["0,home,4,1.5,2.5", "0,car,11,8,3", "0,roof,-1,-1,0", "0,battery,5,1.5,3.5"],
    ...["1,home,0,0.25,-0.25", "1,car,2,2,0", "1,roof,-9,-8.5,-0.5", "1,battery,-5,0.25,-5.25"],
  ]);
});

test("what is missing is held, limits and all, or is a request of 0 with the limits of the grid", async () => {
  const gaps = "step,id,request,upper\n0,home,2,3\n0,car,7,\n1,car,5,6\n3,home,,4\n3,car,8,\n";
  // So much must be taken that the limits show.
  const forced = file("forced.csv", "id,parent,lower,upper\nroot,,9,20\nhome,root,0,4\ncar,root,0,11\n");
  const profiles = file("gaps.csv", gaps);
  const dispatches = async (missing: string) =>
    (await cnab(["run", forced, "--profiles", profiles, "--workers", "1", "--missing", missing, "--wide"])).stdout
      .trim()
      .split("\n")
      .slice(1);
  expect(await dispatches("hold")).toEqual(["0,2,7", "1,3,6", "2,3,6", "3,2,8"]);
  expect(await dispatches("zero")).toEqual(["0,2,7", "1,,", "2,,", "3,1,8"]);
});

test("random rows: every step is what the reference makes of it alone", async () => {
  const random = new Random(21);
  const range = (kind: number) =>
    [
      [0, random.integer(1, 9)],
      [-random.integer(1, 9), 0],
      [-random.integer(1, 9), random.integer(1, 9)],
    ][kind];
  for (let round = 0; round < 60; round++) {
    const count = random.integer(2, 9);
    const limits = Array.from({ length: count }, (_, k) => range(k % 3));
    const ids = ["root", "feeder", ...limits.map((_, k) => `leaf${k}`)];
    const parent = [-1, 0, ...limits.map(() => random.integer(0, 1))];
    parent[2] = 1;
    const inner = [
      [-random.integer(0, 9), random.integer(0, 9)],
      [-random.integer(0, 9), random.integer(0, 9)],
    ];
    const all = [...inner, ...limits];
    const lines = all.map(([lower, upper], v) => [ids[v], ids[parent[v]] ?? "", lower, upper].join());
    const grid = file("random.csv", `id,parent,lower,upper\n${lines.join("\n")}\n`);
    // The first has no rows, and keeps the grid's numbers.
    const followed = limits.slice(1).map((own, k) => ({ own, v: k + 3 }));
    const steps = Array.from({ length: 4 }, () =>
      followed.map(({ own: [least, most] }) => {
        const request = random.integer(least, most);
        const lower = random.chance(0.5) ? undefined : random.integer(least, Math.min(request, most));
        const upper = random.chance(0.5) ? undefined : random.integer(Math.max(request, least), most);
        const shift = random.chance(0.5) ? undefined : random.integer(-2, 2);
        return { request, lower, upper, shift };
      }),
    );
    const rows = steps.flatMap((own, step) =>
      own.map(({ request, lower, upper, shift }, k) =>
        [step, shift, ids[followed[k].v], upper, request, lower].map((cell) => cell ?? "").join(),
      ),
    );
    const profiles = file("random-long.csv", `step,Shift,id,upper,request,lower\n${rows.join("\n")}\n`);
    const { code, stdout } = await cnab(["run", grid, "--profiles", profiles, "--workers", "1", "--curtail"]);
    const dispatched = stdout
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",")[3]));
    expect(code).toBe(0);
    for (const [step, own] of steps.entries()) {
      const lower = Float64Array.from(all, ([least]) => least);
      const upper = Float64Array.from(all, ([, most]) => most);
      const shift = new Float64Array(all.length);
      const request = new Float64Array(all.length).fill(Number.NaN);
      for (const [k, row] of own.entries()) {
        const {
          own: [least, most],
          v,
        } = followed[k];
        const isLoad = least >= 0;
        request[v] = row.request;
        lower[v] = row.lower ?? (!isLoad && most <= 0 ? row.request : least);
        upper[v] = row.upper ?? (isLoad ? row.request : most);
        shift[v] = row.shift ?? 0;
      }
      const tree = new FlatTree({ ids, parent, lower, upper, shift, request });
      const alone = new Solver(tree, { engine: "reference", whenInfeasible: "curtail" }).solve();
      if (alone.status !== "optimal") throw new Error(`round ${round}, step ${step} is ${alone.status}`);
      for (const [j, v] of tree.leaves.entries()) {
        const message = `round ${round}, step ${step}, ${ids[v]}`;
        expect(dispatched[step * count + j], message).toBeCloseTo(alone.flow[v] - shift[v], 9);
      }
    }
  }
});

test.each<[string, string, string]>([
  [
    "a shape's name",
    "step,id,request,upper\n0,heat,1,2\n",
    '"heat" is a profile\'s name, which several leaves may follow; rows that have upper',
  ],
  ["no number", "step,id,request,upper\n0,car,1,x\n", 'long.csv:2: upper is "x"; it must be a number, inf or -inf'],
  ["an infinite shift", "step,id,request,shift\n0,car,1,inf\n", "long.csv:2: shift is Infinity; it must be finite"],
  ["a column twice", "step,id,request,upper,Upper\n0,car,1,2,2\n", 'there are two columns "Upper"'],
  ["another column", "step,id,request,weight\n0,car,1,2\n", 'there is a column "weight"; long profiles have'],
  [
    "a row that is too short",
    "step,id,request,upper\n0,car,1\n",
    "long.csv:2: expected 4 cells as in the header, got 3",
  ],
])("%s is an error before any step is solved", async (_, text, message) => {
  const { code, stdout, stderr } = await run(text);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});

test("limits that contradict each other are the step's fault", async () => {
  const { code, stderr } = await run("step,id,request,lower,upper\n0,home,0,,\n1,home,2,3,\n");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^cnab: at 1: node "home": lower 3 is above upper 2/);
});

test("a plan takes no such rows", async () => {
  const sessions = file("cars.csv", "id,leaf,arrival,departure,energy_kwh,max_kw\ns,car,0,2,1,3\n");
  const profiles = file("fixed.csv", "step,id,request,upper\n0,home,1,2\n1,home,1,2\n");
  const { code, stderr } = await cnab([
    "plan",
    street,
    "--sessions",
    sessions,
    "--profiles",
    profiles,
    "--from",
    "0",
    "--steps",
    "2",
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain('there is a column "upper"; a plan takes time, id and request');
});
