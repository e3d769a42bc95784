import { cursor, dateTime, integer, object, stream, string } from "airbyte-ts";
import { batches } from "../batches.ts";
import { dateOf, pick, randomFor } from "../random.ts";
import { spec } from "../spec.ts";

const firstNames = [
  "Ada",
  "Alan",
  "Barbara",
  "Edsger",
  "Grace",
  "John",
  "Ken",
  "Katherine",
  "Linus",
  "Margaret",
];
const lastNames = [
  "Hamilton",
  "Hopper",
  "Johnson",
  "Kernighan",
  "Liskov",
  "Lovelace",
  "Ritchie",
  "Torvalds",
  "Turing",
];
const cities = [
  "Accra",
  "Bogotá",
  "Kyoto",
  "Łódź",
  "Nairobi",
  "Oslo",
  "Pune",
  "Québec",
  "São Paulo",
  "Zürich",
];
const occupations = ["baker", "carpenter", "doctor", "engineer", "farmer", "nurse", "teacher", "translator"];

export const users = stream({
  name: "users",
  spec,
  primaryKey: "id",
  cursor: cursor({ field: "id" }),
  checkpointEvery: 1000,
  schema: {
    id: integer(),
    name: string(),
    email: string(),
    age: integer(),
    occupation: string(),
    address: object({ city: string(), street_number: integer(), postal_code: string() }),
    created_at: dateTime(),
    updated_at: dateTime(),
  },
  read: (context) =>
    batches(context, context.config.count, (id) => {
      const random = randomFor(context.config.seed, 1, id);
      const first = pick(random, firstNames);
      const last = pick(random, lastNames);
      return {
        id,
        name: `${first} ${last}`,
        email: `${first}.${last}.${id}@example.com`.toLowerCase(),
        age: 18 + Math.floor(random() * 70),
        occupation: pick(random, occupations),
        address: {
          city: pick(random, cities),
          street_number: 1 + Math.floor(random() * 200),
          postal_code: String(10000 + Math.floor(random() * 90000)),
        },
        created_at: dateOf(id),
        updated_at: dateOf(id),
      };
    }),
});
