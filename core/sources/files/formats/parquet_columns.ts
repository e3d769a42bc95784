/** The columns of a Parquet file: their schemas, and how their values become JSON. */
import type { SchemaElement, SchemaTree } from "hyparquet";
import { Float, isObject, type Json, type JsonObject } from "../../../json.ts";
import {
  bytesText,
  type Convert,
  dateText,
  dateTimeText,
  decimalText,
  integerOf,
  integerOfBytes,
  type TickRate,
  timeText,
} from "./values.ts";

export interface Column {
  readonly name: string;
  readonly schema: JsonObject;
  readonly convert: Convert;
  /** It holds single values. */
  readonly isFlat: boolean;
}

/**
 * The columns of a file. Takes from the tree what it says of dates, decimals and bytes, so that the reader gives
 * their values as they are stored: it would lose digits of them.
 */
export function columnsOf(root: SchemaTree, decimalAsFloat: boolean): Column[] {
  return root.children.map((tree) => ({
    name: tree.element.name,
    isFlat: tree.children.length === 0 && tree.element.repetition_type !== "REPEATED",
    ...kindOf(tree, decimalAsFloat),
  }));
}

interface Kind {
  schema: JsonObject;
  convert: Convert;
}

function kindOf(tree: SchemaTree, decimalAsFloat: boolean): Kind {
  const { element, children } = tree;
  if (children.length === 0) {
    const leaf = leafKind(element, decimalAsFloat);
    return element.repetition_type === "REPEATED" ? listOf(leaf) : leaf;
  }
  const [child] = children;
  if (element.converted_type === "LIST" || element.logical_type?.type === "LIST") {
    const inner = child && child.children.length === 1 ? child.children[0] : child;
    return listOf(inner ? kindOf(inner, decimalAsFloat) : { schema: {}, convert: plain });
  }
  const isMap = ["MAP", "MAP_KEY_VALUE"].includes(element.converted_type ?? "") ||
    element.logical_type?.type === "MAP";
  if (isMap && child) {
    const value = child.children[1] ? kindOf(child.children[1], decimalAsFloat) : undefined;
    const key = child.children[0] ? kindOf(child.children[0], decimalAsFloat) : undefined;
    return { schema: { type: "object" }, convert: mapOf(key?.convert ?? plain, value?.convert ?? plain) };
  }
  const fields = children.map((field) =>
    [field.element.name, kindOf(field, decimalAsFloat).convert] as const
  );
  const struct: Kind = {
    schema: { type: "object" },
    convert: (value) => {
      const record: JsonObject = {};
      for (const [name, convert] of fields) record[name] = orNull(propertyOf(value, name), convert);
      return record;
    },
  };
  return element.repetition_type === "REPEATED" ? listOf(struct) : struct;
}

function listOf({ convert }: Kind): Kind {
  return {
    schema: { type: "array" },
    convert: (value) => Array.isArray(value) ? value.map((item) => orNull(item, convert)) : null,
  };
}

function mapOf(key: Convert, value: Convert): Convert {
  return (map) => {
    const record: JsonObject = {};
    for (const [name, item] of Object.entries(map ?? {})) record[String(key(name))] = orNull(item, value);
    return record;
  };
}

function propertyOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function orNull(value: unknown, convert: Convert): Json {
  return value === null || value === undefined ? null : convert(value);
}

const rates: Record<string, TickRate> = { MILLIS: 1_000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n };

function leafKind(element: SchemaElement, decimalAsFloat: boolean): Kind {
  const { type, converted_type: converted, logical_type: logical } = element;
  /** The reader gives what is stored. */
  const stored = () => {
    delete element.converted_type;
    delete element.logical_type;
  };
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") {
    const scale = element.scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0);
    stored();
    if (!decimalAsFloat) {
      return {
        schema: { type: "string" },
        convert: (value) => decimalText(bigintOf(value), scale),
      };
    }
    return {
      schema: { type: "number" },
      convert: (value) => Float.of(Number(decimalText(bigintOf(value), scale))),
    };
  }
  if (type === "INT96") {
    return { schema: dateTime, convert: (value) => dateTimeText(bigintOf(value), 1_000_000_000n) };
  }
  if (converted === "DATE" || logical?.type === "DATE") {
    stored();
    return { schema: { type: "string", format: "date" }, convert: (value) => dateText(Number(value)) };
  }
  const timestamp = /^TIMESTAMP_(MILLIS|MICROS)$/.exec(converted ?? "")?.[1];
  if (logical?.type === "TIMESTAMP" || timestamp) {
    // Without a logical type a timestamp is in UTC.
    const [unit, zone] = logical?.type === "TIMESTAMP"
      ? [logical.unit, logical.isAdjustedToUTC ? "+00:00" : ""]
      : [timestamp ?? "MILLIS", "+00:00"];
    const rate = rates[unit] ?? 1_000n;
    stored();
    return { schema: dateTime, convert: (value) => dateTimeText(bigintOf(value), rate) + zone };
  }
  const time = /^TIME_(MILLIS|MICROS)$/.exec(converted ?? "")?.[1];
  if (logical?.type === "TIME" || time) {
    const rate = rates[logical?.type === "TIME" ? logical.unit : time ?? "MILLIS"] ?? 1_000n;
    stored();
    return { schema: { type: "string" }, convert: (value) => timeText(bigintOf(value), rate) };
  }
  if (logical?.type === "NULL") return { schema: { type: "null" }, convert: () => null };
  if (logical?.type === "UUID") return { schema: { type: "string" }, convert: (value) => String(value) };
  if (logical?.type === "FLOAT16") {
    return {
      schema: { type: "number" },
      convert: (value) => Float.of(Number(value)),
    };
  }
  switch (type) {
    case "BOOLEAN":
      return { schema: { type: "boolean" }, convert: (value) => value === true };
    case "INT32":
      return { schema: { type: "integer" }, convert: (value) => Number(value) };
    case "INT64":
      return { schema: { type: "integer" }, convert: (value) => integerOf(bigintOf(value)) };
    case "FLOAT":
    case "DOUBLE":
      return { schema: { type: "number" }, convert: (value) => Float.of(Number(value)) };
    default:
      // JSON and enums are text as well.
      if (converted !== "UTF8" && logical?.type !== "STRING") stored();
      return {
        schema: { type: "string" },
        convert: (value) => value instanceof Uint8Array ? bytesText(value) : String(value),
      };
  }
}

const dateTime: JsonObject = { type: "string", format: "date-time" };

function bigintOf(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  return value instanceof Uint8Array ? integerOfBytes(value) : BigInt(Number(value));
}

function plain(value: unknown): Json {
  return typeof value === "string" ? value : String(value);
}
