import { excerpt } from "../../model/printable.js";
import type { Coordinates } from "../../text/grid.js";
import type { ReportNotes } from "../import-report.js";
import { numberIn } from "./dss-object.js";
import { type Parameter, ParameterReader } from "./parameters.js";

/** Adds the buses of a file with a bus, its x and its y on each line; tells of other lines, and which it takes for a header. */
export function readCoordinates(
  text: string,
  source: string,
  places: Map<string, Coordinates>,
  notes: ReportNotes,
): void {
  let mayBeHeader = true;
  text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .forEach((line, at) => {
      const reader = new ParameterReader(line);
      const bus = reader.next()?.value;
      if (bus === undefined) return;
      const x = numberOf(reader.next());
      const y = numberOf(reader.next());
      if (bus !== "" && x !== undefined && y !== undefined) places.set(bus.toLowerCase(), { x, y });
      else if (mayBeHeader && x === undefined && y === undefined) {
        notes.assume(source, `line ${at + 1}, "${excerpt(line.trim())}", is taken for a header`);
      } else notes.misunderstand(source, at + 1, "it must be a bus, its x and its y");
      mayBeHeader = false;
    });
}

function numberOf(cell: Parameter | undefined): number | undefined {
  return cell && numberIn({ text: cell.value, quoted: cell.quoted });
}
