import type { GridField } from "./grid-fields.js";

/** The columns of a table of sessions. */
export const sessionColumns = {
  id: { names: ["id", "session"], holds: "text", says: "Unique among the sessions. Default: leaf and number." },
  leaf: { names: ["leaf"], holds: "text", says: "Id of the leaf where it takes its power." },
  arrival: { names: ["arrival"], holds: "text", says: "When it comes." },
  departure: { names: ["departure"], holds: "text", says: "When it goes." },
  energy_kwh: { names: ["energy_kwh"], holds: "number", says: "What it wants, in kWh." },
  max_kw: {
    names: ["max_kw", "maximum_kw"],
    holds: "number",
    says: "Greatest power in kW. Default: the leaf's upper limit.",
  },
  min_kw: { names: ["min_kw", "minimum_kw"], holds: "number", says: "Least power in kW. Default 0." },
  given_kwh: { names: ["given_kwh"], holds: "number", says: "kWh that it has had before. Default 0." },
  weight: { names: ["weight"], holds: "number", says: "Its level is given and energy by weight. Default: their sum." },
  priority: { names: ["priority"], holds: "number", says: "The higher is served first. Default 0." },
} as const satisfies Record<string, GridField>;

export type SessionField = keyof typeof sessionColumns;
