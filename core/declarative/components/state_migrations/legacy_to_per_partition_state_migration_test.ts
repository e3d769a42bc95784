import { deepStrictEqual, throws } from "node:assert/strict";
import type { JsonObject } from "../../../json.ts";
import { buildComponent } from "../../test_context.ts";

const parent = { type: "ParentStreamConfig", partition_field: "{{ config.field }}" };
const streamOf = (...parents: JsonObject[]): JsonObject => ({
  retriever: { partition_router: { type: "SubstreamPartitionRouter", parent_stream_configs: parents } },
  incremental_sync: { cursor_field: "at" },
});
const migrationOf = (definition: JsonObject) =>
  buildComponent("state_migration", { type: "LegacyToPerPartitionStateMigration" }, {
    config: { field: "id" },
    stream: { definition },
  });

const migrated = { states: [{ partition: { id: "7" }, cursor: { at: "2025-01-01" } }] };
const cases: { name: string; state: JsonObject; expected: JsonObject; stream?: JsonObject }[] = [
  { name: "an old state", state: { "7": { at: "2025-01-01" } }, expected: migrated },
  { name: "a new state", state: migrated, expected: migrated },
  { name: "no state", state: {}, expected: {} },
  { name: "another cursor", state: { "7": { on: 1 } }, expected: { "7": { on: 1 } } },
  { name: "a plain cursor", state: { at: "2025-01-01" }, expected: { at: "2025-01-01" } },
  {
    name: "two parents",
    stream: streamOf(parent, parent),
    state: { "7": { at: "2025-01-01" } },
    expected: { "7": { at: "2025-01-01" } },
  },
];

for (const { name, state, expected, stream = streamOf(parent) } of cases) {
  Deno.test(`legacy state: ${name}`, () => deepStrictEqual(migrationOf(stream)(state), expected));
}

Deno.test("a migration needs a parent and a cursor", () => {
  throws(() => migrationOf({ incremental_sync: { cursor_field: "at" } }), {
    code: "manifest.state_migration",
  });
});
