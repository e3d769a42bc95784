import { match, strictEqual } from "node:assert/strict";
import type { JsonObject } from "../json.ts";
import { jsonSchema, secret } from "../schema/builders.ts";
import { source, type TypedSource } from "../sources/define_source.ts";
import { stream } from "../sources/define_stream.ts";
import { conformanceCases, type ConformanceOptions } from "./conformance.ts";

const spec = { key: secret() };
const config = { key: "a-long-secret" };

/** A source of one stream with these records. */
function numbers(
  rows: JsonObject[],
  check: () => string | boolean = () => true,
  primaryKey = "id",
): TypedSource<{ key: string }, unknown> {
  // Untyped, since a bad source does not keep to its schema.
  const schema = jsonSchema({ type: "object", properties: { id: { type: "integer" } } });
  const all = stream({ name: "numbers", schema, primaryKey, read: () => rows });
  return source({ name: "source-numbers", spec, check, streams: [all] });
}

const good = [{ id: 1 }, { id: 2 }];

const bad: {
  name: string;
  source: TypedSource<{ key: string }, unknown>;
  options?: Partial<ConformanceOptions>;
  fails: string;
  message: RegExp;
}[] = [
  {
    name: "a config that does not fit the spec",
    source: numbers(good),
    options: { config: {} },
    fails: "the spec is a JSON Schema",
    message: /must have required property 'key'/,
  },
  {
    name: "a check that fails",
    source: numbers(good, () => "no"),
    fails: "check succeeds",
    message: /no/,
  },
  {
    name: "a check that takes anything",
    source: numbers(good),
    options: { badConfig: { key: "wrong" } },
    fails: "check fails",
    message: /SUCCEEDED/,
  },
  {
    name: "a key that is not in the schema",
    source: numbers(good, undefined, "uuid"),
    fails: "discover names keys",
    message: /"uuid" is not in the schema/,
  },
  {
    name: "records of another type",
    source: numbers([{ id: "1" }]),
    fails: "records fit",
    message: /record\/id must be integer; the record is \{"id":"1"\}/,
  },
  {
    name: "a key that is there twice",
    source: numbers([...good, { id: 2 }]),
    fails: "records fit",
    message: /two records have the primary key \[2\]/,
  },
  { name: "no records", source: numbers([]), fails: "records fit", message: /name it in emptyStreams/ },
];

for (const { name, source, options, fails, message } of bad) {
  Deno.test(`conformance finds ${name}`, async () => {
    const rule = conformanceCases.find((rule) => rule.name.startsWith(fails));
    const error = await rule?.run(source, { config, ...options }).catch((error) => error);
    strictEqual(error instanceof Error, true, `The rule "${fails}" passed`);
    match(error.message, message);
  });
}

Deno.test("conformance passes a good source", async () => {
  for (const rule of conformanceCases) await rule.run(numbers(good), { config });
});
