import { ConnectorError } from "../../../errors.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import {
  boolean,
  choice,
  component,
  type ComponentNode,
  list,
  optional,
  slot,
  template,
} from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import { deepCopy } from "../../read/deep_copy.ts";
import { fieldPath } from "../../read/field_path.ts";
import { lookUp, singlePath } from "../../read/single_path.ts";
import type { Retriever } from "../../roles.ts";
import { withoutLists } from "./without_lists.ts";

export const RecordExpander = component({
  type: "RecordExpander",
  role: "record_expander",
  summary: "Makes a record of each item in a nested list",
  fields: {
    expand_records_from_field: list(template()),
    remain_original_record: optional(boolean(), false),
    parent_fields: optional(list(slot("parent_field_path", { implied: "ParentFieldPath" })), []),
    merge_parent: optional(boolean(), false),
    on_no_records: optional(choice("skip", "emit_parent"), "skip"),
    truncation_indicator_path: optional(list(template()), []),
    truncated_list_retriever: optional(slot("retriever", { only: ["CustomRetriever", "SimpleRetriever"] })),
  },
  build(def, ctx) {
    const path = fieldPath(def.expand_records_from_field, ctx);
    const copies = (def.parent_fields ?? []).map((node) => ctx.build(node));
    const indicator = singlePath(def.truncation_indicator_path ?? [], "truncation_indicator_path", ctx);
    const retriever = def.truncated_list_retriever && listRetriever(def.truncated_list_retriever, ctx);
    if (retriever) {
      if (indicator.length === 0) {
        throw new ConnectorError("manifest.missing_field", {
          failureType: "system_error",
          message: "Cannot tell a truncated list: truncation_indicator_path is missing",
          at: ctx.at(),
          hint: "Name the field that says whether the nested list is truncated",
        });
      }
      singlePath(def.expand_records_from_field, "expand_records_from_field", ctx);
    }
    const carriesParent = def.remain_original_record || def.merge_parent || copies.length > 0;
    const warned = new Set<string>();
    const warn = (kind: string, text: string) => {
      if (!warned.has(kind)) {
        ctx.env.log("WARN", `${text} Other records of the stream may be affected as well.`);
      }
      warned.add(kind);
    };

    function child(parent: JsonObject, item: Json, base: JsonObject | undefined): Json {
      if (!isObject(item) && !carriesParent) return item;
      let record: JsonObject = isObject(item) ? { ...item } : { value: item };
      // In this order: a named copy may overwrite a merged value, and the original stands above both.
      if (base) record = { ...deepCopy(base), ...record };
      for (const copy of copies) copy(parent, record);
      if (def.remain_original_record) record["original_record"] = deepCopy(parent);
      return record;
    }

    async function fetchAll(
      parent: JsonObject,
      from: Retriever,
      base: JsonObject | undefined,
    ): Promise<Json[]> {
      const items: Json[] = [];
      for await (const { records } of from.read(new StreamSlice({ partition: { parent_record: parent } }))) {
        for (const record of records) items.push(child(parent, record, base));
      }
      const total = totalCount(parent, indicator);
      if (total !== undefined && items.length < total && !ctx.env.limits) {
        warn(
          "incomplete",
          `Fetched ${items.length} of the ${total} items of a truncated list: it is incomplete.`,
        );
      }
      return items;
    }

    async function expand(parent: Json): Promise<Json[]> {
      if (!isObject(parent) || def.expand_records_from_field.length === 0) return [parent];
      const flag = indicator.length > 0 ? lookUp(parent, indicator) : undefined;
      const truncated = flag !== undefined && truthy(flag);
      const base = def.merge_parent ? withoutLists(parent, path.segments()) : undefined;
      if (truncated && retriever) {
        const fetched = await fetchAll(parent, retriever, base);
        if (fetched.length > 0) return fetched;
      }
      const lists = path.current().values(parent).filter((value): value is Json[] => Array.isArray(value));
      const items = lists.flat(1);
      if (truncated && !retriever) {
        const total = totalCount(parent, indicator) ?? "more";
        warn("truncated", `Expanded the ${items.length} embedded of ${total} items of a truncated list.`);
      }
      if (items.length === 0 && def.on_no_records === "emit_parent") return [parent];
      return items.map((item) => child(parent, item, base));
    }
    return Object.assign(expand, { fetches: retriever !== undefined });
  },
});

/** What an API says of the whole list, next to the sign that it is truncated. */
function totalCount(parent: JsonObject, indicator: readonly unknown[]): number | undefined {
  const total = lookUp(parent, [...indicator.slice(0, -1), "total_count"]);
  return typeof total === "number" && Number.isInteger(total) ? total : undefined;
}

function listRetriever(node: ComponentNode<"retriever">, ctx: BuildContext): Retriever {
  for (const field of ["partition_router", "pagination_reset"]) {
    const value = node[field];
    if (value === undefined || !truthy(value)) continue;
    throw new ConnectorError("manifest.unsupported", {
      failureType: "system_error",
      message: `Cannot use ${field} in a truncated_list_retriever`,
      at: ctx.at("truncated_list_retriever"),
      hint: `Remove ${field}: the retriever reads one list per record`,
    });
  }
  return ctx.build(node, {
    requestPurpose: {
      title: "Record expander 'record_expander_truncated_list' request",
      description: "Request performed in order to fetch the complete nested list of a truncated record.",
      auxiliary: true,
    },
    name: "record_expander_truncated_list",
    primaryKey: undefined,
    cursor: undefined,
    transformations: [],
    fileUploader: undefined,
    clientSideIncremental: false,
    dataFeed: false,
  });
}
