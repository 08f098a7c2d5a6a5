import { excerpt } from "../../model/printable.js";
import type { Coordinates } from "../../text/grid.js";
import { Network } from "../network/network.js";
import { isObject, parsed, type Row, type Tables } from "./table.js";

/** The buses of a grid that are in service. */
export class NetBuses {
  readonly network: Network;
  readonly #known = new Set<number>();

  constructor(tables: Tables, name: string | undefined) {
    this.network = new Network(tables.notes, name);
    const geodata = new Map(tables.rows("bus_geodata").map((row) => [row.index, row]));
    for (const row of tables.rows("bus")) {
      tables.notes.count("bus");
      this.#known.add(row.index);
      if (!row.flag("in_service", true)) {
        tables.notes.drop(row.id, "out of service");
        continue;
      }
      const bus = this.network.bus(String(row.index));
      this.network.kvLineToNeutral[bus] = (row.number("vn_kv") ?? Number.NaN) / Math.sqrt(3);
      this.network.places[bus] = placeOfPoint(row) ?? placeOfRow(geodata.get(row.index));
    }
  }

  /** The number in the network of the bus with that index; `undefined` where it is not there or out of service. */
  find(index: number | undefined): number | undefined {
    return index === undefined ? undefined : this.network.knownBus(String(index));
  }

  /** Why a bus cannot be found. */
  whyNot(index: number | undefined): string {
    if (index === undefined) return "it names no bus";
    return this.#known.has(index) ? `bus ${index} is out of service` : `there is no bus ${index}`;
  }
}

/** A GeoJSON point, as version 3 has it. */
function placeOfPoint(row: Row): Coordinates | undefined {
  const text = row.text("geo");
  if (text === undefined) return undefined;
  const point = parsed(text);
  const coordinates = isObject(point) && Array.isArray(point.coordinates) ? point.coordinates : [];
  const [x, y]: unknown[] = coordinates;
  if (Number.isFinite(x) && Number.isFinite(y)) return { x: x as number, y: y as number };
  row.notes.misunderstand(row.source, undefined, `${row.id}: geo is "${excerpt(text)}"; it must be a GeoJSON point`);
  return undefined;
}

function placeOfRow(row: Row | undefined): Coordinates | undefined {
  const [x, y] = [row?.number("x"), row?.number("y")];
  return x === undefined || y === undefined ? undefined : { x, y };
}
