import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { ConnectorError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { buildComponent } from "../test_context.ts";
import { loadCustomModule } from "./module.ts";

const builders = new URL("./custom.ts", import.meta.url).href;
const typescript = `import { customRecordFilter } from "${builders}";
export const Recent = customRecordFilter(() => ({ year }) => Number(year) >= 2020);`;
const python = "class Recent: pass";
const node = { type: "CustomRecordFilter", class_name: "source_declarative_manifest.components.Recent" };
const manifest = { streams: [node] };
const sumOf = (text: string, kind = "sha256") => createHash(kind).update(text).digest("hex");

async function load(
  { config, componentsPath, allow = "true" }: {
    config?: JsonObject;
    componentsPath?: string;
    allow?: string;
  },
) {
  const before = Deno.env.get("AIRBYTE_ENABLE_UNSAFE_CODE");
  Deno.env.set("AIRBYTE_ENABLE_UNSAFE_CODE", allow);
  try {
    return await loadCustomModule({ manifest, folder: undefined, config, componentsPath });
  } finally {
    if (before === undefined) Deno.env.delete("AIRBYTE_ENABLE_UNSAFE_CODE");
    else Deno.env.set("AIRBYTE_ENABLE_UNSAFE_CODE", before);
  }
}

Deno.test("code in the config runs where it is permitted", async () => {
  const config = {
    __injected_components_ts: typescript,
    __injected_components_ts_checksums: { md5: sumOf(typescript, "md5"), sha256: sumOf(typescript) },
  };
  const customModule = await load({ config, allow: "TRUE" });
  const keep = buildComponent("record_filter", node, { env: { customModule } });
  const scope = { slice: undefined, nextPageToken: undefined };
  deepStrictEqual([2019, 2020].map((year) => keep({ year }, scope)), [false, true]);
});

const withSums = (sums: JsonObject): JsonObject => ({
  __injected_components_ts: typescript,
  __injected_components_ts_checksums: sums,
});

const refused: { name: string; input: Parameters<typeof load>[0]; code: string; message: RegExp }[] = [
  {
    name: "code in the config, not permitted",
    input: { config: withSums({ sha256: sumOf(typescript) }), allow: "1" },
    code: "config.custom_code_not_permitted",
    message: /Cannot run the code in `__injected_components_ts`: .* is not permitted here/,
  },
  {
    name: "Python in the config, not permitted",
    input: { config: { __injected_components_py: python }, allow: "" },
    code: "config.custom_code_not_permitted",
    message: /`__injected_components_py`/,
  },
  {
    name: "--components-path, not permitted",
    input: { componentsPath: "/x/components.ts", allow: "false" },
    code: "config.custom_code_not_permitted",
    message: /Cannot run "\/x\/components\.ts"/,
  },
  {
    name: "no checksum",
    input: { config: { __injected_components_ts: typescript } },
    code: "config.injected_code",
    message: /`__injected_components_ts_checksums` is missing/,
  },
  {
    name: "another checksum",
    input: { config: withSums({ md5: sumOf(typescript, "md5"), sha256: "00" }) },
    code: "config.injected_code",
    message: /its sha256 is [0-9a-f]{64}, not the one in/,
  },
  {
    name: "an unknown checksum",
    input: { config: withSums({ crc32: "00" }) },
    code: "config.injected_code",
    message: /"crc32" in .* is no known checksum/,
  },
  {
    name: "Python in the config",
    input: {
      config: {
        __injected_components_py: python,
        __injected_components_py_checksums: { sha256: sumOf(python) },
      },
    },
    code: "manifest.custom_code",
    message:
      /Cannot run `__injected_components_py`: port source_declarative_manifest\.components\.Recent \(CustomRecordFilter\) to TypeScript, in `__injected_components_ts`/,
  },
  {
    name: "Python by --components-path, permitted or not",
    input: { componentsPath: "/x/components.py", allow: "" },
    code: "manifest.custom_code",
    message: /Cannot run "\/x\/components\.py": port source_declarative_manifest\.components\.Recent/,
  },
];

for (const { name, input, code, message } of refused) {
  Deno.test(`custom code is refused: ${name}`, () =>
    rejects(load(input), (error) => {
      if (!(error instanceof ConnectorError)) return false;
      strictEqual(error.code, code);
      match(error.message, message);
      if (code === "manifest.custom_code") {
        match(error.hint ?? "", /export const Recent = customRecordFilter/);
      }
      return true;
    }));
}
