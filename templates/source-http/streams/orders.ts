import { dateTime, datetimeCursor, integer, number, pageNumber, stream, string } from "airbyte-ts";

/** Orders since the last read, a month at a time. */
export const orders = stream({
  name: "orders",
  primaryKey: "id",
  schema: {
    id: integer(),
    customer_id: integer(),
    status: string(),
    total: number(),
    updated_at: dateTime(),
  },
  // TODO: the field that tells when a record changed. Without a cursor the stream is a full refresh.
  cursor: datetimeCursor({ field: "updated_at", startFrom: "start_date", step: "P1M" }),
  // TODO: how the API is asked for a stretch of time: `slice.start` and `slice.end` are its edges.
  read: ({ http, slice }) =>
    http.pages("/orders", {
      query: { updated_from: slice.start, updated_to: slice.end },
      items: "data",
      next: pageNumber({ param: "page", size: 2, sizeParam: "page_size" }),
    }),
});
