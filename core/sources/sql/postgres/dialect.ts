import {
  array,
  choice,
  integer,
  literal,
  object,
  optional,
  secret,
  string,
  union,
} from "../../../schema/builders.ts";
import type { Dialect } from "../database.ts";

const certificate = optional(secret({
  title: "CA certificate",
  description: "PEM text of the authority that signed the server's certificate.",
  multiline: true,
  order: 1,
}));
const client = {
  client_certificate: optional(secret({ title: "Client certificate", multiline: true, order: 2 })),
  client_key: optional(secret({ title: "Client key", multiline: true, order: 3 })),
};

/** PostgreSQL. The fields are those of Airbyte's source-postgres. */
export const postgres: Dialect = {
  documentationUrl: "https://docs.airbyte.com/integrations/sources/postgres",
  concurrency: 4,
  chunkRows: 100_000,
  spec: {
    host: string({ title: "Host", description: "Name or address of the server.", order: 0 }),
    port: optional(integer({ title: "Port", minimum: 0, maximum: 65536, examples: [5432], order: 1 }), 5432),
    database: string({ title: "Database", order: 2 }),
    schemas: optional(
      array(string(), {
        title: "Schemas",
        description: "The schemas whose tables are read; case matters.",
        minItems: 1,
        order: 3,
      }),
      ["public"],
    ),
    username: string({ title: "Username", order: 4 }),
    password: optional(secret({ title: "Password", order: 5, always_show: true })),
    ssl_mode: optional(union([
      object({
        mode: choice(["disable", "allow", "prefer", "require"], {
          description:
            "allow and prefer go without TLS where the server has none. None of these checks the certificate.",
        }),
      }, { title: "Without a check of the certificate" }),
      object({ mode: literal("verify-ca"), ca_certificate: certificate, ...client }, { title: "verify-ca" }),
      object({ mode: literal("verify-full"), ca_certificate: certificate, ...client }, {
        title: "verify-full",
      }),
    ], { title: "TLS", description: "As in libpq; prefer where left out.", order: 6 })),
    connect_timeout: optional(
      integer({ title: "Connection time-out", description: "In seconds.", minimum: 1, order: 7 }),
      30,
    ),
  },
  async open(options) {
    const { openPostgres } = await import("./database.ts");
    return await openPostgres(options);
  },
};
