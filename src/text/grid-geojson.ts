import { inChunks, joined } from "./chunks.js";
import type { Coordinates, Grid } from "./grid.js";
import { finiteOrNull } from "./number-text.js";

/**
 * A grid on a map, as GeoJSON (RFC 7946): a line from its upper to its lower end for every node above a leaf, a point for every
 * leaf and for nodes whose upper end has no place; nodes without a place are left out. Properties: `id, name, kind, lower, upper, request,
 * flow`, what is unlimited null, and `used`, the share of the limit on the flow's side. Coordinates are as the
 * grid has them: maps want longitude and latitude (WGS 84).
 * @param flow length `nodeCount`, in the tree's order
 */
export function gridGeoJson(grid: Grid, flow: ArrayLike<number>): string {
  return joined(gridGeoJsonChunks(grid, flow));
}

/** `gridGeoJson` in pieces, for grids longer than a string can be. */
export function gridGeoJsonChunks(grid: Grid, flow: ArrayLike<number>): Iterable<string> {
  return inChunks(lines(grid, flow));
}

function* lines(grid: Grid, flow: ArrayLike<number>): Generator<string, void> {
  yield '{ "type": "FeatureCollection", "features": [\n';
  let separator = "";
  for (let v = 0; v < grid.tree.nodeCount; v++) {
    const geometry = geometryOf(grid, v);
    if (geometry === undefined) continue;
    yield `${separator}${JSON.stringify({ type: "Feature", geometry, properties: propertiesOf(grid, v, flow[v]) })}`;
    separator = ",\n";
  }
  yield "\n] }\n";
}

function geometryOf({ tree, places }: Grid, v: number): object | undefined {
  const end = places?.[v];
  if (end === undefined) return undefined;
  const begin = tree.isLeaf(v) || v === tree.root ? undefined : places?.[tree.parent[v]];
  if (begin === undefined) return { type: "Point", coordinates: position(end) };
  return { type: "LineString", coordinates: [position(begin), position(end)] };
}

function position({ x, y }: Coordinates): [number, number] {
  return [x, y];
}

function propertiesOf({ tree, names, kinds }: Grid, v: number, flow: number): object {
  const limit = flow < 0 ? tree.lower[v] : tree.upper[v];
  const request = tree.isLeaf(v) ? tree.request?.[v] : undefined;
  return {
    id: tree.id(v),
    name: names?.[v],
    kind: kinds?.[v],
    lower: finiteOrNull(tree.lower[v]),
    upper: finiteOrNull(tree.upper[v]),
    request: request === undefined || Number.isNaN(request) ? undefined : request,
    flow,
    used: Number.isFinite(limit) && limit !== 0 ? flow / limit : null,
  };
}
