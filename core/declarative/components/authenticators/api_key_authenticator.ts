import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, optional, slot, template } from "../../component.ts";
import { injectedToken } from "./injected_token.ts";

export const ApiKeyAuthenticator = component({
  type: "ApiKeyAuthenticator",
  role: "authenticator",
  summary: "Sends a key in a header, a parameter or the body",
  fields: {
    api_token: optional(template()),
    header: optional(template()),
    inject_into: optional(slot("request_option", { implied: "RequestOption" })),
  },
  build(def, ctx) {
    if ((def.inject_into === undefined) === (def.header === undefined)) {
      throw new ConnectorError("manifest.api_key_place", {
        failureType: "system_error",
        message: "Cannot build the authenticator: it needs either inject_into or header",
        at: ctx.at(),
        hint: "Keep inject_into; header is the old spelling",
      });
    }
    const place = def.inject_into ??
      { type: "RequestOption", inject_into: "header", field_name: def.header ?? "" };
    const option = ctx.buildAs("request_option", place, { optionParameters: ctx.parameters });
    const token = ctx.text(def.api_token ?? "");
    return injectedToken(option, () => str(token({})));
  },
});
