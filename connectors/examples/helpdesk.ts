/** Three streams in one file: full refresh, incremental by time, and the children of a parent. */
import { array, bearer, dateTime, datetimeCursor, fromParent, integer, nextToken } from "airbyte-ts";
import { nullable, object, offset, rateLimit, secret, source, stream, string } from "airbyte-ts";

const agents = stream({
  name: "agents",
  primaryKey: "id",
  schema: { id: integer(), name: string(), teams: array(string()) },
  read: ({ http }) =>
    http.pages("/agents", {
      items: "agents",
      next: offset({ param: "offset", size: 50, sizeParam: "limit" }),
    }),
});

const tickets = stream({
  name: "tickets",
  primaryKey: "id",
  schema: {
    id: integer(),
    subject: string(),
    requester: object({ id: integer(), email: nullable(string()) }),
    updated_at: dateTime(),
  },
  cursor: datetimeCursor({ field: "updated_at", startFrom: "start_date", step: "P7D", lookback: "PT1H" }),
  read: ({ http, slice }) =>
    http.pages("/tickets", {
      query: { updated_since: slice.start, updated_until: slice.end, per_page: 100 },
      items: "tickets",
      next: nextToken("meta.cursor", { param: "cursor" }),
    }),
});

const ratings = stream({
  name: "ratings",
  primaryKey: ["agent_id", "id"],
  schema: { agent_id: integer(), id: integer(), score: integer() },
  slices: fromParent(agents, (agent) => ({ agent_id: agent.id })),
  async *read({ http, slice }) {
    for await (
      const page of http.pages(`/agents/${slice.agent_id}/ratings`, { statuses: { 404: "ignore" } })
    ) {
      yield page.map((rating) => ({ ...rating, agent_id: slice.agent_id }));
    }
  },
});

export default source({
  name: "source-helpdesk",
  spec: {
    api_token: secret({ title: "API token" }),
    start_date: dateTime({ title: "Start date" }),
  },
  http: (config) => ({
    baseUrl: "https://helpdesk.example.com/api/v3",
    auth: bearer(config.api_token),
    budget: rateLimit({ calls: 50, seconds: 1 }),
  }),
  check: async ({ http }) => void await http.get("/account"),
  streams: [agents, tickets, ratings],
});
