import { describe, expect, test } from "vitest";
import { gridFromYaml } from "../../src/importers/grid-from-yaml.js";
import { gridFromJson } from "../../src/text/grid-json.js";

const asYaml = `# a car park
id: park
upper: .inf
lower: -16
children:
  north: &box
    upper: 11
  south:
    children:
      - { <<: *box, id: box1 }
      - id: box2
        upper: 3.7
        request: 2
`;
const asJson = {
  id: "park",
  upper: null,
  lower: -16,
  children: {
    north: { upper: 11 },
    south: {
      children: [
        { id: "box1", upper: 11 },
        { id: "box2", upper: 3.7, request: 2 },
      ],
    },
  },
};

test("YAML is JSON written so, with anchors, merges and .inf", async () => {
  const [yaml, json] = [await gridFromYaml(asYaml), gridFromJson(JSON.stringify(asJson))];
  for (const field of ["parent", "lower", "upper", "request"] as const)
    expect(yaml.tree[field]).toEqual(json.tree[field]);
  expect(Array.from({ length: 5 }, (_, node) => yaml.tree.id(node))).toEqual([
    "park",
    "north",
    "south",
    "box1",
    "box2",
  ]);
});

test("flat lists, and JSON itself, which is YAML", async () => {
  expect((await gridFromYaml("nodes:\n- id: r\n- {id: a, parent: r}\n")).tree.nodeCount).toBe(2);
  expect((await gridFromYaml('{"id": "r", "upper": 1}')).tree.upper[0]).toBe(1);
});

describe("errors have their place, and nothing hangs", () => {
  test.each([
    ["broken", "id: r\nupper: [1", "g.yaml:2:10: not YAML: "],
    ["a key twice", "id: r\nid: s", "g.yaml:2:1: not YAML: Map keys must be unique"],
    ["two documents", "id: r\n---\nid: s\n", "g.yaml:2:1: not YAML: a second document begins here; a grid is one"],
    ["nothing", "", "g.yaml: expected a tree"],
    ["a field that no node has", "id: r\nuper: 1", 'unknown field "uper"'],
    ["infinite where it means nothing", "id: r\nupper: -.inf", "upper"],
    ["a part of itself", "id: r\nchildren: &x\n  a: { children: *x }", 'g.yaml: not YAML: "x" is a part of itself'],
    [
      "a billion laughs",
      `a: &a [${"x,".repeat(9)}x]\nb: &b [${"*a,".repeat(9)}*a]\nc: &c [${"*b,".repeat(9)}*b]\nd: [${"*c,".repeat(9)}*c]`,
      "not YAML: ",
    ],
    ["a merge of what is no map", "id: r\n<<: 7", "g.yaml: not YAML: Merge sources must be maps"],
    ["an alias of nothing", "id: *nobody", "not YAML: "],
    ["nested too deep", "[".repeat(100_000), "nested too deep"],
  ])("%s", async (_, text, message) => {
    await expect(gridFromYaml(text, "g.yaml")).rejects.toThrow(message);
  });
});
