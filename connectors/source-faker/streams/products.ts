import { cursor, dateTime, integer, number, stream, string } from "airbyte-ts";
import { batches } from "../batches.ts";
import { dateOf, pick, randomFor } from "../random.ts";
import { spec } from "../spec.ts";

/** How many products there are, whatever the number of users. */
export const productCount = 100;

const makes = ["Aster", "Birch", "Cedar", "Dahlia", "Elm", "Fir"];
const kinds = ["bicycle", "chair", "kettle", "lamp", "radio", "table"];

export const products = stream({
  name: "products",
  spec,
  primaryKey: "id",
  cursor: cursor({ field: "id" }),
  checkpointEvery: 1000,
  schema: {
    id: integer(),
    make: string(),
    model: string(),
    price: number(),
    created_at: dateTime(),
    updated_at: dateTime(),
  },
  read: (context) =>
    batches(context, productCount, (id) => {
      const random = randomFor(context.config.seed, 2, id);
      const make = pick(random, makes);
      return {
        id,
        make,
        model: `${make} ${pick(random, kinds)} ${id}`,
        price: Math.floor(random() * 100_000) / 100,
        created_at: dateOf(id),
        updated_at: dateOf(id),
      };
    }),
});
