import type { Coordinates } from "../../text/grid.js";
import { ParameterReader } from "./parameters.js";
import { plainNumberOf } from "./reverse-polish.js";

/** Adds the buses of a file with a bus, its x and its y on each line; other lines, headers for one, are left out. */
export function readCoordinates(text: string, places: Map<string, Coordinates>): void {
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)) {
    const reader = new ParameterReader(line);
    const bus = reader.next()?.value;
    const x = plainNumberOf(reader.next()?.value ?? "");
    const y = plainNumberOf(reader.next()?.value ?? "");
    if (bus && x !== undefined && y !== undefined) places.set(bus.toLowerCase(), { x, y });
  }
}
