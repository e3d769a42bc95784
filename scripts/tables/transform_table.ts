/** Replays the transform table: transformations, filters, extractors, decoders, selectors, normalization. */
import { buildComponent, type TestOptions } from "../../core/declarative/test_context.ts";
import { emptyRecord } from "../../core/declarative/read/empty_record.ts";
import { compileNormalization } from "../../core/declarative/read/normalize.ts";
import type { Decoder, RecordScope } from "../../core/declarative/roles.ts";
import { HeaderTable } from "../../core/http/headers.ts";
import { BufferedResponse } from "../../core/http/response.ts";
import { repr } from "../../core/jinja/python/text.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { StreamSlice } from "../../core/sources/stream_slice.ts";
import { decode, difference, encode, equalInOrder, type Result, type TableRow } from "./table.ts";

const transformations = new Set([
  ...["AddFields", "RemoveFields", "KeysToLower", "KeysToSnakeCase", "KeysReplace", "FlattenFields"],
  "DpathFlattenFields",
]);

export async function run(row: TableRow): Promise<Result> {
  try {
    const value = await answer(row);
    return { value, repr: hasPythonOrder(value) ? repr(value) : undefined };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Key order counts, but JavaScript puts keys that look like list indices first. */
export function differs(row: TableRow, result: Result): string | undefined {
  // The None key of Python's DictReader is "null" in JSON, here and there.
  const expect = JSON.stringify(row.expect).includes("[null,") ? undefined : row.expect;
  const found = difference({ ...row, expect: expect ?? withoutNoneKeys(row.expect ?? null) }, result);
  if (found !== undefined || !("value" in result)) return found;
  if (!isObject(row.expect) || !hasPythonOrder([row.input ?? null, result.value])) return undefined;
  if (expect === undefined || equalInOrder(row.expect["value"], encode(result.value))) return undefined;
  return `same values, other key order: ${JSON.stringify(encode(result.value))}`;
}

function withoutNoneKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNoneKeys);
  if (!isObject(value)) return value;
  const pairs = value["$dict"];
  if (Array.isArray(pairs)) {
    return Object.fromEntries(
      pairs.map((pair) => Array.isArray(pair) ? [String(pair[0]), pair[1] ?? null] : ["", null]),
    );
  }
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => key !== "repr").map((
      [key, part],
    ) => [key, withoutNoneKeys(part)]),
  );
}

function hasPythonOrder(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(hasPythonOrder);
  if (!isObject(value)) return true;
  return Object.entries(value).every(([key, part]) => !/^(?:0|[1-9]\d*)$/.test(key) && hasPythonOrder(part));
}

async function answer({ component, config, input, transformations: list }: TableRow): Promise<unknown> {
  if (!isObject(component) || !isObject(input)) throw new Error("a row needs a component and an input");
  const type = String(component["type"]);
  const options: TestOptions = { config: isObject(config) ? config : {} };
  const scope: RecordScope = {
    slice: sliceOf(input["stream_slice"]),
    nextPageToken: decode(input["next_page_token"]) as RecordScope["nextPageToken"],
  };

  if (transformations.has(type)) {
    const transform = buildComponent("transformation", component, options);
    await transform.ready;
    const given = decode(input["record"]) as JsonObject;
    const record = transform(given, scope) ?? given;
    return type === "KeysToLower"
      ? Object.fromEntries(Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1))
      : record;
  }
  if (type === "RecordFilter") {
    const keeps = buildComponent("record_filter", component, options);
    return (decode(input["records"]) as JsonObject[]).filter((record) => keeps(record, scope));
  }
  if (type === "SchemaNormalization") {
    const record = decode(input["record"]) as JsonObject;
    const { schema } = component;
    if (isObject(schema) && Object.keys(schema).length > 0) compileNormalization(schema)(record);
    return record;
  }

  const response = await responseOf(input);
  if (type.endsWith("Decoder")) return await items(buildComponent("decoder", component, options), response);
  const decoder = isObject(input["decoder"])
    ? buildComponent("decoder", input["decoder"], options)
    : buildComponent("decoder", { type: "JsonDecoder" }, options);
  const stream = { decoder };
  if (type === "RecordSelector") {
    const schema = isObject(input["schema"]) ? input["schema"] : {};
    const selector = buildComponent("record_selector", component, {
      ...options,
      stream: {
        ...stream,
        schema: () => schema,
        transformations: (Array.isArray(list) ? list : []).filter(isObject)
          .map((node) => buildComponent("transformation", node, options)),
      },
    });
    return (await selector.select(await items(decoder, response), { ...scope, response })).records;
  }
  const extract = buildComponent("extractor", component, { ...options, stream });
  const records: Json[] = [];
  for (const item of await items(decoder, response)) {
    records.push(...await extract(item, { ...scope, response }));
  }
  return records.filter((record) => record !== emptyRecord);
}

async function items(decoder: Decoder, response: BufferedResponse): Promise<Json[]> {
  const found: Json[] = [];
  for await (const batch of decoder.decode(response)) found.push(...batch);
  return found;
}

function sliceOf(value: Json | undefined): StreamSlice | undefined {
  if (!isObject(value)) return undefined;
  const part = (name: string) => isObject(value[name]) ? value[name] : {};
  return new StreamSlice({
    partition: part("partition"),
    cursorSlice: part("cursor_slice"),
    extraFields: part("extra_fields"),
  });
}

async function responseOf(input: JsonObject): Promise<BufferedResponse> {
  const headers = isObject(input["headers"]) ? input["headers"] : {};
  const packed = input["body_base64"];
  let body: Uint8Array<ArrayBuffer> = typeof packed === "string"
    ? Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))
    : new TextEncoder().encode(String(input["body"]));
  // The network layer undoes the Content-Encoding before anybody sees the body.
  if (headers["Content-Encoding"] === "gzip" && body[0] === 0x1f && body[1] === 0x8b) {
    const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"));
    body = new Uint8Array(await new Response(stream).arrayBuffer());
  }
  return new BufferedResponse({
    status: 200,
    reason: "OK",
    headers: new HeaderTable(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    url: "https://api.example.com/",
    request: { method: "GET", url: "https://api.example.com/", headers: {}, body: undefined },
    body,
  });
}
