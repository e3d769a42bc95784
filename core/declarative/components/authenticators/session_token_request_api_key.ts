import { str } from "../../../jinja/python/text.ts";
import { component, optional, slot, template } from "../../component.ts";
import { injectedToken } from "./injected_token.ts";

export const SessionTokenRequestApiKeyAuthenticator = component({
  type: "ApiKey",
  role: "session_authentication",
  summary: "Sends the session token in a header, a parameter or the body",
  fields: {
    inject_into: slot("request_option", { implied: "RequestOption" }),
    api_token: optional(template(), "{{ session_token }}"),
  },
  build(def, ctx) {
    const option = ctx.build(def.inject_into);
    const text = ctx.text(def.api_token);
    return (token) => injectedToken(option, async () => str(text({ session_token: await token() })));
  },
});
