/** Mappings that templates see in place of plain objects. */
import type { JsonObject } from "../../json.ts";
import { asMapping, attribute, equals, type HostObject, item } from "./host_object.ts";

/** Headers as the CDK's error handlers see them: names in any case. */
export class CaseInsensitiveMapping implements HostObject {
  readonly #names: Map<string, string>;

  constructor(readonly headers: JsonObject) {
    this.#names = new Map(Object.keys(headers).map((name) => [name.toLowerCase(), name]));
  }

  [asMapping](): JsonObject {
    return this.headers;
  }

  [item](key: unknown): unknown {
    const name = typeof key === "string" ? this.#names.get(key.toLowerCase()) : undefined;
    return name === undefined ? undefined : this.headers[name];
  }

  toJSON(): JsonObject {
    return this.headers;
  }
}

/** The last record as the CDK's paginators see it: its fields, and all of them as `data`, even if one is named so. */
export class RecordMapping implements HostObject {
  readonly #attributes: ReadonlyMap<string, unknown>;

  constructor(readonly data: JsonObject, streamName: string, slice?: unknown) {
    this.#attributes = new Map([
      ["data", data],
      ["stream_name", streamName],
      ["associated_slice", slice ?? null],
      ["file_reference", null],
    ]);
  }

  [asMapping](): JsonObject {
    return this.data;
  }

  [attribute](name: string): unknown {
    return this.#attributes.get(name);
  }

  // A record of the CDK equals records only, not dicts with the same fields.
  [equals](other: unknown): boolean {
    return other instanceof RecordMapping && other.data === this.data;
  }

  toJSON(): JsonObject {
    return this.data;
  }
}
