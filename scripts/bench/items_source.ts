/** The items of `items_api.ts` as a source in TypeScript: what the Python CDK's HttpStream is beside. */
import { boolean, dateTime, integer, number, object, pageNumber, source, stream, string } from "airbyte-ts";

const items = stream({
  name: "items",
  primaryKey: "id",
  schema: {
    id: integer(),
    name: string(),
    email: string(),
    status: string(),
    amount: number(),
    currency: string(),
    quantity: integer(),
    is_active: boolean(),
    created_at: dateTime(),
    updated_at: dateTime(),
    address: object({ city: string(), zip: string() }),
    internal_ref: string(),
  },
  read: ({ http }) =>
    http.pages("/items", {
      items: "data",
      next: pageNumber({ param: "page", size: 100, sizeParam: "page_size" }),
    }),
});

export default source({
  name: "source-items",
  spec: { base_url: string() },
  http: (config) => ({ baseUrl: config.base_url }),
  streams: [items],
});
