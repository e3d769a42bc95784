import { ConnectorError } from "../../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import { component, list, optional, slot } from "../../component.ts";
import { deepCopy } from "../../read/deep_copy.ts";
import type { ComplexFieldType, FieldType, Retriever, TypesMap } from "../../roles.ts";

export const DynamicSchemaLoader = component({
  type: "DynamicSchemaLoader",
  role: "schema_loader",
  summary: "The stream's schema, made from a record that the API describes it with",
  fields: {
    retriever: slot("retriever"),
    schema_type_identifier: slot("schema_type_identifier", { implied: "SchemaTypeIdentifier" }),
    schema_filter: optional(slot("record_filter", { implied: "RecordFilter" })),
    schema_transformations: optional(list(slot("transformation")), []),
  },
  build(def, ctx) {
    const retriever = ctx.build(def.retriever, {
      name: "dynamic_properties",
      primaryKey: undefined,
      cursor: undefined,
      clientSideIncremental: false,
      dataFeed: false,
      transformations: [],
      fileUploader: undefined,
      useCache: true,
      requestPurpose: {
        title: "Schema loader 'dynamic_properties' request",
        description: "Request performed in order to extract schema.",
        stream: "dynamic_properties",
        auxiliary: true,
      },
    });
    if (retriever.slices && def.retriever["partition_router"]) {
      throw new ConnectorError("manifest.unsupported", {
        failureType: "system_error",
        message: "Cannot read a schema from jobs of several partitions: only the first record is read",
        at: ctx.at("retriever"),
        hint: "Remove the partition_router from the schema loader's AsyncRetriever",
      });
    }
    const identifier = ctx.build(def.schema_type_identifier);
    const keeps = def.schema_filter && ctx.build(def.schema_filter);
    const transformations = (def.schema_transformations ?? []).map((node) => ctx.build(node));
    const scope = { slice: undefined, nextPageToken: undefined };

    async function properties(): Promise<JsonObject> {
      const found: JsonObject = {};
      const record = await firstRecord(retriever);
      const definitions = record === undefined ? [] : identifier.properties(record);
      for (const property of entriesOf(definitions)) {
        const key = identifier.key(property);
        if (typeof key !== "string") throw invalid(`its key must be a string, not ${JSON.stringify(key)}`);
        found[key] = schemaOf(mapped(identifier.type(property), property, identifier.mapping));
      }
      return found;
    }

    return {
      async schema() {
        let kept = await properties();
        if (keeps) {
          kept = Object.fromEntries(
            Object.entries(kept).filter(([name, value]) => keeps({ [name]: value }, scope)),
          );
        }
        for (const transform of transformations) {
          await transform.ready;
          kept = transform(kept, scope) ?? kept;
        }
        return {
          $schema: "https://json-schema.org/draft-07/schema#",
          type: "object",
          additionalProperties: true,
          properties: kept,
        };
      },
    };
  },
});

/** The first record of the first slice; the rest is not asked for. */
async function firstRecord(retriever: Retriever): Promise<JsonObject | undefined> {
  const read = async (slice: StreamSlice) => {
    for await (const { records } of retriever.read(slice)) if (records[0]) return records[0];
    return undefined;
  };
  if (!retriever.slices) return await read(new StreamSlice());
  for await (const slice of retriever.slices()) {
    const record = await read(slice);
    if (record) return record;
  }
  return undefined;
}

/** What Python iterates over: items of a list, names of an object. */
function entriesOf(definitions: Json): Json[] {
  if (Array.isArray(definitions)) return definitions;
  if (isObject(definitions)) return Object.keys(definitions);
  throw invalid("its properties are neither a list nor an object");
}

function mapped(type: Json, property: Json, mapping: readonly TypesMap[]): Json | FieldType {
  for (const { current, target, applies } of mapping) {
    // Every condition is evaluated, so that one which fails does so at the same place as in Python.
    const holds = applies(property);
    if (holds && JSON.stringify(type) === JSON.stringify(current)) return target;
  }
  return type;
}

function schemaOf(type: Json | FieldType): JsonObject {
  if (typeof type === "string") return airbyteType(type);
  if (Array.isArray(type)) {
    const [first, second] = type;
    if (type.length === 2 && typeof first === "string" && typeof second === "string") {
      return { oneOf: [airbyteType(first), airbyteType(second)] };
    }
  } else if (isComplex(type)) return complexType(type);
  throw invalid(`a type must be a string or a list of two strings, not ${JSON.stringify(type)}`);
}

function isComplex(type: Json | FieldType): type is ComplexFieldType {
  return typeof type === "object" && type !== null && "fieldType" in type;
}

function complexType({ fieldType, items }: ComplexFieldType): JsonObject {
  const schema = airbyteType(fieldType);
  if (items !== undefined) {
    schema["items"] = typeof items === "string" ? airbyteType(items) : complexType(items);
  }
  return schema;
}

function airbyteType(name: string): JsonObject {
  const schema = Object.hasOwn(airbyteTypes, name) ? airbyteTypes[name] : undefined;
  if (schema === undefined) throw invalid(`"${name}" is no data type of Airbyte`);
  return deepCopy(schema);
}

const nullable = (type: string, more: JsonObject = {}): JsonObject => ({ type: ["null", type], ...more });
const airbyteTypes: Record<string, JsonObject> = {
  string: nullable("string"),
  boolean: nullable("boolean"),
  date: nullable("string", { format: "date" }),
  timestamp_without_timezone: nullable("string", {
    format: "date-time",
    airbyte_type: "timestamp_without_timezone",
  }),
  timestamp_with_timezone: nullable("string", { format: "date-time" }),
  time_without_timezone: nullable("string", { format: "time", airbyte_type: "time_without_timezone" }),
  time_with_timezone: nullable("string", { format: "time", airbyte_type: "time_with_timezone" }),
  integer: nullable("integer"),
  number: nullable("number"),
  array: nullable("array"),
  object: nullable("object"),
};

function invalid(reason: string): ConnectorError {
  return new ConnectorError("record.dynamic_schema", {
    failureType: "system_error",
    message: `Cannot make a schema of the API's answer: ${reason}`,
    hint: `Known types: ${Object.keys(airbyteTypes).join(", ")}`,
  });
}
