import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { CsvTable } from "./csv-table.js";
import { FaultList } from "./fault-list.js";
import { withSource } from "./format-error.js";
import { textColumns } from "./grid-fields.js";
import { isJsonObject, JsonNode } from "./json-node.js";
import { parseJson } from "./json-text.js";

/**
 * Flows from CSV with the columns `id,flow` in whatever dialect `gridFromCsv` reads, others ignored, rows in any order; who wrote it does not matter.
 * @returns length `nodeCount`, in the tree's order; NaN where no flow is given
 * @throws FormatError with the line, for broken CSV, a flow that is not a number, an id that the tree does not have, an id
 * that stands there twice: all that is wrong, the first 20 of it
 */
export function flowsFromCsv(text: string, source: string, tree: FlatTree): Float64Array {
  const faults = new FaultList(source);
  const table = new CsvTable(text, flowColumns, ["id", "flow"], faults);
  const values = table.numbers("flow", () => true);
  const flows = new FlowList(tree);
  table.texts("id").forEach((id, row) => {
    const fault = flows.set(id, values[row]);
    if (fault) faults.add(fault, { line: table.line(row) });
  });
  faults.throwIfAny();
  return flows.flows;
}

const flowColumns = {
  id: textColumns.id,
  flow: { names: ["flow", "flow_kw"], holds: "number", says: "Flow through the node." },
} as const;

/**
 * Flows from JSON: a list of objects with `id` and `flow`, or an object with such a list as `nodes`.
 * @returns length `nodeCount`, in the tree's order; NaN where no flow is given
 * @throws FormatError as `flowsFromCsv`, and for the result of a solve that found no allocation
 */
export function flowsFromJson(text: string, source: string, tree: FlatTree): Float64Array {
  const json = parseJson(text, source);
  const faults = new FaultList(source);
  const report = (fault: InputError) => faults.add(fault);
  const flows = new FlowList(tree);
  withSource(source, () => listOfFlows(json)).forEach((entry, index) => {
    const node = new JsonNode(entry, () => `nodes[${index}]`, report);
    const id = node.text("id");
    if (id === undefined) node.fault("id", "is absent", undefined);
    const flow = node.flow();
    const fault = id === undefined ? undefined : flows.set(id, flow);
    if (fault) report(fault);
  });
  faults.throwIfAny();
  return flows.flows;
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

  /** What is wrong with it, if anything. */
  set(id: string, flow: number): InputError | undefined {
    const node = this.#tree.indexOf(id);
    if (node < 0) return new InputError("the grid has no such node", { id, field: "id", value: id });
    if (this.#isSet[node]) return new InputError("its flow is given twice", { id, field: "id", value: id });
    this.#isSet[node] = 1;
    this.flows[node] = flow;
    return undefined;
  }
}
