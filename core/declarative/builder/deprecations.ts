import { isObject, type Json, type JsonObject } from "../../json.ts";

/** Old fields of components, and what to write instead. */
const deprecated: Record<string, Record<string, string>> = {
  HttpRequester: {
    url_base: "Use `url` field instead.",
    path: "Use `url` field instead.",
    fetch_properties_from_endpoint: "Use `query_properties` field instead.",
    request_body_data: "Use `request_body` field instead.",
    request_body_json: "Use `request_body` field instead.",
  },
};

/** Warnings about old fields in the streams of a resolved manifest, each once. */
export function deprecationWarnings({ streams = null, dynamic_streams = null }: JsonObject): string[] {
  const warnings = new Set<string>();
  function visit(node: Json): void {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isObject(node)) return;
    const fields = typeof node["type"] === "string" ? deprecated[node["type"]] : undefined;
    for (const field of fields ? Object.keys(node) : []) {
      const advice = fields?.[field];
      if (advice) {
        warnings.add(`Component type: \`${node["type"]}\`. Field '${field}' is deprecated. ${advice}`);
      }
    }
    // Parents have their own say where they are read as streams.
    for (const [key, value] of Object.entries(node)) if (key !== "parent_stream_configs") visit(value);
  }
  visit(streams);
  visit(dynamic_streams);
  return [...warnings];
}
