import { deepStrictEqual, rejects, throws } from "node:assert/strict";
import type { JsonObject } from "../../../json.ts";
import { buildComponent } from "../../test_context.ts";

Deno.test("JsonFileSchemaLoader fills in references", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/schemas/shared`, { recursive: true });
    const write = (path: string, value: JsonObject) =>
      Deno.writeTextFile(`${folder}/${path}`, JSON.stringify(value));
    await write("schemas/shared/money.json", { definitions: { cents: { type: "integer" } }, type: "object" });
    await write("schemas/orders.json", {
      definitions: { id: { type: "string" } },
      properties: { id: { $ref: "#/definitions/id" }, cents: { $ref: "money.json#/definitions/cents" } },
    });
    const load = (file_path: string) =>
      buildComponent("schema_loader", { type: "JsonFileSchemaLoader", file_path }, {
        env: { folder },
        config: { name: "orders" },
      }).schema();
    const expected = { properties: { id: { type: "string" }, cents: { type: "integer" } } };
    deepStrictEqual(await load("./source_shop/schemas/{{ config.name }}.json"), expected);
    deepStrictEqual(await load("schemas/orders.json"), expected);
    await rejects(async () => await load("schemas/missing.json"), { code: "manifest.schema_file" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("ComplexFieldType: only arrays have items", () => {
  const fragment = { type: "ComplexFieldType", field_type: "string", items: "integer" };
  throws(() => buildComponent("complex_field_type", fragment), { code: "manifest.field_type" });
});

Deno.test("SchemaTypeIdentifier finds names and types", () => {
  const identifier = buildComponent("schema_type_identifier", {
    type: "SchemaTypeIdentifier",
    schema_pointer: ["fields"],
    key_pointer: ["name"],
    type_pointer: ["kind"],
    types_mapping: [{
      type: "TypesMap",
      current_type: "money",
      target_type: { type: "ComplexFieldType", field_type: "array", items: "number" },
      condition: "{{ raw_schema.many }}",
    }],
  });
  const field = { name: "price", kind: "money", many: true };
  deepStrictEqual(identifier.properties({ fields: [field] }), [field]);
  deepStrictEqual([identifier.key(field), identifier.type(field), identifier.type({})], [
    "price",
    "money",
    "string",
  ]);
  deepStrictEqual(identifier.mapping[0]?.target, { fieldType: "array", items: "number" });
  deepStrictEqual([identifier.mapping[0]?.applies(field), identifier.mapping[0]?.applies({ many: false })], [
    true,
    false,
  ]);
});
