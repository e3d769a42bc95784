/**
 * OAuth 2.0 whose refresh tokens can be used once: the new one is written back to the config before anybody uses
 * the access token. However many slices are read at once, there is one refresh.
 */
import { dateTime, integer, oauth, object, optional, secret, source, stream, string } from "airbyte-ts";

const at = (name: string) => ["credentials", name];

const tickets = stream({
  name: "tickets",
  primaryKey: "id",
  schema: { id: integer(), subject: string(), created_at: dateTime() },
  // The API names the next page by itself (`next_page_url`): nothing to say.
  read: ({ http }) => http.pages("/tickets", { items: "tickets" }),
});

export default source({
  name: "source-oauth",
  spec: {
    credentials: object({
      client_id: string({ title: "Client ID" }),
      client_secret: secret({ title: "Client secret" }),
      refresh_token: secret({ title: "Refresh token" }),
      access_token: optional(secret({ airbyte_hidden: true })),
      token_expiry_date: optional(dateTime({ airbyte_hidden: true })),
    }),
  },
  http: ({ credentials }) => ({
    baseUrl: "https://support.example.com/api/v2",
    auth: oauth({
      tokenUrl: "https://support.example.com/oauth/token",
      clientId: credentials.client_id,
      clientSecret: credentials.client_secret,
      refreshToken: credentials.refresh_token,
      scopes: ["tickets:read"],
      keepIn: {
        accessToken: at("access_token"),
        refreshToken: at("refresh_token"),
        expiresAt: at("token_expiry_date"),
      },
    }),
    // Who may not see tickets gets none, rather than an error.
    statuses: { 403: "ignore" },
  }),
  check: async ({ http }) => void await http.get("/me"),
  streams: [tickets],
});
