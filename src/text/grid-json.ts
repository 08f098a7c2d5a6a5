import { InputError } from "../model/input-error.js";
import { unknownName } from "../model/nearest-name.js";
import { FlatTree } from "../tree/flat-tree.js";
import { type NumberField, numberFields } from "../tree/node-numbers.js";
import { FormatError, withSource } from "./format-error.js";
import type { Grid } from "./grid.js";
import { isJsonObject, JsonNode, type JsonObject } from "./json-node.js";
import { parseJson } from "./json-text.js";
import { linkParents } from "./link-parents.js";

/**
 * A grid from JSON, in one of three forms:
 * - nested: a node is an object, an inner node has `children`; ids may be left out. The tree's order is pre-order;
 * - flat: `{ "nodes": [...] }`, nodes in any order, each with an `id`, and all but the root with the id of its `parent`;
 * - flat: just that list.
 *
 * Fields: `id, name, kind, lower, upper, shift, weight, request, priority, connected`, of which the limits, the shift, the
 * weight and the request also go by `lowerLimit, upperLimit, shiftConstant, conversionFactor` and `lower_kw, upper_kw,
 * shift_kw, request_kw`; leaves may have the fields of a `GridUser` instead. A limit of null is unlimited, an absent field
 * the default: an inner node's limits are unlimited, a leaf's [0, unlimited], its shift 0, its weight 1, its request as much
 * as its limits allow, its priority 0. A `$comment` is passed over, and so is the root's `$schema`; any other field is an error.
 *
 * @param source what to call the text in messages, e.g. the file's path
 * @throws FormatError with line and column for what is not JSON, with the node's id for an unknown field or one of the wrong type, a field
 * given under two names, and everything that `GridUser` and `FlatTree` refuse
 */
export function gridFromJson(text: string, source = "JSON"): Grid {
  const json = parseJson(text, source);
  return withSource(source, () => {
    if (Array.isArray(json)) return flatGrid(json);
    if (!isJsonObject(json)) {
      throw new FormatError(new InputError("expected a tree: an object or a list of nodes"), { source });
    }
    const { $schema: _, ...grid } = json;
    return "nodes" in grid ? flatGrid(listOfNodes(grid)) : nestedGrid(grid);
  });
}

/** Gathers nodes in the tree's order. */
class GridBuilder {
  readonly #numbers: Record<NumberField, number[]> = {
    lower: [],
    upper: [],
    shift: [],
    weight: [],
    request: [],
    priority: [],
    connected: [],
  };
  readonly #names: (string | undefined)[] = [];
  readonly #kinds: (string | undefined)[] = [];

  add(node: JsonNode, isLeaf: boolean): void {
    node.checkNames();
    const numbers = node.numbers(isLeaf);
    for (const field of numberFields) this.#numbers[field].push(numbers[field]);
    this.#names.push(node.text("name"));
    this.#kinds.push(node.text("kind"));
  }

  grid(parent: ArrayLike<number>, ids: readonly (string | undefined)[]): Grid {
    const some = (texts: readonly (string | undefined)[]) =>
      texts.some((text) => text !== undefined) ? texts : undefined;
    return {
      tree: new FlatTree({ parent, ids, ...this.#numbers }),
      names: some(this.#names),
      kinds: some(this.#kinds),
    };
  }
}

function listOfNodes(json: JsonObject): readonly unknown[] {
  if ("children" in json) throw new InputError('it has both "nodes" and "children"; a tree is either flat or nested');
  for (const name in json) {
    if (name !== "nodes" && name !== "$comment") {
      throw new InputError(unknownName("field", name, ["nodes"]), { field: name, value: json[name] });
    }
  }
  if (!Array.isArray(json.nodes)) throw new InputError('"nodes" is not a list', { field: "nodes", value: json.nodes });
  return json.nodes;
}

function flatGrid(entries: readonly unknown[]): Grid {
  const nodes = entries.map(
    (entry, index) =>
      new JsonNode(entry, () => (isJsonObject(entry) && typeof entry.id === "string" ? entry.id : `nodes[${index}]`)),
  );
  const ids = nodes.map((node) => {
    if ("children" in node.fields) node.fail("children", "stands in a flat list of nodes", node.fields.children);
    return node.text("id") ?? node.fail("id", "is absent; in a flat list every node needs one", undefined);
  });
  const parentIds = nodes.map((node) => node.text("parent") ?? "");
  const parent = linkParents(ids, parentIds, (_, fault) => {
    throw fault;
  });
  const hasChildren = new Uint8Array(nodes.length);
  for (const p of parent) if (p >= 0) hasChildren[p] = 1;

  const builder = new GridBuilder();
  nodes.forEach((node, v) => {
    builder.add(node, hasChildren[v] === 0);
  });
  return builder.grid(parent, ids);
}

function nestedGrid(root: JsonObject): Grid {
  const builder = new GridBuilder();
  const ids: (string | undefined)[] = [];
  const parent: number[] = [];
  const positions: number[] = [];
  const pending: { value: unknown; above: number; position: number }[] = [{ value: root, above: -1, position: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, above, position } = next;
    const index = ids.length;
    parent.push(above);
    positions.push(position);
    const node: JsonNode = new JsonNode(value, () => ids[index] ?? positionalId(index, parent, positions));
    if (index === 0 && !("children" in root) && !node.hasNumbers) {
      throw new InputError('not a tree: it has neither "children" nor "nodes" nor limits', { value: root });
    }
    ids.push(undefined);
    ids[index] = node.text("id");

    const { children } = node.fields;
    if (children !== undefined) {
      if (!Array.isArray(children)) node.fail("children", "is not a list", children);
      if (children.length === 0)
        node.fail("children", "is empty; a node at the end of the tree has no such field", children);
      for (let c = children.length; c > 0; c--) pending.push({ value: children[c - 1], above: index, position: c });
    }
    builder.add(node, children === undefined);
  }
  return builder.grid(parent, ids);
}

/** As `Topology` will name the node, once there is one. */
function positionalId(node: number, parent: readonly number[], positions: readonly number[]): string {
  const path: number[] = [];
  for (let v = node; v >= 0; v = parent[v]) path.push(positions[v]);
  return path.reverse().join(".");
}
