import type { JsonObject } from "../../json.ts";

/** Stands where an extractor dropped an empty record: counted by pagination, never emitted. */
export const emptyRecord: JsonObject = Object.freeze({});
