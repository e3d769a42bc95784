import type { JsonObject } from "../../../json.ts";

/** Gives a record other fields while it stays the same object. */
export function replaceRecord(record: JsonObject, fields: JsonObject): void {
  for (const key of Object.keys(record)) delete record[key];
  Object.assign(record, fields);
}
