import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readGrid } from "../../src/files/read.js";

function example(name: string): string {
  return fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
}

test("the four users are the same grid as CSV and as JSON", async () => {
  const csv = await readGrid(example("four-users.csv"));
  const json = await readGrid(example("four-users.json"));
  const told = ({ tree, names }: typeof csv) =>
    Array.from({ length: tree.nodeCount }, (_, v) => ({
      id: tree.id(v),
      parent: tree.parent[v],
      numbers: [tree.lower[v], tree.upper[v], tree.shift[v], tree.weight[v]],
      name: names?.[v],
    }));
  expect(told(csv)).toEqual(told(json));
  expect(csv.tree.nodeCount).toBe(7);
});

test("the solar street has what its rows say", async () => {
  const { tree, kinds } = await readGrid(example("solar-street.csv"));
  const house = tree.indexOf("house1");
  const battery = tree.indexOf("battery");
  expect([tree.lower[tree.root], tree.upper[tree.root]]).toEqual([-20, 20]);
  expect([tree.lower[house], tree.upper[house], tree.shift[house]]).toEqual([0, 11, -6.5]);
  expect([tree.lower[battery], tree.upper[battery], kinds?.[battery]]).toEqual([-10, 10, "battery"]);
});
