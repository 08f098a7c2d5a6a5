import type { NumberField } from "../tree/node-numbers.js";

/** A field of a node in a grid file: what it is called, what it holds, who may have it. Readers and the JSON Schema go by it. */
export interface GridField {
  /** The first is the one that is written. */
  readonly names: readonly string[];
  /** A limit may be unlimited: `null` or `"inf"` in JSON, `inf` in CSV. */
  readonly holds: "text" | "number" | "limit";
  readonly says: string;
}

/** The numbers of a tree, under all their names. */
export const numberColumns: Readonly<Record<NumberField, GridField>> = {
  lower: {
    names: ["lower", "lowerLimit", "lower_kw"],
    holds: "limit",
    says: "Least flow of an inner node, default unlimited; least dispatch of a leaf, default 0.",
  },
  upper: {
    names: ["upper", "upperLimit", "upper_kw"],
    holds: "limit",
    says: "Greatest flow of an inner node, greatest dispatch of a leaf. Default unlimited; 0 means that nothing may flow.",
  },
  shift: {
    names: ["shift", "shiftConstant", "shift_kw"],
    holds: "number",
    says: "The part of a leaf's flow that may not be moved. Default 0.",
  },
  weight: {
    names: ["weight", "conversionFactor"],
    holds: "number",
    says: "Units of flow per unit of allocation of a leaf, greater than 0. Default 1.",
  },
  request: {
    names: ["request", "request_kw"],
    holds: "number",
    says: "The dispatch that a leaf wants, within its limits. Default: as much as they allow.",
  },
  guarantee: {
    names: ["guarantee", "guarantee_kw", "guaranteeKw"],
    holds: "number",
    says: "The part of a leaf's request that is served before all that is not guaranteed. Default 0.",
  },
  minimum: {
    names: ["minimum", "minimum_kw", "minimumKw"],
    holds: "number",
    says: "The least dispatch at which a leaf can run; less than that it is off, and has 0. Default none.",
  },
  step: {
    names: ["step", "step_kw", "stepKw"],
    holds: "number",
    says: "A leaf's dispatch is a whole multiple of it. Default none.",
  },
  priority: {
    names: ["priority"],
    holds: "number",
    says: "The higher is served first and cut last. Default 0.",
  },
  connected: {
    names: ["connected"],
    holds: "number",
    says: "When a leaf was connected, as a number that grows; for the rule last in, first out.",
  },
};

/** What a node is called and where it stands. */
export const textColumns = {
  id: { names: ["id"], holds: "text", says: "Unique in the grid." },
  parent: { names: ["parent"], holds: "text", says: "Id of the node above, in a flat grid; none at the root." },
  name: { names: ["name"], holds: "text", says: "What people call the node." },
  kind: { names: ["kind"], holds: "text", says: "What the node is: line, transformer, load, pv, battery, ..." },
  profile: { names: ["profile"], holds: "text", says: "The time series that a leaf follows, by its name." },
} as const satisfies Record<string, GridField>;

/** The fields of a `GridUser`, which a leaf of a JSON grid may have instead of its limits, shift and request. */
export const gridUserFields = {
  requestedNetImportKw: "Short for a dispatchable load of [0, requestedNetImportKw] with nothing fixed; alone.",
  fixedNetLoadKw: "Load less generation that cannot be moved. Default 0.",
  dispatchableGenerationKw: "Export that may be called on, 0 or less. Default 0.",
  dispatchableLoadKw: "Import that may be cut, 0 or more. Default 0.",
  curtailableGenerationKw: "Export that is wanted and may be cut, 0 or less. Default 0.",
  storageDischargeKw: "What a storage may give, 0 or less. Default 0.",
  storageChargeKw: "What a storage may take, 0 or more. Default 0.",
} as const;
export type GridUserField = keyof typeof gridUserFields;

/** The columns of a grid as CSV. */
export const gridColumns: Readonly<Record<keyof typeof textColumns | NumberField, GridField>> = {
  ...textColumns,
  ...numberColumns,
};
