import { InputError } from "../../model/input-error.js";
import { FormatError, withSource } from "../../text/format-error.js";
import { FlatTree } from "../../tree/flat-tree.js";
import type { CheckedImportOptions } from "../import-options.js";
import type { CutElement, ImportReport, Island, MergedElements, MeshedPart } from "../import-report.js";
import type { Imported, ImportedGrid, ProfileTable } from "../imported-grid.js";
import { type OpenNetwork, openNetwork } from "./busbars.js";
import { type GridNode, GridNodes } from "./grid-nodes.js";
import { isBank } from "./merge-parallels.js";
import type { Network } from "./network.js";
import { requestedFlows } from "./requested-flows.js";
import { NONE } from "./spanning-tree.js";

/**
 * The tree in a network, and what became of everything that is not in it.
 * @throws FormatError where nothing feeds the network or nothing takes or gives power; with `strict`, for what is not a tree
 */
export function gridOfNetwork(
  network: Network,
  format: string,
  options: CheckedImportOptions,
  profileTable?: ProfileTable,
): Imported {
  const { source } = options;
  if (network.sources.length === 0) {
    throw new FormatError(new InputError("nothing feeds this grid: no source, external grid or reference bus"), {
      source,
    });
  }
  const open = openNetwork(network);
  const built = new GridNodes(network, open);
  const { nodes } = built;
  if (nodes.length === 1) {
    throw new FormatError(new InputError("nothing that takes or gives power is connected to a source"), { source });
  }
  const grid = withSource(source, () => gridOf(network, nodes, profileTable));
  for (const bundle of built.leadingNowhere) {
    for (const { id } of bundle.branches) network.notes.drop(id, "nothing below it takes or gives power");
  }
  const report = reportOf(network, open, built, grid, format, source);
  if (options.strict) refuseWhatIsNoTree(report);
  return { grid, report };
}

function gridOf(network: Network, nodes: readonly GridNode[], profileTable: ProfileTable | undefined): ImportedGrid {
  const tree = new FlatTree({
    parent: nodes.map(({ parent }) => parent),
    lower: nodes.map(({ lower }) => lower),
    upper: nodes.map(({ upper }) => upper),
    request: nodes.map(({ request }) => request),
    ids: nodes.map(({ id }) => id),
  });
  const names = nodes.map(({ name }) => name);
  const places = nodes.map(({ bus }) => network.places[bus]);
  const profiles = nodes.map(({ profile }) => profile);
  return {
    tree,
    names: names.some((name) => name !== undefined) ? names : undefined,
    kinds: nodes.map(({ kind }) => kind),
    ratingSources: nodes.map(({ ratingSource }) => ratingSource),
    phases: nodes.map(({ phases }) => phases),
    kvLineToNeutral: Float64Array.from(nodes, ({ bus }) => network.kvLineToNeutral[bus] ?? Number.NaN),
    places: places.some((place) => place) ? places : undefined,
    profiles: profiles.some((profile) => profile !== undefined) ? profiles : undefined,
    profileTable,
    unit: "kW",
  };
}

function reportOf(
  network: Network,
  open: OpenNetwork,
  built: GridNodes,
  grid: ImportedGrid,
  format: string,
  source: string,
): ImportReport {
  const { notes } = network;
  const { tree } = grid;
  return {
    format,
    source,
    name: network.name,
    read: { ...notes.read },
    ignored: { ...notes.ignored },
    merged: mergedElements(open),
    cut: cutElements(network, open),
    meshed: meshedParts(network, open, built),
    islands: islands(network, open),
    dropped: notes.dropped,
    unrated: notes.unrated,
    assumed: notes.assumed,
    misunderstood: notes.misunderstood,
    nodes: tree.nodeCount,
    leaves: tree.leafCount,
    ...requestedFlows(tree),
  };
}

function mergedElements({ bundles, tree }: OpenNetwork): MergedElements[] {
  return bundles
    .filter(({ branches, from }) => branches.length > 1 && tree.above[from] !== NONE)
    .map((bundle) => ({
      id: bundle.branches[0].id,
      ids: bundle.branches.map(({ id }) => id),
      bank: isBank(bundle),
    }));
}

function cutElements(network: Network, { bundles, tree }: OpenNetwork): CutElement[] {
  return tree.closing.flatMap((bundle) =>
    bundles[bundle].branches.map(({ id, from, to }) => ({
      id,
      from: network.busNames[from],
      to: network.busNames[to],
    })),
  );
}

/** Elements with both ends at one busbar, by the node of that busbar; those with both ends at one bus are in no mesh. */
function meshedParts(
  network: Network,
  { busbarOf, tree }: OpenNetwork,
  { nodes, nodeOfBusbar }: GridNodes,
): MeshedPart[] {
  const byBusbar = new Map<number, string[]>();
  for (const { id, from, to } of network.branches) {
    if (from === to) {
      network.notes.drop(id, "both its ends are at one bus");
      continue;
    }
    const busbar = busbarOf(from);
    if (busbarOf(to) !== busbar || tree.above[busbar] === NONE) continue;
    const inside = byBusbar.get(busbar);
    if (inside) inside.push(id);
    else byBusbar.set(busbar, [id]);
  }
  return Array.from(byBusbar, ([busbar, ids]) => ({ node: nodes[nodeOfBusbar.get(busbar) ?? 0].id, ids }));
}

function islands(network: Network, { busbarOf, tree }: OpenNetwork): Island[] {
  const isReached = (bus: number) => tree.above[busbarOf(bus)] !== NONE;
  const neighbours = new Map<number, number[]>();
  const join = (a: number, b: number) => neighbours.get(a)?.push(b) ?? neighbours.set(a, [b]);
  const idsAt = new Map<number, string[]>();
  const note = (bus: number, id: string) => idsAt.get(bus)?.push(id) ?? idsAt.set(bus, [id]);
  for (const { id, from, to } of network.branches) {
    if (isReached(from)) continue;
    note(from, id);
    join(from, to);
    join(to, from);
  }
  for (const { id, bus } of network.appliances) if (!isReached(bus)) note(bus, id);

  const seen = new Set<number>();
  const found: Island[] = [];
  network.busNames.forEach((_, first) => {
    if (seen.has(first) || isReached(first)) return;
    const buses = [first];
    seen.add(first);
    for (const bus of buses) {
      for (const other of neighbours.get(bus) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        buses.push(other);
      }
    }
    const ids = buses.flatMap((bus) => idsAt.get(bus) ?? []);
    if (ids.length > 0) found.push({ buses: buses.map((bus) => network.busNames[bus]), ids });
  });
  return found;
}

/** @throws FormatError naming the first of what is not a tree, or was not understood */
function refuseWhatIsNoTree(report: ImportReport): void {
  const { source, misunderstood, islands: apart, meshed, cut, merged } = report;
  const parallel = merged.find(({ bank }) => !bank);
  const [strange] = misunderstood;
  if (strange) throw new FormatError(new InputError(`strict: ${strange.problem}`), strange);
  const refuse = (id: string, problem: string): never => {
    throw new FormatError(new InputError(`strict: ${problem}`, { id }), { source });
  };
  if (parallel) refuse(parallel.id, `in parallel with ${parallel.ids.slice(1, 4).join(", ")}`);
  if (cut.length > 0) refuse(cut[0].id, `closes a loop, between "${cut[0].from}" and "${cut[0].to}"`);
  if (meshed.length > 0) refuse(meshed[0].ids[0], `in a mesh with ${meshed[0].ids.length - 1} other elements`);
  if (apart.length > 0) refuse(apart[0].ids[0], "no source reaches it");
}
