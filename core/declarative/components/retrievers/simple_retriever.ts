import { ConnectorError } from "../../../errors.ts";
import type { ComponentNode } from "../../component.ts";
import { boolean, component, list, optional, slot, union } from "../../component.ts";
import { isObject } from "../../../json.ts";
import { checkPageSizeReduction } from "../../read/page_size_rules.ts";
import { pageReader } from "../../read/pages.ts";
import {
  checkLazyReading,
  readsParentLazily,
  refuseUnionUnderOffset,
  type RetrieverShape,
} from "../../read/restrictions.ts";
import { checkWindowSplitting } from "../../read/window_rules.ts";
import { splittingReader } from "../../read/window_splitting.ts";
import { jsonDecoder } from "../../read/json_decoder.ts";
import { pagePurpose } from "../../../sources/test_read.ts";
import type { BuildContext } from "../../context.ts";
import type { QueryProperties } from "../../roles.ts";

export const SimpleRetriever = component({
  type: "SimpleRetriever",
  role: "retriever",
  summary: "Reads a slice page by page: requester, paginator, decoder and record selector together",
  fields: {
    requester: slot("requester"),
    decoder: optional(slot("decoder")),
    record_selector: slot("record_selector", { implied: "RecordSelector" }),
    paginator: optional(slot("paginator")),
    pagination_reset: optional(slot("pagination_reset", { implied: "PaginationReset" })),
    page_size_reduction: optional(slot("page_size_reduction", { implied: "PageSizeReduction" })),
    request_window_splitting: optional(
      slot("request_window_splitting", { implied: "RequestWindowSplitting" }),
    ),
    ignore_stream_slicer_parameters_on_paginated_requests: optional(boolean(), false),
    partition_router: optional(union(slot("partition_router"), list(slot("partition_router")))),
  },
  build(def, ctx) {
    const decoder = def.decoder ? ctx.build(def.decoder) : jsonDecoder(ctx.env.log);
    const { key, properties } = queryProperties(def.requester, ctx);
    const scope = { decoder, queryPropertiesKey: key };
    const { name, fileUploader, definition } = ctx.stream;
    const sync = definition?.["retriever"] === undefined ? undefined : definition["incremental_sync"];
    const shape: RetrieverShape = {
      stream: name,
      requester: def.requester,
      paginator: def.paginator,
      decoder: def.decoder,
      reduction: def.page_size_reduction,
      splitting: def.request_window_splitting,
      incrementalSync: isObject(sync) ? sync : undefined,
      queriesProperties: properties !== undefined,
      uploadsFiles: fileUploader !== undefined,
      at: () => ctx.at(),
    };
    refuseUnionUnderOffset(def.paginator, def.record_selector["extractor"], () => ctx.at("paginator"));
    const firstSync = Object.keys(ctx.stream.state ?? ctx.env.streamState(name) ?? {}).length === 0;
    const readsLazily = !Array.isArray(def.partition_router) && readsParentLazily(def.partition_router);
    if (readsLazily) checkLazyReading(shape, firstSync);
    const lazy = readsLazily && firstSync;
    if (!lazy) {
      checkWindowSplitting(shape, ctx.env.log);
      checkPageSizeReduction(shape, ctx.env.log);
    }
    const reset = def.pagination_reset && ctx.build(def.pagination_reset);
    if (reset?.limit !== undefined && def.record_selector["record_filter"]) {
      throw new ConnectorError("manifest.unsupported", {
        failureType: "system_error",
        message: "Cannot limit the records of a pagination while a record filter drops some of them",
        at: ctx.at("pagination_reset"),
        hint: "Remove pagination_reset.limits or record_selector.record_filter",
      });
    }
    const read = pageReader({
      stream: ctx.stream.name,
      requester: ctx.build(def.requester, scope),
      decoder,
      selector: ctx.build(def.record_selector, scope),
      paginator: def.paginator && ctx.build(def.paginator, scope),
      fileUploader,
      cursor: ctx.stream.cursor,
      dataFeed: ctx.stream.dataFeed === true,
      properties: lazy ? undefined : properties,
      reset: lazy ? undefined : reset,
      reduction: def.page_size_reduction && ctx.build(def.page_size_reduction),
      lazy,
      purpose: lazy ? undefined : ctx.stream.requestPurpose ?? pagePurpose(name),
      sliceOptionsOnFirstPageOnly: def.ignore_stream_slicer_parameters_on_paginated_requests,
      env: ctx.env,
    });
    const splitting = def.request_window_splitting && ctx.build(def.request_window_splitting);
    return {
      read: splittingReader(read, {
        splitting,
        cursor: ctx.stream.cursor,
        stream: ctx.stream.name,
        env: ctx.env,
      }),
    };
  },
});

/** The one QueryProperties of a requester: a parameter's value, or one of its two fields for it. */
function queryProperties(requester: ComponentNode<"requester">, ctx: BuildContext): {
  key: string | undefined;
  properties: QueryProperties | undefined;
} {
  const parameters = requester["request_parameters"];
  const found = isObject(parameters)
    ? Object.entries(parameters).filter(([, value]) => isObject(value) && value["type"] === "QueryProperties")
    : [];
  const endpoint = requester["fetch_properties_from_endpoint"];
  if (found.length > 1 || (found.length === 1 && endpoint)) {
    throw new ConnectorError("manifest.query_properties", {
      failureType: "system_error",
      message: "Cannot build the requester: it defines more than one list of properties to query",
      at: ctx.at("requester"),
      hint: "Keep one QueryProperties in request_parameters, or query_properties",
    });
  }
  const [parameter] = found;
  if (parameter) return { key: parameter[0], properties: ctx.buildAs("query_properties", parameter[1]) };
  const node = endpoint
    ? { type: "QueryProperties", property_list: endpoint }
    : requester["query_properties"];
  return { key: undefined, properties: node ? ctx.buildAs("query_properties", node) : undefined };
}
