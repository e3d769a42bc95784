import { parseDatetime } from "../../datetime/mod.ts";
import type { Json, JsonObject } from "../../json.ts";

/** Finds top-level fields that hold a time in one format in every record. */
export interface DatetimeInferrer {
  add(record: JsonObject): void;
  /** Field → format. */
  formats(): JsonObject;
}

const formats = [
  "%Y-%m-%d",
  "%Y-%m-%d %H:%M:%S",
  "%Y-%m-%dT%H:%M:%SZ",
  "%Y-%m-%dT%H:%M:%S.%fZ",
  "%Y-%m-%d %H:%M:%S.%f%z",
  "%Y-%m-%dT%H:%M:%S.%f%z",
  "%s",
  "%ms",
  "%d/%m/%Y %H:%M",
  "%Y-%m",
  "%d-%m-%Y",
];

export function datetimeInferrer(): DatetimeInferrer {
  let candidates: Map<string, string> | undefined;
  return {
    add(record) {
      if (!candidates) {
        candidates = new Map();
        for (const [field, value] of Object.entries(record)) {
          const format = mayBeTime(value) ? formats.find((one) => fits(value, one)) : undefined;
          if (format) candidates.set(field, format);
        }
        return;
      }
      for (const [field, format] of candidates) {
        const value = record[field] ?? null;
        if (!mayBeTime(value) || !fits(value, format)) candidates.delete(field);
      }
    },
    formats: () => Object.fromEntries(candidates ?? []),
  };
}

/** Text, or a number of seconds or milliseconds of these decades. */
function mayBeTime(value: Json): boolean {
  if (typeof value === "string" && !/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(value)) return true;
  if (typeof value !== "string" && !(typeof value === "number" && Number.isInteger(value))) return false;
  const number = Number(typeof value === "string" ? value.replaceAll("_", "") : value);
  return (number >= 1e9 && number < 2e9) || (number >= 1e12 && number < 2e12);
}

function fits(value: Json, format: string): boolean {
  try {
    parseDatetime(value, format);
    return true;
  } catch {
    return false;
  }
}
