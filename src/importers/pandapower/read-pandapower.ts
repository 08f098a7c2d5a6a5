import { InputError } from "../../model/input-error.js";
import { FormatError } from "../../text/format-error.js";
import { parseJson } from "../../text/json-text.js";
import { checkImportOptions, type ImportOptions } from "../import-options.js";
import { ReportNotes } from "../import-report.js";
import type { Imported } from "../imported-grid.js";
import { looksLike } from "../looks-like.js";
import { gridOfNetwork } from "../network/grid-of-network.js";
import { NetAppliances } from "./net-appliances.js";
import { NetBranches } from "./net-branches.js";
import { NetBuses } from "./net-buses.js";
import { isObject, Tables } from "./table.js";

const format = "pandapower";

/** Tables that play no part in a tree of limits. */
const idleTables = "shunt svc ssc controller measurement pwl_cost poly_cost group characteristic".split(" ");

/**
 * The tree of limits in a pandapower grid, versions 2 and 3, as `to_json` writes it.
 *
 * Lines (`√3 · vn_kv · max_i_ka · df · parallel`), transformers (`sn_mva · df · parallel`; three-winding ones as three) and switches between buses
 * (`in_ka`) in service become nodes; loads, generators and storage become leaves that request `p_mw · scaling`. The grid is
 * fed at its external grids and slack generators. Ids are table and index, `line.12`; `defaultAmps` is for lines without rating.
 *
 * @param text the whole file
 * @returns the grid, and a report of everything that was merged, cut, left out, without rating or not understood
 * @throws FormatError with the place: for a text that is not such a grid, or has nothing that feeds it; with `strict` for what is
 * not a tree or not understood. InputError for an option out of its range
 */
export function readPandapower(text: string, options: ImportOptions = {}): Imported {
  const checked = checkImportOptions(options, format);
  const { source } = checked;
  const net = netIn(text, source);
  const notes = new ReportNotes();
  const tables = new Tables(net, notes, source);
  const name = typeof net.name === "string" && net.name !== "" ? net.name : undefined;
  const buses = new NetBuses(tables, name);
  new NetBranches(tables, buses, checked);
  new NetAppliances(tables, buses);
  for (const table of idleTables) for (const _ of tables.rows(table)) notes.ignore(table);
  tables.tellUnread();
  return gridOfNetwork(buses.network, format, checked);
}

function netIn(text: string, source: string): Readonly<Record<string, unknown>> {
  const refuse = (): never => {
    const problem = `no pandapower grid: no tables "bus" and "line" or "trafo" in it; ${looksLike(text)}`;
    throw new FormatError(new InputError(problem), { source });
  };
  if (!/^\uFEFF?\s*\{/.test(text)) refuse();
  const json = parseJson(text, source);
  const net = isObject(json) && isObject(json._object) ? json._object : json;
  return isObject(net) && "bus" in net && ("line" in net || "trafo" in net) ? net : refuse();
}
