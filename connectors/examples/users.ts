/**
 * The smallest source: one endpoint, one token.
 *
 *     airbyte-ts read connectors/examples/users.ts --config config.json
 */
import { bearer, dateTime, integer, nullable, optional, secret, source, stream, string } from "airbyte-ts";

const users = stream({
  name: "users",
  primaryKey: "id",
  // The schema is also the TypeScript type of a record.
  schema: {
    id: integer(),
    name: string(),
    email: nullable(string()),
    created_at: dateTime(),
  },
  // Pages are followed to their end: `links.next` holds the URL of the next one.
  read: ({ http }) => http.pages("/users", { query: { per_page: 100 }, items: "data", next: "links.next" }),
});

export default source({
  name: "source-users",
  spec: {
    api_token: secret({ title: "API token" }),
    base_url: optional(string({ title: "API address" }), "https://api.example.com/v1"),
  },
  http: (config) => ({ baseUrl: config.base_url, auth: bearer(config.api_token) }),
  streams: [users],
});
