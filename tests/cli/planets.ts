/** A small API and the connector that reads it, for tests of the command line. */

/** Starts an API; a test gives the answers. */
export function startApi(answer: (url: URL, request: Request) => Response | Promise<Response>) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => new Response("bug", { status: 500 }) },
    (request) => answer(new URL(request.url), request),
  );
  return { url: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

export const planets = [
  { id: 1, name: "Mercury", moons: 0 },
  { id: 2, name: "Earth", moons: 1 },
  { id: 3, name: "Mars", moons: 2 },
  { id: 4, name: "Jupiter", moons: 95 },
  { id: 5, name: "Saturn", moons: 146 },
];

/** Planets in pages of two, behind a key. */
export function planetApi() {
  return startApi((url, request) => {
    if (request.headers.get("authorization") !== "Bearer s3cret-key") {
      return Response.json({ error: `the key ${request.headers.get("authorization")} is refused` }, {
        status: 401,
      });
    }
    const page = Number(url.searchParams.get("page") ?? 1);
    return Response.json({ data: planets.slice((page - 1) * 2, page * 2) });
  });
}

/** A manifest whose streams read `/NAME`; `more` goes into each stream's retriever. */
export function manifest(names: string[] = ["planets"], url = "{{ config['base_url'] }}"): string {
  const streams = names.map((name) => `
  - type: DeclarativeStream
    name: ${name}
    primary_key: [id]
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: "${url}"
        path: /${name}
        authenticator: { type: BearerAuthenticator, api_token: "{{ config['api_key'] }}" }
      record_selector:
        type: RecordSelector
        extractor: { type: DpathExtractor, field_path: [data] }
      paginator:
        type: DefaultPaginator
        page_token_option: { type: RequestOption, inject_into: request_parameter, field_name: page }
        pagination_strategy: { type: PageIncrement, start_from_page: 1, page_size: 2 }
    schema_loader:
      type: InlineSchemaLoader
      schema: { type: object, properties: { id: { type: integer } } }`).join("");
  return `version: 6.0.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [${names[0]}] }
streams:${streams}
spec:
  type: Spec
  connection_specification:
    type: object
    required: [api_key]
    properties:
      base_url: { type: string }
      api_key: { type: string, title: Key of the API, airbyte_secret: true }
`;
}

export function catalog(...names: string[]) {
  return {
    streams: names.map((name) => ({
      stream: { name, json_schema: {}, supported_sync_modes: ["full_refresh"] },
      sync_mode: "full_refresh",
      destination_sync_mode: "append",
    })),
  };
}
