import { deepStrictEqual } from "node:assert/strict";
import {
  array,
  boolean,
  choice,
  date,
  dateTime,
  integer,
  jsonSchema,
  literal,
  map,
  nullable,
  number,
  object,
  optional,
  secret,
  string,
  union,
} from "./builders.ts";
import { type Infer, type ObjectOf, type Schema, withDefaults } from "./schema.ts";
import type { JsonObject } from "../json.ts";

const cases: { name: string; schema: Schema; expected: JsonObject }[] = [
  { name: "string", schema: string({ title: "Name" }), expected: { type: "string", title: "Name" } },
  { name: "integer", schema: integer({ minimum: 1 }), expected: { type: "integer", minimum: 1 } },
  { name: "number", schema: number(), expected: { type: "number" } },
  { name: "boolean", schema: boolean(), expected: { type: "boolean" } },
  { name: "dateTime", schema: dateTime(), expected: { type: "string", format: "date-time" } },
  { name: "date", schema: date(), expected: { type: "string", format: "date" } },
  { name: "secret", schema: secret(), expected: { type: "string", airbyte_secret: true } },
  { name: "choice", schema: choice(["a", "b"]), expected: { type: "string", enum: ["a", "b"] } },
  { name: "literal", schema: literal("oauth"), expected: { type: "string", const: "oauth" } },
  { name: "nullable", schema: nullable(string()), expected: { type: ["null", "string"] } },
  {
    name: "nullable choice",
    schema: nullable(choice(["a"])),
    expected: { type: ["null", "string"], enum: ["a", null] },
  },
  { name: "array", schema: array(integer()), expected: { type: "array", items: { type: "integer" } } },
  {
    name: "map",
    schema: map(number()),
    expected: { type: "object", additionalProperties: { type: "number" } },
  },
  {
    name: "object",
    schema: object({ id: integer(), note: optional(string()), size: optional(integer(), 10) }),
    expected: {
      type: "object",
      properties: {
        id: { type: "integer" },
        note: { type: "string" },
        size: { type: "integer", default: 10 },
      },
      required: ["id"],
    },
  },
  {
    name: "union of objects",
    schema: union([object({ by: literal("key") }), object({ by: literal("oauth") })], { title: "Login" }),
    expected: {
      type: "object",
      title: "Login",
      oneOf: [
        { type: "object", properties: { by: { type: "string", const: "key" } }, required: ["by"] },
        { type: "object", properties: { by: { type: "string", const: "oauth" } }, required: ["by"] },
      ],
    },
  },
];

for (const { name, schema, expected } of cases) {
  Deno.test(`schema ${name}`, () => deepStrictEqual(schema.json, expected));
}

Deno.test("schema types flow", () => {
  const user = object({
    id: integer(),
    name: nullable(string()),
    tags: optional(array(string())),
    size: optional(integer(), 10),
    login: union([object({ by: literal("key"), key: secret() }), object({ by: literal("none") })]),
    extra: jsonSchema<{ a: number }>({ type: "object" }),
  });
  const value: Infer<typeof user> = {
    id: 1,
    name: null,
    size: 1,
    login: { by: "key", key: "k" },
    extra: { a: 1 },
  };
  // @ts-expect-error an integer is no text
  value.id = "1";
  // @ts-expect-error no such property
  value.other = 1;
  // @ts-expect-error a property with a default is there
  const incomplete: ObjectOf<{ size: ReturnType<typeof sized> }> = {};
  // @ts-expect-error a default has the type of its schema
  optional(integer(), "ten");
  deepStrictEqual([value.size, incomplete], [1, {}]);
});

const sized = () => optional(integer(), 10);

Deno.test("withDefaults fills in what is missing, at any depth", () => {
  const schema = object({ size: optional(integer(), 10), deep: object({ on: optional(boolean(), true) }) });
  deepStrictEqual(withDefaults({ deep: {} }, schema.json), { size: 10, deep: { on: true } });
  deepStrictEqual(withDefaults({ size: 1, other: 2 }, schema.json), { size: 1, other: 2 });
});
