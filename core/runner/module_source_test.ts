/** Connectors in TypeScript as folders: module, spec and schemas in files. */
import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { sourceFromModule } from "./module_source.ts";
import { discoverSource, runSource } from "../testing/run.ts";

const mod = new URL("../mod.ts", import.meta.url).href;

const program = `
import { schemaFile, source, stream } from "${mod}";
export default source({
  name: "source-files",
  folder: import.meta.dirname,
  spec: await schemaFile<{ count: number }>(new URL("./spec.SUFFIX", import.meta.url)),
  streams: (({ config }) => [
    stream({ name: "UserPosts", read: () => Array.from({ length: config.count }, (_, id) => ({ id })) }),
  ]),
});
`;

const specification = { type: "object", required: ["count"], properties: { count: { type: "integer" } } };

async function inFolder(
  files: Record<string, string>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(join(folder, name, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, name), text);
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const specs: { name: string; file: string; text: string }[] = [
  { name: "a JSON Schema", file: "spec.json", text: JSON.stringify(specification) },
  {
    name: "a whole spec in YAML",
    file: "spec.yaml",
    text: `documentationUrl: https://docs.test\nconnectionSpecification: ${JSON.stringify(specification)}`,
  },
];
for (const { name, file, text } of specs) {
  Deno.test(`source reads its spec from ${name}, and schemas from schemas/`, () =>
    inFolder({
      "mod.ts": program.replace("spec.SUFFIX", file),
      [file]: text,
      "schemas/user_posts.json": '{"type":"object","properties":{"id":{"$ref":"id.json"}}}',
      "schemas/shared/id.json": '{"type":"integer"}',
    }, async (folder) => {
      const found = await sourceFromModule(join(folder, "mod.ts"));
      const { connectionSpecification, documentationUrl } = found.spec();
      deepStrictEqual(connectionSpecification.properties, specification.properties);
      strictEqual(documentationUrl, file === "spec.yaml" ? "https://docs.test" : undefined);
      const [stream] = await discoverSource(found, { config: { count: 2 } });
      deepStrictEqual(stream?.json_schema.properties, { id: { type: "integer" } });
      const { records } = await runSource(found, { config: { count: 2 } });
      deepStrictEqual(records.UserPosts, [{ id: 0 }, { id: 1 }]);
    }));
}

const failures: { name: string; files: Record<string, string>; message: RegExp }[] = [
  {
    name: "a missing spec",
    files: { "mod.ts": program.replace("SUFFIX", "json") },
    message: /^Cannot read the schema .*spec\.json: /,
  },
  {
    name: "a module that fails",
    files: { "mod.ts": "throw new Error('oops')" },
    message: /Cannot load ".*": oops/,
  },
  {
    name: "a module without a source",
    files: { "mod.ts": "export default 1" },
    message: /the default export of ".*mod\.ts" is no source/,
  },
];
for (const { name, files, message } of failures) {
  Deno.test(`sourceFromModule names ${name}`, () =>
    inFolder(files, async (folder) => {
      const loading = sourceFromModule(join(folder, "mod.ts"));
      await rejects(loading, (error: Error) => {
        match(error.message, message);
        return true;
      });
    }));
}
