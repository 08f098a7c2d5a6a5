import { expect, test } from "vitest";
import { ReportNotes } from "../../../src/importers/import-report.js";
import { openNetwork } from "../../../src/importers/network/busbars.js";
import { mergeParallels } from "../../../src/importers/network/merge-parallels.js";
import { Meshes } from "../../../src/importers/network/meshes.js";
import { Network } from "../../../src/importers/network/network.js";
import { spanningTree } from "../../../src/importers/network/spanning-tree.js";
import { Random } from "../../random-trees.js";

function randomNetwork(seed: number): Network {
  const random = new Random(seed);
  const network = new Network(new ReportNotes(), "random");
  const busCount = random.integer(2, 10);
  for (let bus = 0; bus < busCount; bus++) network.bus(String(bus));
  const branchCount = random.integer(0, 2 * busCount);
  for (let branch = 0; branch < branchCount; branch++) {
    network.branches.push({
      id: `branch${branch}`,
      name: undefined,
      kind: "line",
      from: random.integer(0, busCount - 1),
      to: random.integer(0, busCount - 1),
      rating: { kw: 1, source: "" },
      phases: 3,
      phaseBits: 0,
      transforms: random.chance(0.3),
    });
  }
  network.sources.push(0);
  if (random.chance(0.3)) network.sources.push(random.integer(0, busCount - 1));
  return network;
}

/** All simple cycles through an edge, counted by brute force, up to two. */
function cyclesThrough(edge: number, edges: readonly (readonly [number, number])[]): number {
  const [start, goal] = edges[edge];
  let found = 0;
  const walk = (bus: number, visited: Set<number>) => {
    if (bus === goal) {
      found++;
      return;
    }
    edges.forEach(([a, b], at) => {
      if (at === edge || (a !== bus && b !== bus)) return;
      const next = a === bus ? b : a;
      if (visited.has(next)) return;
      walk(next, new Set(visited).add(next));
    });
  };
  walk(start, new Set([start]));
  return found;
}

test("a tree element is meshed exactly when more than one simple cycle runs through it: 2,000 random networks", () => {
  let meshedOnes = 0;
  for (let seed = 1; seed <= 2000; seed++) {
    const network = randomNetwork(seed);
    const busCount = network.busNames.length;
    const bundles = mergeParallels(network.branches, (bus) => bus, busCount);
    const tree = spanningTree(bundles, network.sources, busCount);
    const meshes = new Meshes(bundles, tree);
    // The sources hang on one bus more, as the tree has it.
    const edges = bundles.map(({ from, to }) => [from, to] as const);
    const feeds = [...new Set(network.sources)].map((source) => [source, tree.top] as const);
    const all = [...edges, ...feeds];
    for (const bus of tree.order) {
      const edge =
        tree.bundleAbove[bus] >= 0 ? tree.bundleAbove[bus] : all.findIndex(([a, b]) => a === bus && b === tree.top);
      const isMeshed = cyclesThrough(edge, all) > 1;
      expect(meshes.isMeshed(bus), `seed ${seed}, bus ${bus}`).toBe(isMeshed);
      if (isMeshed) meshedOnes++;
    }
    for (const bundle of tree.closing) {
      expect(meshes.closesInMesh(bundles[bundle]), `seed ${seed}`).toBe(cyclesThrough(bundle, all) > 1);
    }
  }
  expect(meshedOnes).toBeGreaterThan(1000);
});

test("when meshes are busbars every loop is alone, and no bus that was reached is lost: 2,000 random networks", () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const network = randomNetwork(seed);
    const busCount = network.busNames.length;
    const { busbarOf, bundles, tree } = openNetwork(network);
    const meshes = new Meshes(bundles, tree);
    const before = spanningTree(
      mergeParallels(network.branches, (bus) => bus, busCount),
      network.sources,
      busCount,
    );
    for (let bus = 0; bus < busCount; bus++) {
      expect(tree.above[busbarOf(bus)] >= 0, `seed ${seed}, bus ${bus}`).toBe(before.above[bus] >= 0);
    }
    expect(
      tree.order.some((bus) => tree.bundleAbove[bus] >= 0 && meshes.isMeshed(bus)),
      `seed ${seed}`,
    ).toBe(false);
    expect(
      tree.closing.some((bundle) => meshes.closesInMesh(bundles[bundle])),
      `seed ${seed}`,
    ).toBe(false);
  }
});
