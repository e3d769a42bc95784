import { integer, nullable, stream, string } from "airbyte-ts";

/** All customers, each time. */
export const customers = stream({
  name: "customers",
  primaryKey: "id",
  // TODO: the fields of a record. A wrong field below does not compile.
  schema: {
    id: integer(),
    name: string(),
    email: nullable(string()),
  },
  // TODO: `items` is the path to the records in a response; `next` the path to the URL of the next page.
  // Other ways of paging: nextToken(), pageNumber(), offset(), lastId(), nextLink(), or a function.
  read: ({ http }) => http.pages("/customers", { query: { limit: 100 }, items: "data", next: "links.next" }),
});
