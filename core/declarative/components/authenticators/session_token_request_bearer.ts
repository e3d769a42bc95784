import { bearer } from "../../../auth/credentials.ts";
import { component } from "../../component.ts";
import { injectedToken } from "./injected_token.ts";

export const SessionTokenRequestBearerAuthenticator = component({
  type: "Bearer",
  role: "session_authentication",
  summary: "Sends the session token as Authorization: Bearer",
  fields: {},
  build: () => (token) => injectedToken(undefined, async () => bearer(await token())),
});
