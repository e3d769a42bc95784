import { bearer } from "../../../auth/credentials.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, template } from "../../component.ts";

export const BearerAuthenticator = component({
  type: "BearerAuthenticator",
  role: "authenticator",
  summary: "Sends a token as Authorization: Bearer",
  fields: { api_token: template() },
  build(def, ctx) {
    const token = ctx.text(def.api_token);
    const value = () => bearer(str(token({})));
    return { options: () => ({ headers: { Authorization: value() } }), token: value };
  },
});
