/** GraphQL: one query, its connection followed by cursor to the end. */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { find, itemsAt } from "./items.ts";
import { type PageSender } from "./pages.ts";
import type { RequestFields } from "./options.ts";

/** What `http.graphql()` takes. */
export interface GraphqlOptions<T = JsonObject> {
  /** The query. A paged one takes its cursor in a variable (`$after` unless told otherwise). */
  query: string;
  /** Variables of every page. */
  variables?: { readonly [name: string]: Json | undefined };
  /**
   * Path below `data` to a connection: an object with `nodes` or `edges`, and `pageInfo { hasNextPage endCursor }`.
   * A list or an object is read as it is, without pages.
   */
  connection: string;
  /** The variable that takes the cursor; `after`. */
  cursorVariable?: string;
  /** The endpoint below the base URL; the base URL itself where left out. */
  path?: string;
  /** Goes on with the data that came where the response has errors as well; no where left out. */
  allowErrors?: boolean;
  /** Changes each node. */
  map?: (node: JsonObject) => T;
}

/** The nodes of each page. */
export async function* graphqlPages(
  sender: PageSender,
  options: GraphqlOptions<JsonObject>,
): AsyncGenerator<JsonObject[]> {
  const { query, connection, path = "", cursorVariable = "after", map } = options;
  let cursor: Json = null;
  for (;;) {
    const variables: JsonObject = {};
    for (const [name, value] of Object.entries(options.variables ?? {})) {
      if (value !== undefined) variables[name] = value;
    }
    if (cursor !== null) variables[cursorVariable] = cursor;
    const input: RequestFields = { method: "POST", json: { query, variables } };
    const response = await sender.send(path, input);
    if (!response) return;
    const body = await sender.decode(response, "json");
    refuseErrors(body, options.allowErrors === true, sender.stream);
    const data = isObject(body) ? body.data ?? null : null;
    const found = find(data, connection);
    const nodes = nodesOf(found ?? null, sender.stream);
    if (nodes.length > 0) yield map ? nodes.map(map) : nodes;
    const info = isObject(found) ? found.pageInfo : undefined;
    if (!isObject(info) || info.hasNextPage !== true) return;
    if (info.endCursor === undefined || info.endCursor === null || info.endCursor === cursor) {
      throw new ConnectorError("http.page_loop", {
        failureType: "system_error",
        message: `Cannot page on: the connection "${connection}" has a next page but no new endCursor`,
        hint:
          "Ask for `pageInfo { hasNextPage endCursor }` in the query, and use the cursor: `after: $after`",
        stream: sender.stream,
      });
    }
    cursor = info.endCursor;
  }
}

function nodesOf(found: Json, stream: string): JsonObject[] {
  if (!isObject(found)) return itemsAt(found, undefined, stream);
  if (Array.isArray(found.nodes)) return itemsAt(found, "nodes", stream).filter(Boolean);
  if (Array.isArray(found.edges)) return itemsAt(found, "edges.*.node", stream);
  return [found];
}

/** GraphQL answers 200 with `errors` where it fails. */
function refuseErrors(body: Json, allowed: boolean, stream: string): void {
  const errors = isObject(body) && Array.isArray(body.errors) ? body.errors : [];
  if (errors.length === 0 || (allowed && isObject(body) && isObject(body.data))) return;
  const texts = errors.map((error) =>
    isObject(error) && typeof error.message === "string" ? error.message : JSON.stringify(error)
  );
  throw new ConnectorError("http.graphql_errors", {
    failureType: "system_error",
    message: `The GraphQL query failed: ${texts.join("; ")}`,
    internalMessage: JSON.stringify(errors),
    stream,
  });
}
