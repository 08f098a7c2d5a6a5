import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();
const fourUsers = fileURLToPath(new URL("../../examples/four-users.csv", import.meta.url));
const solarStreet = fileURLToPath(new URL("../../examples/solar-street.csv", import.meta.url));
const farm = fileURLToPath(new URL("../../examples/farm-and-car-park.csv", import.meta.url));
const conflict = "id,parent,lower,upper,shift\nroot,,,,\nN,root,,4,\nS,root,,2,\na,N,3,5,\nb,N,0,0,2\nc,S,3,4,\n";

async function told(grid: string, ...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await cnab(["explain", "-", ...argv], grid);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

describe("cnab explain of a grid", () => {
  test("ranks the limits that cut, each with who would share its next unit and who would pay", async () => {
    const { code, stdout } = await cnab(["explain", solarStreet]);
    expect(stdout.split("\n")).toEqual([
      "transformer (Street transformer) carries 20. 6 of 9 leaves are cut, by 30.6 in all.",
      "",
      "Limits that cut, by how much:",
      "1. shady-side (Shady side): upper limit 24 cuts 3 leaves by 22.6",
      "   raised, each unit: +0.333333 each for house2, house4, bakery; -0.333333 each for house1, house5, battery",
      "2. transformer (Street transformer): upper limit 20 cuts 3 leaves by 8",
      "   raised, each unit: +0.333333 each for house1, house5, battery; +1 at the root",
      "",
    ]);
    expect(code).toBe(0);
  });

  test("--top leaves out the rest, and says how many", async () => {
    const { stdout } = await cnab(["explain", solarStreet, "--top", "1"]);
    expect(stdout).toMatch(/\n {3}\.\.\. and 1 more\n$/);
  });

  test("says so where nobody is cut", async () => {
    expect(await told("id,parent,upper\nr,,4\na,r,3\n")).toBe(
      "r carries 3. Nobody is cut: every leaf has all that its own limit allows.\n",
    );
  });

  test("lists limits that push the other way apart", async () => {
    const grid = "id,parent,lower,upper\nroot,,,4\nline,root,3,\na,line,,9\nb,root,,9\n";
    expect(await told(grid)).toContain(
      "Limits that push the other way:\n- line: lower limit 3 at level 3\n  lowered, each unit: -1 for a; +1 for b\n",
    );
  });

  test("among them limits that are one", async () => {
    const grid = "id,parent,lower,upper\nroot,,,4\nline,root,3,3\na,line,,9\nb,root,,9\n";
    expect(await told(grid)).toContain("- line: fixed limit 3 at level 3\n  lowered, each unit: -1 for a; +1 for b\n");
  });

  test("speaks of a target as one", async () => {
    const { stdout } = await cnab(["explain", fourUsers, "--target", "5"]);
    expect(stdout).toContain(
      "target 5 cuts 3 leaves by 3\n   raised, each unit: +0.333333 each for user1, user2, user3",
    );
  });

  test("turns round for the greatest export", async () => {
    const { stdout } = await cnab(["explain", solarStreet, "--maximise", "export"]);
    expect(stdout).toContain(
      "lower limit -20 cuts the export of 4 leaves by 21\n   lowered, each unit: -0.25 each for house1,",
    );
  });

  test("cuts without end where leaves have no limit of their own", async () => {
    expect(await told("id,parent,upper\nr,,4\na,r,\nb,r,1\n")).toContain("cuts 1 leaf by an amount without limit");
  });
});

describe("cnab explain of a grid with requests and priorities", () => {
  test("tells cut import from cut export", async () => {
    const { stdout } = await cnab(["explain", farm]);
    expect(stdout.split("\n").slice(3, 7)).toEqual([
      "1. substation (Substation): upper limit 3 cuts 3 leaves by 18",
      "   raised, each unit: +0.5 each for charger1, charger2; +1 at the root",
      "2. farm-lane (Farm lane): lower limit -10 cuts the export of 2 leaves by 4",
      "   lowered, each unit: -0.5 each for roof1, roof2; +0.5 each for charger1, charger2",
    ]);
  });

  test("a leaf whose export is cut", async () => {
    const { stdout } = await cnab(["explain", farm, "roof1"]);
    expect(stdout).toMatch(
      /carries -5 of a requested -8: its export is cut by 3\.\n {2}It is held at level -5 by the lower/,
    );
    expect(stdout).toContain("That limit alone lowered, it loses 0.5 a unit; raised, it gains 0.5 a unit.\n");
  });

  test("a leaf that has what it requests", async () => {
    const { stdout } = await cnab(["explain", farm, "clinic"]);
    expect(stdout).toContain("carries 5 of a requested 5: nothing is cut.\n  That is what it requests.\n");
  });

  test("goes by a named rule", async () => {
    const { stdout } = await cnab(["explain", farm, "--rule", "last-in-first-out"]);
    expect(stdout).toContain("raised, each unit: +1 for charger2; +1 at the root\n");
  });

  test("goes by the kinds of the leaves", async () => {
    const grid = "id,parent,kind,lower,upper\nr,,,-3,3\na,r,pv,-5,0\nb,r,load,0,1\n";
    expect(await told(grid, "--requests", "by-kind")).toContain("r: lower limit -3 cuts the export of 1 leaf by 1\n");
  });

  test("widens what contradicts, and says so", async () => {
    const { code, stdout, stderr } = await cnab(["explain", "-", "--relax"], conflict);
    expect(stderr).toContain('cnab: relaxed: the upper limit of node "N", from 4 to 5\n');
    expect(stdout).toMatch(/^root carries 8\./);
    expect(code).toBe(0);
  });

  test("a lower priority that pays without end", async () => {
    const grid = "id,parent,lower,upper,priority\nr,,,5,\nfirst,r,0,,1\nlast,r,-inf,0,\n";
    const { code, stderr } = await cnab(["explain", "-"], grid);
    expect(stderr.split("\n").slice(1)).toEqual([
      "  last, of lower priority, would pay for it",
      "  a finite upper limit at any one of these mends it: first; or, where nobody else can pay, a finite lower limit at: last",
      "",
    ]);
    expect(code).toBe(3);
  });
});

describe("cnab explain of a node", () => {
  test("a leaf that is cut", async () => {
    const { stdout } = await cnab(["explain", fourUsers, "user2"]);
    expect(stdout.split("\n").slice(0, 4)).toEqual([
      "user2 carries 2 of a possible 3: it is cut by 1.",
      "  It is held at level 2 by the upper limit 4 of feeder1.",
      "  That limit alone raised, it gains 1 a unit; lowered, it loses 0.5 a unit.",
      expect.stringMatching(/^ {4}user2 +2 +\[0, 3\] +room 1 up, 2 down$/),
    ]);
  });

  test("a leaf that has all it can take", async () => {
    const { stdout } = await cnab(["explain", fourUsers, "user4"]);
    expect(stdout).toMatch(
      /^user4 carries 1 of a possible 1: nothing is cut\.\n {2}Its own upper limit 1 sets that: it has all it can take\.\n/,
    );
  });

  test("a leaf with a fixed part", async () => {
    const { stdout } = await cnab(["explain", solarStreet, "house1"]);
    expect(stdout).toContain("carries 1.5: 8 of a possible 11, on top of -6.5 fixed; it is cut by 3.\n");
  });

  test("a leaf without a choice", async () => {
    const { stdout } = await cnab(["explain", solarStreet, "barn"]);
    expect(stdout).toContain("barn (Solar roof) carries -14.5, and its own limits leave it no choice.\n");
  });

  test("a leaf that its own lower limit keeps from being cut further", async () => {
    const grid = "id,parent,lower,upper\nr,,,4\na,r,3,9\nb,r,0,9\n";
    expect(await told(grid, "a")).toContain(
      "Its own lower limit 3 sets that: without it, it would be cut further.\n  What cuts it is the upper limit 4 of r.\n",
    );
  });

  test("an inner node that holds leaves", async () => {
    const { stdout } = await cnab(["explain", fourUsers, "feeder1"]);
    expect(stdout.split("\n").slice(0, 5)).toEqual([
      "feeder1 carries 4. It is at its upper limit 4.",
      "  Its upper limit 4 holds 2 leaves at level 2: user1, user2. Above it nobody is cut.",
      "  It cuts 1 leaf by 1 in all.",
      "  Its upper limit 4 raised, each unit: +1 for user2; +1 at the root.",
      "  Its upper limit 4 lowered, each unit: -0.5 each for user1, user2; -1 at the root.",
    ]);
  });

  test("a node with room", async () => {
    const { stdout } = await cnab(["explain", fourUsers, "feeder2"]);
    expect(stdout).toContain("Its limits hold nobody: room for 1 more and any less.\n");
  });

  test("of two limits in a row, each says that the other is in the way", async () => {
    const grid = "id,parent,upper\nouter,,4\ninner,outer,4\na,inner,9\n";
    const text = await told(grid, "inner", "outer");
    expect(text).toContain("upper limit 4 raised: nothing changes, for outer is at its upper limit too.\n");
    expect(text).toContain("But it sets nobody's level: the price is the same on both sides.\n");
    expect(text).toContain("upper limit 4 raised: nothing changes, for everybody below is at another limit.\n");
  });

  test("a long way to the root is folded where no limit binds", async () => {
    const lines = Array.from(
      { length: 30 },
      (_, k) => `n${k + 1},${k === 0 ? "root" : `n${k}`},${k === 14 ? 5 : ""}\n`,
    );
    const text = await told(`id,parent,upper\nroot,,9\n${lines.join("")}a,n30,7\n`, "a");
    expect(text).toContain("    ... 12 more, none of them at a limit\n    n15   5  [-inf, 5]    at its upper limit\n");
    expect(text.trimEnd().split("\n")).toHaveLength(14);
  });

  test("as JSON, with every number and every share", async () => {
    const { stdout } = await cnab(["explain", fourUsers, "user2", "feeder1", "--format", "json"]);
    const { status, stories } = JSON.parse(stdout);
    expect(status).toBe("optimal");
    expect(stories[0]).toMatchObject({
      kind: "leaf",
      id: "user2",
      curtailed: 1,
      heldBy: { id: "feeder1", limit: "upper", gain: { raised: 1, lowered: -0.5 } },
    });
    expect(stories[0].chain.map(({ id }: { id: string }) => id)).toEqual(["user2", "feeder1", "plant"]);
    expect(stories[1].upper.raised.shares).toEqual([{ id: "user2", change: 1 }]);
  });

  test("the ranking as JSON", async () => {
    const { stdout } = await cnab(["explain", fourUsers, "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      rootFlow: 7,
      cuttingLimits: 1,
      limits: [{ id: "feeder1", curtailed: 1, headroom: { up: 0, down: null } }],
    });
  });

  test("of a result from elsewhere", async () => {
    const solved = await cnab(["solve", fourUsers, "--format", "csv"]);
    const { stdout } = await cnab(["explain", fourUsers, "user2", "--result", "-"], solved.stdout);
    expect(stdout).toBe((await cnab(["explain", fourUsers, "user2"])).stdout);
  });
});

describe("guarantees, told by cnab explain:", () => {
  const three = "id,parent,upper,guarantee\nfuse,,9,\na,fuse,9,5\nb,fuse,9,\nc,fuse,9,2\n";

  test("what is guaranteed, who else's is served, and why not more", async () => {
    expect(await told(three, "a")).toBe(
      [
        "a carries 5 of a possible 9: it is cut by 4.",
        "  All of that is guaranteed.",
        "  Its guarantee 5 sets that: without it, it would be cut further. Above it the level is 2.",
        "  What cuts it is the upper limit 9 of fuse.",
        "  That limit alone raised, nothing changes here; lowered, nothing changes here.",
        "  Guaranteed below fuse: 7 (a 5, c 2).",
        "    a     5  [0, 9]     room 4 up, 5 down",
        "    fuse  9  [-inf, 9]  at its upper limit",
        "",
      ].join("\n"),
    );
  });

  test("those that are cut, and what comes on top of a base", async () => {
    const short = await told(three.replace("fuse,,9", "fuse,,5"), "a");
    expect(short).toContain("  It is guaranteed 5, and has 3 of that.\n");
    expect(short).toContain("  Guaranteed below fuse: 5 of 7 (a 3 of 5, c 2).\n");
    const path = join(folder, "bases.csv");
    writeFileSync(path, three.replace("fuse,,9", "fuse,,10"));
    const { stdout } = await cnab(["explain", path, "a", "--guarantees", "base"]);
    expect(stdout).toContain("  Of that 5 is guaranteed, and 1 comes on top.\n  It is held at level 1 by");
  });

  test("lower limits that gave way: where, how far, and evenly with whom", async () => {
    const path = join(folder, "boxes.csv");
    writeFileSync(path, "id,parent,lower,upper\nfuse,,,10\na,fuse,6,16\nb,fuse,6,16\n");
    const one = await cnab(["explain", path, "a", "--curtail"]);
    expect(one.stdout).toContain("  Its own lower limit 6 gave way by 1, evenly with b: all have level 5.\n");
    expect(one.stdout).toContain("    a      5  [6→5, 16]");
    const all = await cnab(["explain", path, "--curtail"]);
    expect(all.stdout).toContain("\nLimits of leaves that gave way:\n- below fuse, by 2 in all, to level 5: a, b\n");
    const json = await cnab(["explain", path, "--curtail", "--format", "json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      guaranteed: { leaves: 2, import: { asked: 12, served: 10 } },
      gaveWay: [
        { id: "a", limit: "lower", from: 6, to: 5 },
        { id: "b", limit: "lower", from: 6, to: 5 },
      ],
    });
  });
});

describe("cnab explain refuses", () => {
  test("a node that the grid does not have", async () => {
    expect(await cnab(["explain", fourUsers, "user9"])).toEqual({
      code: 2,
      stdout: "",
      stderr: 'cnab: node "user9": the grid has no such node\n',
    });
  });

  test("a result that is not the balanced allocation", async () => {
    const path = join(folder, "uneven.csv");
    writeFileSync(path, "id,flow\nuser1,1\nuser2,3\nuser3,2\nuser4,1\n");
    const { code, stderr } = await cnab(["explain", fourUsers, "--result", path]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^cnab: the flows are not the balanced allocation: leaf "user2" .*\n$/);
  });

  test("fairness among siblings", async () => {
    const { code, stderr } = await cnab(["explain", fourUsers, "--fairness", "siblings"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^cnab: fairness is "siblings"; .*\n$/);
  });

  test("standard input for both", async () => {
    const { code, stderr } = await cnab(["explain", "-", "--result", "-"], "id,parent\nr,\n");
    expect({ code, stderr }).toEqual({ code: 2, stderr: "cnab: grid and result cannot both be standard input\n" });
  });

  test.each(["0", "-1", "2.5", "many"])("--top %s", async (top) => {
    const { code, stderr } = await cnab(["explain", fourUsers, "--top", top]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/It must be a whole number from 1\.\n$/);
  });
});

describe("cnab explain of a grid without an answer", () => {
  test("says what contradicts, and what would mend it", async () => {
    expect(await cnab(["explain", "-"], conflict)).toEqual({
      code: 3,
      stdout: "",
      stderr:
        'cnab: infeasible: node "N" cannot keep its upper limit 4: what is below it carries at least 5, 1 too much\n' +
        "  lower limits below it that come to 5: a 3, b 0 on top of 2 fixed\n" +
        "  any one of these changes ends this contradiction, and leaves the upper limit of S at fault: upper limit of N from 4 to 5; lower limit of a from 3 to 2; " +
        "fixed flow of b from 2 to 1\n" +
        "  also at fault: S\n",
    });
  });

  test("has the diagnosis as JSON", async () => {
    const { code, stdout } = await cnab(["explain", "-", "--format", "json"], conflict);
    const { against, mends, ...fault } = JSON.parse(stdout);
    expect(fault).toEqual({
      status: "infeasible",
      id: "N",
      limit: "upper",
      bound: 4,
      reachable: 5,
      miss: 1,
      others: ["S"],
    });
    expect(against[1]).toEqual({ id: "b", limit: "lower", value: 0, flow: 2 });
    expect(mends[2]).toEqual({
      id: "b",
      field: "shift",
      from: 2,
      to: 1,
      next: { status: "infeasible", id: "S", limit: "upper" },
    });
    expect(code).toBe(3);
  });

  test("names the path without a limit, and the limit that bounds every such leaf", async () => {
    const { code, stderr } = await cnab(["explain", "-"], "id,parent\nroot,\nN,root\na,N\nb,root\n");
    expect(stderr).toBe(
      'cnab: unbounded: no finite upper limit stands between leaf "a" and the root\n' +
        "  a finite upper limit at any one of these bounds it: a, N, root\n" +
        "  1 more leaf is unbounded; one at root bounds all\n",
    );
    expect(code).toBe(3);
  });
});

test("who is off, and who stands at whole steps, is told with what was left", async () => {
  const minimums = "id,parent,upper,minimum\nfeeder1,,11,\ncar1,feeder1,16,6\ncar2,feeder1,16,6\n";
  const off = await cnab(["explain", "-", "car2"], minimums);
  expect(off.stdout.split("\n")[0]).toBe("car2 is off: 5 of feeder1's 11 are left, it needs 6.");
  const steps = "id,parent,upper,step\nfuse,,20.5,\na,fuse,16,1\nb,fuse,9.5,1\n";
  const stepping = await cnab(["explain", "-", "a", "b"], steps);
  expect(stepping.stdout).toContain("a carries 11 and is at 11 steps of 1: 0 of fuse's 20 are left, one more needs 1.");
  expect(stepping.stdout).toContain("b carries 9 and is at 9 steps of 1: one more would pass its request.");
  const [story] = JSON.parse((await cnab(["explain", "-", "car2", "--format", "json"], minimums)).stdout).stories;
  expect(story.decided).toEqual({ kind: "off", needs: 6, blockedBy: { id: "feeder1", limit: 11, left: 5 } });
});

test("a limit that was widened stands beside what was needed, wherever it is told", async () => {
  const grid = "id,parent,lower,upper\nfuse,,,32\na,fuse,20,32\nb,fuse,20,32\n";
  const story = (await cnab(["explain", "-", "a", "--relax"], grid)).stdout;
  expect(story).toContain("by the upper limit 32→40 of fuse");
  expect(story).toContain("[-inf, 32→40]  at its upper limit");
  const targeted = (await cnab(["explain", "-", "fuse", "--relax", "--target", "50"], grid)).stdout;
  expect(targeted).toContain("[50, 50]");
});

test("where no limit can be moved as far as it must and stay on its side of 0, that is told", async () => {
  const { code, stderr } = await cnab(["solve", "-"], "id,parent,lower,upper\nr,,,-4\na,r,0,5\nb,r,0,5\n");
  expect(code).toBe(3);
  expect(stderr).toContain("at least 0, 4 too much");
  const harder = await cnab(["solve", "-"], "id,parent,lower,upper\nr,,,-4\na,r,1,5\nb,r,0,5\n");
  expect(harder.stderr).toContain("no single change mends it that leaves every limit on its side of 0");
});
