import { boolean, integer, optional } from "airbyte-ts";

/** What the user is asked for. */
export const spec = {
  count: optional(
    integer({
      title: "Count",
      description: "How many users should be generated in total. Products are always 100.",
      minimum: 1,
      order: 0,
    }),
    1000,
  ),
  seed: optional(
    integer({ title: "Seed", description: "The same seed gives the same records.", order: 1 }),
    0,
  ),
  records_per_slice: optional(
    integer({
      title: "Records per state",
      description: "How many records a stream gives before it writes a STATE.",
      minimum: 1,
      order: 2,
    }),
    1000,
  ),
  always_updated: optional(
    boolean({
      title: "Always updated",
      description: "Each read gives all records again; otherwise only those above the last id.",
      order: 3,
    }),
    false,
  ),
};
