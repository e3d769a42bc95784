import { deepStrictEqual, match, rejects, strictEqual, throws } from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ConnectorError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { buildComponent } from "../test_context.ts";
import { customPartitionRouter, customTransformation } from "./custom.ts";
import { customModule, loadCustomModule } from "./module.ts";

const trim = customTransformation<{ field: string }, { suffix: string }>(({ fields, config }) => (record) => {
  const value = record[fields.field];
  if (typeof value !== "string") throw new TypeError(`${fields.field} is no text`);
  record[fields.field] = value.trim() + config.suffix;
});
const shops = customPartitionRouter(() => ({
  // deno-lint-ignore require-yield
  async *slices() {
    throw new RangeError("no shops");
  },
  options: () => ({}),
}));
const here = decodeURI(new URL(import.meta.url).pathname);
const module = customModule(here, { Trim: trim, Shops: shops, other: 1 });

function build(node: JsonObject, role: "transformation" | "record_filter" = "transformation") {
  return buildComponent(role, node, {
    config: { suffix: "!" },
    stream: { name: "orders" },
    env: { customModule: module },
  });
}

for (const className of ["source_x.components.Trim", "source_declarative_manifest.components.Trim", "Trim"]) {
  Deno.test(`CustomTransformation finds the class ${className}`, () => {
    const record: JsonObject = { name: " a " };
    build({ type: "CustomTransformation", class_name: className, field: "name" })(record, {
      slice: undefined,
      nextPageToken: undefined,
    });
    deepStrictEqual(record, { name: "a!" });
  });
}

const refused: { name: string; node: JsonObject; message: RegExp; hint: RegExp }[] = [
  {
    name: "a class that is not exported",
    node: { type: "CustomTransformation", class_name: "x.Trin" },
    message: /does not export "Trin"/,
    hint: /Did you mean "Trim"\?/,
  },
  {
    name: "an export that is no component",
    node: { type: "CustomTransformation", class_name: "other" },
    message: /"other" of .* is not a custom component/,
    hint: /export const other = customTransformation/,
  },
  {
    name: "a class made for another place",
    node: { type: "CustomRecordFilter", class_name: "x.Trim" },
    message: /made for another place/,
    hint: /Wrap it with customRecordFilter\(…\) rather than customTransformation\(…\)/,
  },
];
for (const { name, node, message, hint } of refused) {
  Deno.test(`custom components: ${name}`, () => {
    const role = node["type"] === "CustomRecordFilter" ? "record_filter" : "transformation";
    throws(() => build(node, role), (error) => {
      match((error as ConnectorError).message, message);
      match((error as ConnectorError).hint ?? "", hint);
      return true;
    });
  });
}

Deno.test("an error in a component points to the author's line", () => {
  const transform = build({ type: "CustomTransformation", class_name: "Trim", field: "name" });
  throws(() => transform({ name: 1 }, { slice: undefined, nextPageToken: undefined }), (error) => {
    if (!(error instanceof ConnectorError)) return false;
    match(error.message, /The component "Trim" failed: TypeError: name is no text/);
    match(error.at ?? "", /^custom_test\.ts:13:\d+$/);
    strictEqual(error.stream, "orders");
    return true;
  });
});

Deno.test("an error in a generator of a component points to the author's line", async () => {
  const router = buildComponent("partition_router", { type: "CustomPartitionRouter", class_name: "Shops" }, {
    env: { customModule: module },
  });
  const read = async () => {
    for await (const _ of router.slices());
  };
  await rejects(read, (error) => {
    match((error as ConnectorError).at ?? "", /^custom_test\.ts:19:/);
    return true;
  });
});

Deno.test("a manifest without classes loads no code", async () => {
  strictEqual(await loadCustomModule({ manifest: { streams: [] }, folder: "/nowhere" }), undefined);
});

Deno.test("components.ts beside the manifest is loaded", async () => {
  const folder = await mkdtemp(join(Deno.env.get("TMPDIR") ?? "/tmp", "custom-"));
  try {
    const builders = pathToFileURL(join(here, "../custom.ts")).href;
    await writeFile(
      join(folder, "components.ts"),
      `import { customRecordFilter } from ${JSON.stringify(builders)};
export const Recent = customRecordFilter<{ since: number }>(({ fields }) => ({ year }) => Number(year) >= fields.since);`,
    );
    const node = { type: "CustomRecordFilter", class_name: "source_x.components.Recent", since: 2020 };
    const loaded = await loadCustomModule({ manifest: { streams: [node] }, folder });
    const keep = buildComponent("record_filter", node, { env: { customModule: loaded } });
    const scope = { slice: undefined, nextPageToken: undefined };
    deepStrictEqual([2019, 2020].map((year) => keep({ year }, scope)), [false, true]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

Deno.test("components.py is answered with what to port", async () => {
  const folder = await mkdtemp(join(Deno.env.get("TMPDIR") ?? "/tmp", "custom-"));
  try {
    await writeFile(join(folder, "components.py"), "class Trim: pass");
    const manifest = {
      streams: [{
        transformations: [{
          type: "CustomTransformation",
          class_name: "source_x.components.Trim",
          field: "a",
        }],
      }],
    };
    await rejects(loadCustomModule({ manifest, folder }), (error) => {
      if (!(error instanceof ConnectorError)) return false;
      match(error.message, /port source_x\.components\.Trim \(CustomTransformation\) to TypeScript/);
      strictEqual(error.at, "streams[0].transformations[0]");
      strictEqual(
        error.hint,
        `Start from this components.ts:

import { customTransformation } from "airbyte-ts";

/** source_x.components.Trim (CustomTransformation at streams[0].transformations[0]) */
export const Trim = customTransformation<{ field: string }>(({ fields, config }) => (record) => {
  record.name = String(record.name ?? "").trim();
});`,
      );
      return true;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
