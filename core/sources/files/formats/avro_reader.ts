/** Avro's binary encoding: a schema is compiled once to a function that reads its values. */
import { ConnectorError } from "../../../errors.ts";
import { Float, floatText, isObject, type Json, type JsonObject } from "../../../json.ts";
import {
  bytesText,
  dateText,
  dateTimeText,
  decimalText,
  integerOf,
  integerOfBytes,
  timeText,
} from "./values.ts";

/** Bytes with a place in them. */
export interface AvroInput {
  /** A length or a number: zigzag, seven bits a byte. */
  long(): bigint;
  /** As `long`, for values that nobody expects beyond 2^53. */
  small(): number;
  unsigned(): bigint;
  byte(): number;
  bytes(count: number): Uint8Array;
  float(): number;
  double(): number;
}

/** @throws {ConnectorError} record.avro, by its methods: where the bytes are used up */
export function avroInput(data: Uint8Array): AvroInput {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = 0;
  const take = (count: number): number => {
    const from = at;
    if (count < 0 || from + count > data.length) throw unreadable("a block ends too early");
    at += count;
    return from;
  };
  const unsigned = (): bigint => {
    let value = 0n;
    for (let shift = 0n;; shift += 7n) {
      const byte = data[take(1)]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const long = (): bigint => {
    const value = unsigned();
    return value & 1n ? -(value >> 1n) - 1n : value >> 1n;
  };
  return {
    long,
    unsigned,
    small() {
      let value = 0;
      let from = at;
      // Four bytes hold 28 bits, which plain numbers shift.
      for (let shift = 0; shift < 28; shift += 7) {
        const byte = data[from++];
        if (byte === undefined) break;
        value |= (byte & 127) << shift;
        if (byte < 128) {
          at = from;
          return value >>> 1 ^ -(value & 1);
        }
      }
      return Number(long());
    },
    byte: () => data[take(1)]!,
    bytes(count) {
      const from = take(count);
      return data.subarray(from, from + count);
    },
    float: () => view.getFloat32(take(4), true),
    double: () => view.getFloat64(take(8), true),
  };
}

export type ReadValue = (input: AvroInput) => Json;

/** @throws {ConnectorError} record.avro where the schema is not known */
export function compileReader(schema: Json, doubleAsString: boolean): ReadValue {
  return compile(schema, "", { types: new Map(), doubleAsString });
}

interface Names {
  /** Named types; a type may be within itself. */
  readonly types: Map<string, { read: ReadValue }>;
  readonly doubleAsString: boolean;
}

/** The full name of a type that is named within a namespace. */
export function fullName(name: string, namespace: string): string {
  return name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
}

function compile(schema: Json, namespace: string, names: Names): ReadValue {
  if (Array.isArray(schema)) {
    const branches = schema.map((branch) => compile(branch, namespace, names));
    return (input) => {
      const branch = branches[input.small()];
      if (!branch) throw unreadable("a union has no such type");
      return branch(input);
    };
  }
  if (typeof schema === "string") return named(schema, namespace, names);
  if (!isObject(schema)) throw unreadable("its schema is no Avro schema");
  const { type } = schema;
  if (typeof type !== "string") return compile(type ?? null, namespace, names);
  const logical = logicalReader(schema);
  if (typeof schema.name === "string" && ["record", "error", "enum", "fixed"].includes(type)) {
    const full = fullName(schema.name, String(schema.namespace ?? namespace));
    const holder: { read: ReadValue } = { read: () => null };
    names.types.set(full, holder);
    const inner = full.includes(".") ? full.slice(0, full.lastIndexOf(".")) : "";
    return holder.read = logical ?? complex(type, schema, inner, names);
  }
  return logical ?? complex(type, schema, namespace, names);
}

function named(type: string, namespace: string, names: Names): ReadValue {
  const simple = primitive(type, names.doubleAsString);
  if (simple) return simple;
  const holder = names.types.get(fullName(type, namespace)) ?? names.types.get(type);
  if (!holder) throw unreadable(`its schema names the unknown type "${type}"`);
  return (input) => holder.read(input);
}

function primitive(type: string, doubleAsString: boolean): ReadValue | undefined {
  switch (type) {
    case "null":
      return () => null;
    case "boolean":
      return (input) => input.byte() !== 0;
    case "int":
      return (input) => input.small();
    case "long":
      return (input) => integerOf(input.long());
    case "float":
      return (input) => Float.of(input.float());
    case "double":
      return doubleAsString ? (input) => floatText(input.double()) : (input) => Float.of(input.double());
    case "bytes":
    case "string":
      return (input) => bytesText(input.bytes(input.small()));
  }
  return undefined;
}

function complex(type: string, schema: JsonObject, namespace: string, names: Names): ReadValue {
  switch (type) {
    case "record":
    case "error": {
      const fields = (Array.isArray(schema.fields) ? schema.fields : []).filter(isObject)
        .map((field) => ({ name: String(field.name), read: compile(field.type ?? null, namespace, names) }));
      return (input) => {
        const record: JsonObject = {};
        for (const { name, read } of fields) record[name] = read(input);
        return record;
      };
    }
    case "enum": {
      const symbols = Array.isArray(schema.symbols) ? schema.symbols : [];
      return (input) => symbols[input.small()] ?? null;
    }
    case "fixed": {
      const size = Number(schema.size);
      return (input) => bytesText(input.bytes(size));
    }
    case "array": {
      const item = compile(schema.items ?? null, namespace, names);
      return (input) => {
        const list: Json[] = [];
        for (let left = blockCount(input); left > 0; left = blockCount(input)) {
          for (; left > 0; left--) list.push(item(input));
        }
        return list;
      };
    }
    case "map": {
      const value = compile(schema.values ?? null, namespace, names);
      return (input) => {
        const map: JsonObject = {};
        for (let left = blockCount(input); left > 0; left = blockCount(input)) {
          for (; left > 0; left--) {
            const key = bytesText(input.bytes(input.small()));
            map[key] = value(input);
          }
        }
        return map;
      };
    }
  }
  return named(type, namespace, names);
}

/** A negative count is followed by the size of the block. */
function blockCount(input: AvroInput): number {
  const count = input.small();
  if (count >= 0) return count;
  input.small();
  return -count;
}

/** Undefined where there is no logical type, or one that is not known: Avro reads the type beneath then. */
function logicalReader({ type, logicalType, scale = 0, size }: JsonObject): ReadValue | undefined {
  switch (logicalType) {
    case "decimal": {
      const places = Number(scale);
      if (type === "bytes") return (input) => decimalText(integerOfBytes(input.bytes(input.small())), places);
      if (type === "fixed") return (input) => decimalText(integerOfBytes(input.bytes(Number(size))), places);
      return undefined;
    }
    case "date":
      return (input) => dateText(input.small());
    case "time-millis":
      return (input) => timeText(input.long(), 1_000n);
    case "time-micros":
      return (input) => timeText(input.long(), 1_000_000n);
    case "timestamp-millis":
      return (input) => `${dateTimeText(input.long(), 1_000n, 3)}+00:00`;
    case "timestamp-micros":
      return (input) => `${dateTimeText(input.long(), 1_000_000n, 6)}+00:00`;
    case "local-timestamp-millis":
      return (input) => dateTimeText(input.long(), 1_000n, 3);
    case "local-timestamp-micros":
      return (input) => dateTimeText(input.long(), 1_000_000n, 6);
  }
  return undefined;
}

export function unreadable(reason: string): ConnectorError {
  return new ConnectorError("record.avro", {
    failureType: "config_error",
    message: `Cannot read the Avro: ${reason}`,
  });
}
