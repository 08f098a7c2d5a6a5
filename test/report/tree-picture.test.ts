import { expect, test } from "vitest";
import { treePicture } from "../../src/report/text/tree-picture.js";
import { chain, fourUsers, reportOf, star } from "./report-of.js";

test("four users", () => {
  expect(treePicture(reportOf(fourUsers))).toBe(`\
7 of 7.5  93 % ▕███████████▎▏ plant (Power plant)
4 of 4   100 % ▕████████████▏ ├─ feeder1  ▲ upper limit binds: 1 leaf, 1 short
2 of 2   100 % ▕████████████▏ │  ├─ user1
2 of 3    67 % ▕████████    ▏ │  └─ user2  1 short
3 of 4    75 % ▕█████████   ▏ └─ feeder2
2 of 2   100 % ▕████████████▏    ├─ user3
1 of 1   100 % ▕████████████▏    └─ user4

plant carries 7 for 4 leaves. 1 of 3 limits binds. 3 of 4 leaves have all they want; what is missing comes to 1.
`);
});

test("where something is exported bars have two sides, and what is fixed stands behind", () => {
  const report = reportOf("id,parent,lower,upper,shift\nroot,,-4,5,\nroof,root,0,0,-3\nhouse,root,0,2,\n");
  expect(treePicture(report).split("\n").slice(0, 3)).toEqual([
    "-1 of -4  25 % ▕      ██│        ▏ root",
    " 0 of 0        ▕        │        ▏ ├─ roof  - 3 fixed = -3",
    " 2 of 2  100 % ▕        │████████▏ └─ house",
  ]);
});

test("a broken limit has a sign and the distance", () => {
  const report = reportOf("id,parent,lower,upper\nroot,,,4\na,root,0,9\n", { flow: [5, 5] });
  expect(treePicture(report)).toContain("root  ✖ above its upper limit by 1");
});

test("colours come only when asked for, and change nothing else", () => {
  const report = reportOf(fourUsers);
  const coloured = treePicture(report, { color: true });
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
  expect(coloured.match(escapes)?.length).toBeGreaterThan(10);
  expect(coloured.replace(escapes, "")).toBe(treePicture(report));
});

test("no line is wider than the terminal", () => {
  const lines = treePicture(reportOf(fourUsers), { columns: 40 }).split("\n").slice(0, 7);
  expect(Math.max(...lines.map((line) => line.length))).toBe(40);
  expect(lines[1]).toMatch(/…$/);
});

test("a folded tree tells what it leaves out, and names binding limits that are not drawn", () => {
  const picture = treePicture(reportOf(fourUsers), { depth: 0 });
  expect(picture.split("\n")[0]).toMatch(/plant \(Power plant\) {2}… 4 leaves below, 1 limit binds$/);
  expect(picture).toContain("1 more limit binds\n  feeder1: 4 of 4 (100 %)  ▲ upper limit binds: 1 leaf, 1 short\n");
});

test("a hundred thousand siblings, a hundred thousand in series: a few lines", () => {
  expect(treePicture(reportOf(star(100_000))).split("\n")).toHaveLength(13);
  expect(treePicture(reportOf(chain(100_000)))).toContain("n50000  fullest of 100,000 in series");
});

test("a comb too deep to indent is refused where all of it is asked for", () => {
  const rows = Array.from({ length: 20_000 }, (_, k) => `n${k + 1},n${k},,\nu${k},n${k},0,1`);
  const report = reportOf(`id,parent,lower,upper\nn0,,,9\n${rows.join("\n")}\n`);
  expect(treePicture(report).split("\n").length).toBeLessThan(60);
  expect(() => treePicture(report, { depth: 1e6 })).toThrow("the tree is too deep to draw in text; give a depth");
});

test("ids that a terminal would obey are made harmless", () => {
  const bell = String.fromCharCode(27, 7);
  expect(treePicture(reportOf(`id,parent,lower,upper\n"a${bell}b",,0,1\n`))).toContain("▏ a b\n");
});

test("the node to begin with is named itself, and not the fullest in series with it", () => {
  const first = (under?: string) => treePicture(reportOf(chain(9)), { under }).split("\n")[0];
  expect(first()).toContain("n4  fullest of 9 in series");
  expect(first("n2")).toContain("n2  one of 7 in series");
});
