import { type GridField, gridUserFields, numberColumns, textColumns } from "./grid-fields.js";

type Schema = Readonly<Record<string, unknown>>;

const schemaOf: Readonly<Record<GridField["holds"], Schema>> = {
  text: { type: ["string", "null"] },
  number: { type: "number" },
  limit: {
    anyOf: [{ type: ["number", "null"] }, { enum: ["inf", "+inf", "-inf", "Infinity", "-Infinity", "∞", "-∞"] }],
  },
};

const { parent, ...namedFields } = textColumns;
const comment = { description: "For people; passed over." };

/** The JSON Schema (draft 2020-12) of a grid as `gridFromJson` reads it, made from the table that it reads by. */
export function gridSchema(): Schema {
  const fields: Record<string, Schema> = {
    ...propertiesOf(Object.values(namedFields)),
    ...propertiesOf(Object.values(numberColumns)),
    ...Object.fromEntries(
      Object.entries(gridUserFields).map(([name, description]) => [name, { description, ...schemaOf.number }]),
    ),
    $comment: comment,
  };
  const children = {
    description: "The nodes below, a list or a map of them by name; a leaf has none.",
    anyOf: [
      { type: "array", minItems: 1, items: { $ref: "#/$defs/nestedNode" } },
      { type: "object", minProperties: 1, additionalProperties: { $ref: "#/$defs/nestedNode" } },
    ],
  };
  const flatNodes = { type: "array", minItems: 1, items: { $ref: "#/$defs/flatNode" } };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A grid: a tree of limits",
    anyOf: [{ $ref: "#/$defs/nestedGrid" }, { $ref: "#/$defs/flatGrid" }, flatNodes],
    $defs: {
      nestedGrid: objectOf({ ...fields, children, $schema: { type: "string" } }),
      nestedNode: objectOf({ ...fields, children }),
      flatGrid: objectOf({ nodes: flatNodes, $comment: comment, $schema: { type: "string" } }, ["nodes"]),
      flatNode: objectOf({ ...fields, ...propertiesOf([parent]), id: { ...fields.id, type: "string" } }, ["id"]),
    },
  };
}

function propertiesOf(fields: readonly GridField[]): Record<string, Schema> {
  return Object.fromEntries(
    fields.flatMap(({ names, says, holds }) => names.map((name) => [name, { description: says, ...schemaOf[holds] }])),
  );
}

function objectOf(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: "object", properties, required, additionalProperties: false };
}
