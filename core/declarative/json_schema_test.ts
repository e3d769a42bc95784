import { deepStrictEqual, ok } from "node:assert/strict";
import { Ajv } from "ajv";
import { readYaml } from "./manifest/load.ts";
import { manifestSchema } from "./json_schema.ts";

const validate = new Ajv({ strict: false, allErrors: true }).compile(manifestSchema());

const manifest = (stream: string) =>
  readYaml(
    `version: 6.0.0
type: DeclarativeSource
check: {type: CheckStream, stream_names: [a]}
definitions: {anything: {goes: here}}
streams:
  - ${stream}
`,
    "m",
  );

const selector = "{type: RecordSelector, extractor: {type: DpathExtractor, field_path: []}}";
const requester = "{type: HttpRequester, url_base: https://a.io}";

const cases: { name: string; stream: string; valid: boolean }[] = [
  {
    name: "a stream",
    stream:
      `{type: DeclarativeStream, name: a, retriever: {type: SimpleRetriever, record_selector: ${selector}, requester: ${requester}}}`,
    valid: true,
  },
  {
    name: "references",
    stream:
      `{type: DeclarativeStream, name: a, retriever: {$ref: "#/definitions/r", requester: "#/definitions/q"}}`,
    valid: true,
  },
  { name: "a missing field", stream: "{type: DeclarativeStream, name: a}", valid: false },
  { name: "an unknown type", stream: "{type: DeclarativStream, name: a}", valid: false },
];

for (const { name, stream, valid } of cases) {
  Deno.test(`manifestSchema ${valid ? "accepts" : "refuses"} ${name}`, () => {
    deepStrictEqual(validate(manifest(stream)), valid, JSON.stringify(validate.errors));
  });
}

Deno.test("manifestSchema describes every field with a summary of its component", () => {
  const { definitions } = manifestSchema();
  ok(
    Object.values(definitions ?? {}).every((definition) =>
      JSON.stringify(definition).includes("description")
    ),
  );
});
