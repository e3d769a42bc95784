import { ConnectorError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { asMapping, attribute, truthy } from "../jinja/python/host_object.ts";

/** What a {@link StreamSlice} is made of. */
export interface SliceParts {
  /** Which parent, region, account … */
  partition?: JsonObject;
  /** The cursor's window. */
  cursorSlice?: JsonObject;
  /** What travels along. */
  extraFields?: JsonObject | null;
}

/**
 * One unit of reading: the partition (which parent, which region) and the cursor's window. In templates it is a
 * mapping of both together, with the parts as `partition`, `cursor_slice` and `extra_fields`.
 */
export class StreamSlice {
  /** Which parent, region, account … */
  readonly partition: JsonObject;
  /** The cursor's window. */
  readonly cursorSlice: JsonObject;
  /** Fields that travel along, such as metadata of the parent record, but are not part of the partition. */
  readonly extraFields: JsonObject;
  #merged: JsonObject | undefined;

  /** A slice of its parts. @throws {ConnectorError} state.slice_overlap where a field is in both parts */
  constructor({ partition = {}, cursorSlice = {}, extraFields }: SliceParts = {}) {
    for (const key in cursorSlice) {
      if (Object.hasOwn(partition, key)) {
        throw new ConnectorError("state.slice_overlap", {
          failureType: "system_error",
          message: `Cannot make a stream slice: "${key}" is both a partition field and a cursor field`,
          internalMessage: "ValueError: Keys for partition and incremental sync cursor should not overlap",
        });
      }
    }
    this.partition = partition;
    this.cursorSlice = cursorSlice;
    this.extraFields = extraFields ?? {};
  }

  /** The value of a partition or cursor field. */
  get(key: string): JsonObject[string] | undefined {
    const merged = this.toObject();
    return Object.hasOwn(merged, key) ? merged[key] : undefined;
  }

  /** Partition and cursor fields in one plain object, made once; not to be changed. */
  toObject(): JsonObject {
    return this.#merged ??= { ...this.partition, ...this.cursorSlice };
  }

  /** The merged fields, as messages show them. */
  toJSON(): JsonObject {
    return this.toObject();
  }

  /** Its fields, for templates. */
  [asMapping](): JsonObject {
    return this.toObject();
  }

  /** Its parts by their Python names, for templates. */
  [attribute](name: string): unknown {
    switch (name) {
      case "partition":
      case "_partition":
        return this.partition;
      case "cursor_slice":
        return this.cursorSlice;
      case "extra_fields":
        return this.extraFields;
    }
    return undefined;
  }

  /** Whether it holds anything, for templates. */
  [truthy](): boolean {
    for (const _ in this.toObject()) return true;
    for (const _ in this.extraFields) return true;
    return false;
  }
}
