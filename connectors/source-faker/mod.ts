/** Makes users, products and purchases up: the same for the same seed, as many as wanted. */
import { source } from "airbyte-ts";
import { spec } from "./spec.ts";
import { products } from "./streams/products.ts";
import { purchases } from "./streams/purchases.ts";
import { users } from "./streams/users.ts";

export default source({
  name: "source-faker",
  spec,
  documentationUrl: "https://docs.airbyte.com/integrations/sources/faker",
  streams: [users, products, purchases],
});
