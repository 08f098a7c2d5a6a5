import { InputError } from "../model/input-error.js";
import { nearestName, unknownName } from "../model/nearest-name.js";
import { FlatTree } from "../tree/flat-tree.js";
import { type NumberField, numberFields } from "../tree/node-numbers.js";
import { DEEPEST_POSITION } from "../tree/topology.js";
import { FaultList } from "./fault-list.js";
import { type Grid, unitOfNames } from "./grid.js";
import { isJsonObject, JsonNode, type JsonObject, nodeFields, type Report } from "./json-node.js";
import { parseJson } from "./json-text.js";
import { duplicateProblem, linkParents } from "./link-parents.js";
import { addNumberFaults } from "./number-faults.js";

/**
 * A grid from JSON, in one of three forms:
 * - nested: a node is an object, an inner node has `children`, a list of nodes or a map of them by name; a name in a map is the node's
 *   id, or its name where it has an id besides; in lists ids may be left out. The tree's order is pre-order;
 * - flat: `{ "nodes": [...] }`, nodes in any order, each with an `id`, and all but the root with the id of its `parent`;
 * - flat: just that list.
 *
 * Fields: `id, name, kind, profile, lower, upper, shift, weight, request, priority, connected`, of which the limits, the shift, the
 * weight and the request also go by `lowerLimit, upperLimit, shiftConstant, conversionFactor` and `lower_kw, upper_kw,
 * shift_kw, request_kw`; leaves may have the fields of a `GridUser` instead. A limit of null or "inf" is unlimited, an absent field
 * the default: an inner node's limits are unlimited, a leaf's [0, unlimited], its shift 0, its weight 1, its request as much
 * as its limits allow, its priority 0. A `$comment` is passed over, and so is the root's `$schema`; any other field is an error.
 *
 * @param source what to call the text in messages, e.g. the file's path
 * @throws FormatError with line and column for what is not JSON, with the node's id for an unknown field or one of the wrong type, a field
 * given under two names, and everything that `GridUser` and `FlatTree` refuse: all that is wrong,
 * the first 20 of it
 */
export function gridFromJson(text: string, source = "JSON"): Grid {
  return gridFromValue(parseJson(text, source), source);
}

/**
 * A grid from what `gridFromJson` reads in a text: objects, lists, strings and numbers.
 * @throws FormatError as `gridFromJson`, but for what is not JSON
 */
export function gridFromValue(json: unknown, source: string): Grid {
  const faults = new FaultList(source);
  const builder = new GridBuilder(faults);
  const report: Report = (fault) => faults.add(fault);
  if (Array.isArray(json)) readFlat(json, builder, report);
  else if (isJsonObject(json)) {
    const { $schema: _, ...grid } = json;
    if ("nodes" in grid) readFlat(listOfNodes(grid, report), builder, report);
    else readNested(grid, builder, report);
  } else report(new InputError("expected a tree: an object or a list of nodes"));
  return builder.grid();
}

/** Gathers nodes in the tree's order. */
class GridBuilder {
  readonly ids: (string | undefined)[] = [];
  readonly parent: number[] = [];
  /** From 1, among its siblings. */
  readonly positions: number[] = [];
  readonly #isLeaf: number[] = [];
  readonly #numbers: Record<NumberField, number[]> = {
    lower: [],
    upper: [],
    shift: [],
    weight: [],
    request: [],
    guarantee: [],
    minimum: [],
    step: [],
    priority: [],
    connected: [],
  };
  readonly #names: (string | undefined)[] = [];
  readonly #kinds: (string | undefined)[] = [];
  readonly #profiles: (string | undefined)[] = [];
  readonly #faults: FaultList;
  #unit: string | undefined;

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  /** @param name what the node is called where it has no name itself */
  add(node: JsonNode, isLeaf: boolean, name?: string): void {
    node.checkNames();
    const numbers = node.numbers(isLeaf);
    for (const field of numberFields) this.#numbers[field].push(numbers[field]);
    this.#isLeaf.push(isLeaf ? 1 : 0);
    this.#names.push(node.text("name") ?? name);
    this.#kinds.push(node.text("kind"));
    this.#profiles.push(node.text("profile"));
    this.#unit ??= unitOfNames(Object.keys(node.fields));
  }

  /** @throws FormatError with all that was reported, and what the tree refuses */
  grid(): Grid {
    this.#faults.throwIfAny();
    return {
      tree: this.#tree(),
      names: someOf(this.#names),
      kinds: someOf(this.#kinds),
      profiles: someOf(this.#profiles),
      unit: this.#unit,
      notes: [],
    };
  }

  #tree(): FlatTree {
    const arrays = { parent: this.parent, ids: this.ids, ...this.#numbers };
    try {
      return new FlatTree(arrays);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const id = (node: number) => this.ids[node] ?? positionalId(node, this.parent, this.positions);
      addNumberFaults(arrays, Uint8Array.from(this.#isLeaf), id, (_, fault) => this.#faults.add(fault));
      // What is not the numbers' fault is the structure's: a cycle, no root.
      if (this.#faults.isEmpty) this.#faults.add(error);
      this.#faults.throwIfAny();
      throw error;
    }
  }
}

/** `undefined` where there are none. */
function someOf(texts: readonly (string | undefined)[]): readonly (string | undefined)[] | undefined {
  return texts.some((text) => text !== undefined) ? texts : undefined;
}

function listOfNodes(json: JsonObject, report: Report): readonly unknown[] {
  for (const name in json) {
    if (name === "nodes" || name === "$comment") continue;
    const problem =
      name === "children"
        ? 'it has both "nodes" and "children"; a tree is either flat or nested'
        : unknownName("field", name, ["nodes"]);
    report(new InputError(problem, { field: name, value: json[name] }));
  }
  if (Array.isArray(json.nodes)) return json.nodes;
  report(new InputError('"nodes" is not a list', { field: "nodes", value: json.nodes }));
  return [];
}

function readFlat(entries: readonly unknown[], builder: GridBuilder, report: Report): void {
  const all = entries.map((entry, index) => {
    const id = isJsonObject(entry) && typeof entry.id === "string" && entry.id !== "" ? entry.id : `nodes[${index}]`;
    return new JsonNode(entry, () => id, report);
  });
  const nodes = all.filter((_, index) => isJsonObject(entries[index]));
  const ids = nodes.map((node, index) => {
    if ("children" in node.fields) node.fault("children", "stands in a flat list of nodes", node.fields.children);
    if (node.fields.id === undefined) {
      node.fault("id", "is absent; in a flat list every node needs one", undefined);
    }
    return node.text("id") ?? `nodes[${index}]`;
  });
  const parents = linkParents(
    ids,
    nodes.map((node) => node.text("parent") ?? ""),
    (_, fault) => report(fault),
  );
  const isLeaf = new Uint8Array(nodes.length).fill(1);
  for (const p of parents) if (p >= 0) isLeaf[p] = 0;
  nodes.forEach((node, v) => {
    builder.ids.push(ids[v]);
    builder.parent.push(parents[v]);
    builder.add(node, isLeaf[v] === 1);
  });
}

function readNested(root: JsonObject, builder: GridBuilder, report: Report): void {
  if (isSomethingElse(root)) {
    report(new InputError('not a tree: it has neither "children" nor "nodes" nor limits', { value: root }));
    return;
  }
  const { ids, parent, positions } = builder;
  const idOf = (node: number) => (node < 0 ? "" : (ids[node] ?? positionalId(node, parent, positions)));
  const firstOfId = new Map<string, number>();
  const pending: PendingNode[] = [{ value: root, name: undefined, above: -1, position: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, name, above, position } = next;
    const index = ids.length;
    parent.push(above);
    positions.push(position);
    ids.push(undefined);
    const node = new JsonNode(value, () => idOf(index), report);
    const own = node.text("id");
    const id = own ?? name;
    ids[index] = id;
    const first = id === undefined ? undefined : firstOfId.get(id);
    if (first !== undefined) {
      const problem = duplicateProblem(idOf(parent[first]), idOf(above));
      report(new InputError(problem, { id, field: "id", value: id }));
    } else if (id !== undefined) firstOfId.set(id, index);
    if ("parent" in node.fields) {
      node.fault("parent", "stands in a nested tree, where the node above is the parent", node.fields.parent);
    }

    const children = childrenOf(node, index);
    for (let c = children?.length ?? 0; c > 0; c--) pending.push(children![c - 1]);
    builder.add(node, children === undefined, own === undefined ? undefined : name);
  }
}

/** Whether nothing in it is a field of a node, or nearly one. */
function isSomethingElse(root: JsonObject): boolean {
  return Object.keys(root).every((name) => nearestName(name, structuralFields) === undefined);
}

const structuralFields = nodeFields.filter(
  (name) => !["id", "name", "kind", "profile", "parent", "$comment"].includes(name),
);

/** A node of a nested tree that is still to be read. */
interface PendingNode {
  readonly value: unknown;
  /** What a map of children calls it. */
  readonly name: string | undefined;
  readonly above: number;
  readonly position: number;
}

/** `undefined` for a leaf. */
function childrenOf(node: JsonNode, above: number): PendingNode[] | undefined {
  const { children } = node.fields;
  if (children === undefined) return undefined;
  const named = namedChildren(children);
  if (named === undefined) node.fault("children", "is neither a list nor a map of nodes by name", children);
  else if (named.length === 0) {
    node.fault("children", "is empty; a node at the end of the tree has no such field", children);
  }
  return (named ?? []).map(([name, value], at) => ({ value, name, above, position: at + 1 }));
}

function namedChildren(children: unknown): (readonly [name: string | undefined, child: unknown])[] | undefined {
  if (Array.isArray(children)) return children.map((child: unknown) => [undefined, child]);
  return isJsonObject(children) ? Object.entries(children) : undefined;
}

/** As `Topology` will name the node, once there is one. */
function positionalId(node: number, parent: readonly number[], positions: readonly number[]): string {
  const path: number[] = [];
  for (let v = node; v >= 0; v = parent[v]) {
    if (path.length > DEEPEST_POSITION) return `#${node}`;
    path.push(positions[v]);
  }
  return path.reverse().join(".");
}
