import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { isObject } from "../../json.ts";
import { fakeApi, type Route } from "../../testing/fake_api.ts";
import { runSource } from "../../testing/run.ts";
import { integer, string } from "../../schema/builders.ts";
import { source } from "../define_source.ts";
import { stream } from "../define_stream.ts";

const query = "query ($after: String, $size: Int) { users(after: $after, first: $size) { … } }";
const users = stream({
  name: "users",
  primaryKey: "id",
  schema: { id: integer(), name: string() },
  read: ({ http }) => http.graphql({ query, variables: { size: 2 }, connection: "users" }),
});
const acme = source({
  name: "s",
  spec: {},
  http: () => ({ baseUrl: "https://api.test/graphql" }),
  streams: [users],
});
const user = (id: number) => ({ id, name: `user ${id}` });
const variables = (json: unknown) => isObject(json) && isObject(json.variables) ? json.variables : {};

const shapes: { name: string; users: (after: unknown) => unknown }[] = [
  {
    name: "nodes",
    users: (after) => ({
      nodes: after ? [user(3)] : [user(1), user(2)],
      pageInfo: { hasNextPage: !after, endCursor: after ? null : "c2" },
    }),
  },
  {
    name: "edges",
    users: (after) => ({
      edges: (after ? [user(3)] : [user(1), user(2)]).map((node) => ({ node })),
      pageInfo: { hasNextPage: !after, endCursor: "c2" },
    }),
  },
];

for (const shape of shapes) {
  Deno.test(`graphql pages a connection of ${shape.name} to its end`, async () => {
    const api = fakeApi({
      "POST /graphql": ({ json }) => ({ json: { data: { users: shape.users(variables(json).after) } } }),
    });
    const { records } = await runSource(acme, { api });
    deepStrictEqual(records.users, [user(1), user(2), user(3)]);
    deepStrictEqual(api.received.map(({ json }) => variables(json)), [{ size: 2 }, { size: 2, after: "c2" }]);
  });
}

const failures: { name: string; route: Route; error: string }[] = [
  {
    name: "errors under status 200",
    route: { json: { errors: [{ message: "no such field" }], data: null } },
    error: "The GraphQL query failed: no such field",
  },
  {
    name: "a cursor that stands still",
    route: { json: { data: { users: { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } } } } },
    error: 'Cannot page on: the connection "users" has a next page but no new endCursor. ' +
      "Ask for `pageInfo { hasNextPage endCursor }` in the query, and use the cursor: `after: $after`",
  },
];

for (const { name, route, error } of failures) {
  Deno.test(`graphql refuses ${name}`, async () => {
    const { errors } = await runSource(acme, { api: fakeApi({ "POST /graphql": route }) });
    strictEqual(errors[0], error);
  });
}
