/** Incremental in slices: a month at a time, for each region. A killed read goes on with the slice it was in. */
import {
  apiKey,
  array,
  choice,
  cursor,
  dateTime,
  datetimeCursor,
  integer,
  number,
  pageNumber,
  secret,
  source,
  stream,
  string,
} from "airbyte-ts";

const spec = {
  api_key: secret({ title: "API key" }),
  start_date: dateTime({ title: "Start date", examples: ["2025-01-01T00:00:00Z"] }),
  regions: array(choice(["eu", "us"]), { title: "Regions", minItems: 1 }),
};

const orders = stream({
  name: "orders",
  spec,
  primaryKey: "id",
  schema: { id: integer(), region: string(), total: number(), updated_at: dateTime() },
  // One partition per region…
  slices: ({ config }) => config.regions.map((region) => ({ region })),
  // …each cut into windows of a month, from the state (or the start date) to now.
  cursor: datetimeCursor({ field: "updated_at", startFrom: "start_date", step: "P1M" }),
  read: ({ http, slice }) =>
    http.pages(`/${slice.region}/orders`, {
      query: { updated_from: slice.start, updated_to: slice.end },
      items: "orders",
      next: pageNumber({ param: "page", size: 50, sizeParam: "page_size" }),
    }),
});

const refunds = stream({
  name: "refunds",
  primaryKey: "id",
  schema: { id: integer(), order_id: integer() },
  // An id that only grows is a cursor too.
  cursor: cursor({ field: "id" }),
  read: ({ http, slice }) => http.pages("/refunds", { query: { after_id: slice.since } }),
});

export default source({
  name: "source-orders",
  spec,
  http: (config) => ({
    baseUrl: "https://shop.example.com/api",
    auth: apiKey({ header: "X-Api-Key" }, config.api_key),
  }),
  streams: [orders, refunds],
});
