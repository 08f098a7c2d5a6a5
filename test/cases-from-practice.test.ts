import { describe, expect, test } from "vitest";
import { Solver } from "../src/engine/solver.js";
import type { BalanceOptions } from "../src/model/options.js";
import { gridFromCsv } from "../src/text/grid-csv.js";
import { requestsByKind } from "../src/text/requests-by-kind.js";
import { engines } from "./engines.js";

/** A question that somebody had at a real site, and the answer that its people expect, by node. */
interface Case {
  readonly name: string;
  readonly csv: string;
  readonly expected: Readonly<Record<string, number>>;
  readonly options?: BalanceOptions;
  readonly byKind?: true;
}

const lines = (...rows: string[]) => rows.join("\n");
const fiveSplit = { c11: 8, c12: 8, c13: 8, c14: 8, c15: 8 };
const circuits = (step: string) =>
  lines(
    "id,parent,lower,upper,step",
    "service,,,100,",
    ...[5, 4, 2, 1].flatMap((chargers, at) => [
      `circuit${at + 1},service,,40,`,
      ...Array.from({ length: chargers }, (_, k) => `c${at + 1}${k + 1},circuit${at + 1},0,32,${step}`),
    ]),
  );

const cases: readonly Case[] = [
  {
    name: "what one car does not draw, the other gets",
    csv: lines("id,parent,lower,upper", "mains,,,25", "first,mains,0,20", "second,mains,0,5"),
    expected: { first: 20, second: 5 },
  },
  {
    name: "a car that is full, though it may draw, comes behind one that waits",
    csv: lines("id,parent,lower,upper,priority", "supply,,,16,", "full,supply,0,16,-1", "waiting,supply,0,16,0"),
    expected: { full: 0, waiting: 16 },
  },
  {
    name: "solar power fed in between two fuses: the second is what holds",
    csv: lines(
      ...["id,parent,lower,upper,shift", "meter,,,40,", "solar,meter,0,0,-20", "inner,meter,,40,", "home,inner,0,0,12"],
      ...["box,inner,,32,", "car1,box,0,32,0", "car2,box,0,16,0"],
    ),
    expected: { car1: 14, car2: 14, meter: 20 },
  },
  {
    name: "a battery that was to discharge charges before any sun is lost",
    csv: lines(
      ...["id,parent,lower,upper,shift,request,priority", "grid,,-5,10,,,", "home,grid,0,0,1,,"],
      ...["roof,grid,-8,0,,-8,0", "battery,grid,-3,3,,-3,-1"],
    ),
    expected: { home: 1, roof: -8, battery: 2, grid: -5 },
  },
  {
    name: "committed rates of more than the line carries are cut in proportion",
    csv: lines(
      ...["id,parent,lower,upper,guarantee,weight", "line,,,6,,", "c10,line,0,5,5,5", "c20,line,0,6,3,3"],
      "c30,line,0,6,0.001,0.001",
    ),
    expected: { c10: (6 * 5) / 8.001, c20: (6 * 3) / 8.001, c30: (6 * 0.001) / 8.001 },
  },
  {
    name: "circuits below one service: the crowded one binds first, the rest is even",
    csv: circuits(""),
    expected: { ...fiveSplit, c21: 60 / 7, c24: 60 / 7, c31: 60 / 7, c41: 60 / 7, service: 100 },
  },
  {
    name: "the same in whole amps: none is lost",
    csv: circuits("1"),
    expected: { ...fiveSplit, c21: 9, c22: 9, c23: 9, c24: 9, c31: 8, c32: 8, c41: 8, service: 100 },
  },
  {
    name: "inverters by priority: the large one first",
    csv: lines(
      ...["id,parent,lower,upper,request,priority", "pool,,-650,0,,", "small,pool,-300,0,-300,0"],
      "large,pool,-600,0,-600,1",
    ),
    expected: { small: -50, large: -600 },
  },
  {
    name: "inverters by the same percentage of each",
    csv: lines("id,parent,lower,upper,request", "pool,,-250,0,", "small,pool,-300,0,-300", "large,pool,-600,0,-600"),
    options: { rule: "proportional" },
    expected: { small: -250 / 3, large: -500 / 3 },
  },
  {
    name: "kinds by their everyday names: a battery asks for nothing",
    csv: lines(
      ...["id,parent,lower,upper,kind", "grid,,-5,6,", "roof,grid,-8,0,pv", "car,grid,0,11,ev"],
      "battery,grid,-4,4,battery",
    ),
    byKind: true,
    expected: { roof: -8, car: 11, battery: 0, grid: 3 },
  },
  {
    name: "no export: three inverters, each of which makes 40 W at least, follow the load",
    csv: lines(
      ...[
        "id,parent,lower,upper,shift,request",
        "grid,,0,5000,,",
        "load,grid,0,0,300,",
        "inverter1,grid,-800,-40,0,-800",
      ],
      ...["inverter2,grid,-50,-40,0,-50", "inverter3,grid,-50,-40,0,-50"],
    ),
    expected: { inverter1: -200, inverter2: -50, inverter3: -50, grid: 0 },
  },
  {
    name: "quotas first, then by weight what they leave, on top of them",
    csv: lines(
      ...["id,parent,lower,upper,guarantee,weight", "cluster,,,5,,", "a,cluster,0,1,1,1", "b,cluster,0,3,1,2"],
      "c,cluster,0,2,0,1",
    ),
    options: { guarantees: "base" },
    expected: { a: 1, b: 3, c: 1 },
  },
  {
    name: "what is drawn from the grid is limited, and one's own sun comes on top",
    csv: lines(
      ...["id,parent,lower,upper,shift", "connection,,,24,", "rest,connection,0,0,0", "controlled,connection,,7.56,"],
      ...["box1,controlled,0,11,0", "box2,controlled,0,11,0", "surplus,controlled,0,0,-4"],
    ),
    expected: { box1: 5.78, box2: 5.78, surplus: -4, controlled: 7.56 },
  },
  {
    name: "requests of racks first, then the surplus to those that work",
    csv: lines(
      ...["id,parent,lower,upper,priority", "pdu,,,10,", "rack1,pdu,,6,", "rack2,pdu,,6,"],
      ...["ask1,rack1,1,4,2", "ask2,rack1,0.5,1,2", "ask3,rack2,0.5,2,2", "ask4,rack2,0.5,0.5,2"],
      ...["more1,rack1,0,1,1", "more2,rack1,0,4,1", "more3,rack2,0,3,1", "more4,rack2,0,4.5,0"],
    ),
    expected: { ask1: 4, more1: 0.5, ask2: 1, more2: 0.5, ask3: 2, more3: 1.5, ask4: 0.5, more4: 0, pdu: 10 },
  },
  {
    name: "six boxes with lower limits of 6 behind 32: they give way, the fuse never",
    csv: lines("id,parent,lower,upper", "fuse,,,32", ...[1, 2, 3, 4, 5, 6].map((k) => `box${k},fuse,6,32`)),
    options: { whenInfeasible: "curtail" },
    expected: { box1: 16 / 3, box6: 16 / 3, fuse: 32 },
  },
  {
    name: "six boxes that run at 6 or not at all: five run, one waits",
    csv: lines("id,parent,upper,minimum", "fuse,,32,", ...[1, 2, 3, 4, 5, 6].map((k) => `box${k},fuse,32,6`)),
    expected: { box1: 6.4, box2: 6.4, box3: 6.4, box4: 6.4, box5: 6.4, box6: 0, fuse: 32 },
  },
  {
    name: "two cars of at least 6 behind 11: one has all of it, one waits",
    csv: lines("id,parent,upper,minimum", "mains,,11,", "car1,mains,32,6", "car2,mains,32,6"),
    expected: { car1: 11, car2: 0 },
  },
];

describe.each(engines)("cases from practice, by the %s", (engine) => {
  test.each(cases)("$name", ({ csv, options, byKind, expected }) => {
    const grid = gridFromCsv(csv);
    const tree = byKind ? requestsByKind(grid).tree : grid.tree;
    const solution = new Solver(tree, { ...options, engine }).solve();
    if (solution.status !== "optimal") throw new Error(solution.status);
    for (const [id, flow] of Object.entries(expected)) {
      expect(solution.flow[tree.indexOf(id)], id).toBeCloseTo(flow, 9);
    }
  });
});
