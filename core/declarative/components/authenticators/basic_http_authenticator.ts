import { basic } from "../../../auth/credentials.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, optional, template } from "../../component.ts";

export const BasicHttpAuthenticator = component({
  type: "BasicHttpAuthenticator",
  role: "authenticator",
  summary: "Sends a user name and a password as Authorization: Basic",
  fields: { username: template(), password: optional(template(), "") },
  build(def, ctx) {
    const user = ctx.text(def.username);
    const password = ctx.text(def.password);
    const value = () => basic(str(user({})), str(password({})));
    return { options: () => ({ headers: { Authorization: value() } }), token: value };
  },
});
