import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { absentNumber } from "../tree/node-numbers.js";
import type { Grid } from "./grid.js";

type Role = "consumer" | "producer" | "storage";

/** What people call the kinds of leaves, in lower case, without blanks, hyphens and underscores. */
const namesOfRole: Readonly<Record<Role, string>> = {
  consumer: `load demand consumer customer household house home
    ev car vehicle electricvehicle electriccar evse wallbox charger evcharger charging chargingstation chargingpoint
    chargepoint heatpump hp heater heating boiler waterheater electricboiler airconditioner airconditioning hvac cooling
    electrolyser electrolyzer`,
  producer: `pv photovoltaic photovoltaics solar solarpanel solarpanels solarpv pvsystem pvinverter
    wind windturbine windfarm windpark hydro hydropower generator generation gen sgen staticgenerator genset dg
    diesel dieselgenerator gasturbine turbine chp cogeneration biogas biomass fuelcell powerplant producer`,
  storage: `storage battery batteries batterystorage homebattery bess ess accumulator energystorage`,
};

const roleOfName: ReadonlyMap<string, Role> = new Map(
  Object.entries(namesOfRole).flatMap(([role, names]) => names.split(/\s+/).map((name) => [name, role as Role])),
);

/** No list of leaves is longer. */
const MOST_LISTED = 10;

/**
 * The grid with requests by the kind of each leaf, for files that give none: loads, cars, wallboxes, heat pumps and the like
 * request their upper limit, solar power, wind, generators and the like their lower one, and storages 0 (or what
 * its limits allow next to it), with a priority one below all others. Kinds go by their usual names, in any case. Requests that
 * the file gives stay; leaves of other kinds request what their limits allow, and are listed in the grid's `notes`.
 * @throws InputError for a grid without kinds, and a limit to be requested that is infinite
 */
export function requestsByKind(grid: Grid): Grid {
  const { tree, kinds } = grid;
  if (kinds === undefined) {
    throw new InputError("requests by kind are asked for, but the grid has no kinds", { field: "kind" });
  }
  const request = tree.request?.slice() ?? new Float64Array(tree.nodeCount).fill(absentNumber.request);
  const isStorage = (v: number) => tree.isLeaf(v) && roleOf(kinds[v]) === "storage";
  const unknown: number[] = [];
  for (const v of tree.leaves) {
    if (!Number.isNaN(request[v])) continue;
    const role = roleOf(kinds[v]);
    if (role === "storage") request[v] = Math.max(tree.lower[v], Math.min(0, tree.upper[v]));
    else if (role === "producer") request[v] = finiteLimit(tree, "lower", v);
    else if (role === "consumer") request[v] = finiteLimit(tree, "upper", v);
    else unknown.push(v);
  }
  const notes = [...(grid.notes ?? []), ...unknownKinds(grid, unknown)];
  return { ...grid, notes, tree: tree.withNumbers({ request, priority: storageBelowAll(tree, isStorage) }) };
}

function roleOf(kind: string | undefined): Role | undefined {
  return kind === undefined ? undefined : roleOfName.get(kind.toLowerCase().replace(/[\s_-]/g, ""));
}

function unknownKinds({ tree, kinds }: Grid, leaves: readonly number[]): string[] {
  if (leaves.length === 0) return [];
  const listed = leaves.slice(0, MOST_LISTED).map((v) => {
    const kind = kinds?.[v];
    return `"${excerpt(tree.id(v))}" (${kind === undefined ? "no kind" : excerpt(kind)})`;
  });
  const more = leaves.length > MOST_LISTED ? ` and ${leaves.length - MOST_LISTED} more` : "";
  return [`leaves of no known kind, which request what their limits allow: ${listed.join(", ")}${more}`];
}

function finiteLimit(tree: FlatTree, side: "lower" | "upper", v: number): number {
  const value = tree[side][v];
  if (Number.isFinite(value)) return value;
  const problem = `${side} is ${value}; a request by kind needs a finite limit`;
  throw new InputError(problem, { id: tree.id(v), field: side, value });
}

function storageBelowAll(tree: FlatTree, isStorage: (v: number) => boolean): Float64Array {
  const priority = tree.priority?.slice() ?? new Float64Array(tree.nodeCount);
  let lowest = Number.POSITIVE_INFINITY;
  for (let v = 0; v < tree.nodeCount; v++) if (tree.isLeaf(v) && !isStorage(v)) lowest = Math.min(lowest, priority[v]);
  if (lowest === Number.POSITIVE_INFINITY) return priority;
  return priority.map((own, v) => (isStorage(v) ? lowest - 1 : own));
}
