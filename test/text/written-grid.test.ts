import { describe, expect, test } from "vitest";
import type { Grid } from "../../src/text/grid.js";
import { gridFromCsv } from "../../src/text/grid-csv.js";
import { gridGeoJson } from "../../src/text/grid-geojson.js";
import { gridFromJson } from "../../src/text/grid-json.js";
import { gridCsv, gridJson } from "../../src/text/written-grid.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { numberFields } from "../../src/tree/node-numbers.js";

const grid: Grid = {
  tree: new FlatTree({
    parent: [-1, 0, 0, 1],
    lower: [Number.NEGATIVE_INFINITY, -0.1, 0, -5],
    upper: [Number.POSITIVE_INFINITY, 0.1 + 0.2, 7, 1e-7],
    shift: [0, 0, 0, -3],
    weight: [1, 1, 2, 1],
    request: [Number.NaN, Number.NaN, 0, -5],
    guarantee: [0, 0, 0, -2],
    priority: [0, 0, 1, 0],
    connected: [Number.NaN, Number.NaN, Number.NaN, 12],
    ids: ["r", "=1+1", 'a "b", c', "d"],
  }),
  names: ["Root", undefined, "Ä, é", undefined],
  kinds: undefined,
  profiles: [undefined, undefined, "evening", undefined],
};

const written: readonly (readonly [string, (grid: Grid) => Grid])[] = [
  ["CSV", (given) => gridFromCsv(gridCsv(given))],
  ["CSV with decimal commas", (given) => gridFromCsv(gridCsv(given, { decimalComma: true }))],
  ["JSON", (given) => gridFromJson(gridJson(given))],
];

describe.each(written)("a grid written as %s", (_, rewritten) => {
  test("reads back the same", () => {
    const { tree, names, kinds, profiles } = rewritten(grid);
    for (const field of numberFields) expect(tree[field], field).toEqual(grid.tree[field]);
    expect(Array.from({ length: 4 }, (_unused, node) => tree.id(node))).toEqual(["r", "=1+1", 'a "b", c', "d"]);
    expect({ names, kinds, profiles }).toEqual({ names: grid.names, kinds: undefined, profiles: grid.profiles });
  });
});

test("columns are left out where they say nothing", () => {
  const tree = new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [1, 2], ids: ["r", "a"] });
  expect(gridCsv({ tree, names: undefined, kinds: undefined })).toBe("id,parent,lower,upper\nr,,0,1\na,r,0,2\n");
});

test("a map: lines between the places of nodes, points for leaves and where the upper end has no place", () => {
  const places = [undefined, { x: 1, y: 2 }, undefined, { x: 3, y: 4 }];
  const deeper = new FlatTree({
    parent: [-1, 0, 1, 2],
    lower: [0, -4, 0, 0],
    upper: [9, 8, 9, 9],
    ids: ["r", "a", "b", "c"],
  });
  const map = JSON.parse(gridGeoJson({ ...grid, tree: deeper, places }, [1, -2, 3, 4]));
  expect(map.type).toBe("FeatureCollection");
  expect(map.features.map(({ geometry }: { geometry: unknown }) => geometry)).toEqual([
    { type: "Point", coordinates: [1, 2] },
    { type: "Point", coordinates: [3, 4] },
  ]);
  expect(map.features[0].properties).toEqual({ id: "a", kind: undefined, lower: -4, upper: 8, flow: -2, used: 0.5 });
});
