import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readGrid } from "../src/files/read.js";
import type { FlatTree } from "../src/tree/flat-tree.js";
import { type Tightness, yardstickTree } from "./yardstick-shapes.js";

/**
 * A table of the report. `shapes`: the kernel beside native code; `sizes`: everyone, as trees grow; `grids`: real
 * trees; `worst`: the hardest that are known, or that a search has found.
 */
export type Section = "shapes" | "sizes" | "grids" | "worst";

/** A tree to measure on. */
export interface Case {
  readonly name: string;
  readonly sections: ReadonlySet<Section>;
  /** What it is a larger or smaller one of: a curve of the chart, a row of the grids' table. */
  readonly family: string;
  /** What the yardstick can draw it from; none for a grid, or for one of the worst. */
  readonly drawn?: { readonly shape: string; readonly tightness: Tightness };
  /** What the leaves' limits of a grid are multiplied by. */
  readonly scale?: number;
  load(): Promise<FlatTree>;
}

/** A whole run, or one within a minute. */
export type Extent = "full" | "quick";

interface Plan {
  readonly shapes: Readonly<Record<Tightness, readonly string[]>>;
  readonly sizes: readonly (readonly [family: string, shapes: readonly string[]])[];
  readonly gridScales: readonly number[];
}

const fullShapes = [
  "star:10000",
  "star:1000000",
  "star:10000000",
  "g2:1000x1000",
  "g3:10x100x1000",
  "g5:16",
  "binary:20",
  "chain:100000",
  "chain:1000000",
  "rrt:1000000",
  "cat:10000x100",
];

const quickShapes = ["star:10000", "star:1000000", "g2:300x300", "g5:8", "binary:15", "chain:30000", "rrt:50000"];

// A random recursive tree has half as many leaves as nodes.
const full: Plan = {
  shapes: {
    tight: fullShapes,
    loose: fullShapes,
    ints: ["star:1000000", "binary:20", "chain:1000000", "rrt:1000000"],
  },
  sizes: [
    ["star", ["star:100", "star:1000", "star:10000", "star:100000", "star:1000000"]],
    ["three levels", ["g3:2x5x10", "g3:10x10x10", "g3:10x10x100", "g3:10x100x100", "g3:10x100x1000"]],
    ["chain", ["chain:100", "chain:1000", "chain:10000", "chain:100000", "chain:1000000"]],
    ["random", ["rrt:200", "rrt:2000", "rrt:20000", "rrt:200000", "rrt:2000000"]],
  ],
  gridScales: [1, 2, 4],
};

const quick: Plan = {
  shapes: {
    tight: quickShapes,
    loose: ["star:10000", "g2:300x300", "chain:30000", "rrt:50000"],
    ints: ["chain:30000"],
  },
  sizes: [
    ["star", ["star:100", "star:1000", "star:10000"]],
    ["random", ["rrt:200", "rrt:2000", "rrt:20000"]],
  ],
  gridScales: [2],
};

/** Small trees first, so that the kernel is compiled to its fastest before the large ones. */
export function casesOf(extent: Extent, gridFolder: string | undefined): Case[] {
  const { shapes, sizes, gridScales } = extent === "full" ? full : quick;
  const drawn = new Map<string, Case>();
  for (const [family, sized] of sizes) {
    for (const shape of sized) add(drawn, shape, "tight", family, "sizes");
  }
  for (const tightness of ["tight", "loose", "ints"] as const) {
    for (const shape of shapes[tightness]) add(drawn, shape, tightness, shape, "shapes");
  }
  return [...drawn.values(), ...(gridFolder === undefined ? [] : gridCases(gridFolder, gridScales))];
}

function add(cases: Map<string, Case>, shape: string, tightness: Tightness, family: string, section: Section): void {
  const name = `${shape} ${tightness}`;
  const known = cases.get(name);
  cases.set(name, {
    name,
    family: known?.family ?? family,
    sections: new Set([...(known?.sections ?? []), section]),
    drawn: { shape, tightness },
    load: async () => yardstickTree(shape, tightness),
  });
}

/** Every grid file of the folder (a name with another dot in it is a companion file), with its requests scaled. */
export function gridCases(folder: string, scales: readonly number[]): Case[] {
  const files = readdirSync(folder).filter((name) => /^[^.]+\.(csv|json)(\.gz)?$/.test(name));
  return files.sort().flatMap((file) => {
    const family = file.replace(/\..*/, "");
    return scales.map((scale) => ({
      name: `${family} ×${scale}`,
      family,
      sections: new Set<Section>(["grids"]),
      scale,
      load: async () => scaledRequests((await readGrid(join(folder, file))).tree, scale),
    }));
  });
}

function scaledRequests(tree: FlatTree, scale: number): FlatTree {
  const scaled = (limit: number, v: number) => (tree.isLeaf(v) ? limit * scale : limit);
  return tree.withNumbers({ lower: tree.lower.map(scaled), upper: tree.upper.map(scaled) });
}
