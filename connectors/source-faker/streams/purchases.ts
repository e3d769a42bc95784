import { cursor, dateTime, integer, nullable, stream } from "airbyte-ts";
import { batches } from "../batches.ts";
import { dateOf, randomFor } from "../random.ts";
import { spec } from "../spec.ts";
import { productCount } from "./products.ts";

export const purchases = stream({
  name: "purchases",
  spec,
  primaryKey: "id",
  cursor: cursor({ field: "id" }),
  checkpointEvery: 1000,
  schema: {
    id: integer(),
    user_id: integer(),
    product_id: integer(),
    added_to_cart_at: dateTime(),
    purchased_at: nullable(dateTime()),
    returned_at: nullable(dateTime()),
    created_at: dateTime(),
    updated_at: dateTime(),
  },
  // As many purchases as users, some users with several.
  read: (context) =>
    batches(context, context.config.count, (id) => {
      const random = randomFor(context.config.seed, 3, id);
      const isBought = random() < 0.7;
      const isReturned = isBought && random() < 0.1;
      return {
        id,
        user_id: 1 + Math.floor(random() * context.config.count),
        product_id: 1 + Math.floor(random() * productCount),
        added_to_cart_at: dateOf(id),
        purchased_at: isBought ? dateOf(id + 60) : null,
        returned_at: isReturned ? dateOf(id + 86_400) : null,
        created_at: dateOf(id),
        updated_at: dateOf(id),
      };
    }),
});
