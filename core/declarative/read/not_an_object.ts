import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";

/** What a list, text or number is told where only an object has a meaning. */
export function notAnObject(record: Json): ConnectorError {
  return new ConnectorError("record.not_an_object", {
    failureType: "system_error",
    message: `Cannot read a record: ${JSON.stringify(record)?.slice(0, 100)} is not an object`,
    hint: "Let the extractor's field_path lead to objects, or to a list of objects",
  });
}

/** @throws {ConnectorError} record.not_an_object: an extractor may find lists, which not everything can take. */
export function mustBeObject(record: Json): asserts record is JsonObject {
  if (!isObject(record)) throw notAnObject(record);
}
