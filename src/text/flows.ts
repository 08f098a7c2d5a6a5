import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { CsvTable } from "./csv-table.js";
import { withPlace } from "./format-error.js";
import { isJsonObject, JsonNode } from "./json-node.js";
import { parseJson } from "./json-text.js";

/**
 * Flows from CSV with the columns `id,flow`, others ignored, rows in any order; who wrote it does not matter.
 * @returns length `nodeCount`, in the tree's order; NaN where no flow is given
 * @throws FormatError with the line, for broken CSV, a flow that is not a number, an id that the tree does not have, an id
 * that stands there twice
 */
export function flowsFromCsv(text: string, source: string, tree: FlatTree): Float64Array {
  const table = new CsvTable(text, source);
  const ids = table.cells(table.requiredColumn("id"));
  const flowColumn = table.requiredColumn("flow");
  const flows = new FlowList(tree);
  ids.forEach((id, row) => {
    const flow = table.number(row, flowColumn, Number.NaN);
    withPlace(
      source,
      () => flows.set(id, flow),
      () => table.line(row),
    );
  });
  return flows.flows;
}

/**
 * Flows from JSON: a list of objects with `id` and `flow`, or an object with such a list as `nodes`.
 * @returns length `nodeCount`, in the tree's order; NaN where no flow is given
 * @throws FormatError as `flowsFromCsv`, and for the result of a solve that found no allocation
 */
export function flowsFromJson(text: string, source: string, tree: FlatTree): Float64Array {
  const json = parseJson(text, source);
  return withPlace(source, () => {
    const entries = listOfFlows(json);
    const flows = new FlowList(tree);
    entries.forEach((entry, index) => {
      const node: JsonNode = new JsonNode(entry, () => `nodes[${index}]`);
      const id = node.text("id") ?? node.fail("id", "is absent", undefined);
      const flow = node.fields.flow ?? Number.NaN;
      if (typeof flow !== "number") node.fail("flow", `is ${JSON.stringify(flow)}; it must be a number`, flow);
      flows.set(id, flow);
    });
    return flows.flows;
  });
}

function listOfFlows(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  if (isJsonObject(json)) {
    if (Array.isArray(json.nodes)) return json.nodes;
    if (typeof json.status === "string") {
      throw new InputError(`its status is "${json.status}"; there is no allocation in it`, {
        field: "status",
        value: json.status,
      });
    }
  }
  throw new InputError('expected a result: a list of nodes with "id" and "flow"', { field: "nodes" });
}

class FlowList {
  readonly flows: Float64Array;
  readonly #tree: FlatTree;
  readonly #isSet: Uint8Array;

  constructor(tree: FlatTree) {
    this.#tree = tree;
    this.flows = new Float64Array(tree.nodeCount).fill(Number.NaN);
    this.#isSet = new Uint8Array(tree.nodeCount);
  }

  set(id: string, flow: number): void {
    const node = this.#tree.indexOf(id);
    if (node < 0) throw new InputError("the grid has no such node", { id, field: "id", value: id });
    if (this.#isSet[node]) throw new InputError("its flow is given twice", { id, field: "id", value: id });
    this.#isSet[node] = 1;
    this.flows[node] = flow;
  }
}
