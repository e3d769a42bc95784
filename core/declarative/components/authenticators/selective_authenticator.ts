import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, list, map, slot, string } from "../../component.ts";
import { compilePath } from "../../read/dpath.ts";

/** Any but one that selects itself. */
const selectable = [
  "ApiKeyAuthenticator",
  "BasicHttpAuthenticator",
  "BearerAuthenticator",
  "CustomAuthenticator",
  "JwtAuthenticator",
  "LegacySessionTokenAuthenticator",
  "NoAuth",
  "OAuthAuthenticator",
  "RateLimitedMultipleTokenAuthenticator",
  "SessionTokenAuthenticator",
];

export const SelectiveAuthenticator = component({
  type: "SelectiveAuthenticator",
  role: "authenticator",
  summary: "Uses the authenticator that a value of the config names",
  open: true,
  fields: {
    authenticator_selection_path: list(string()),
    authenticators: map(slot("authenticator", { only: selectable })),
  },
  build(def, ctx) {
    const path = def.authenticator_selection_path;
    const value = compilePath(path).get(ctx.config);
    if (value === undefined) {
      throw new ConnectorError("config.authenticator_selection", {
        failureType: "system_error",
        message: `Cannot choose an authenticator: the config has no ${path.join(".")}`,
        at: ctx.at("authenticator_selection_path"),
      });
    }
    const chosen = def.authenticators[str(value)];
    if (!chosen) {
      throw new ConnectorError("manifest.unknown_authenticator", {
        failureType: "system_error",
        message: `Cannot choose an authenticator: none is called "${str(value)}"`,
        at: ctx.at("authenticators"),
        hint: `There are: ${Object.keys(def.authenticators).join(", ")}`,
      });
    }
    return ctx.build(chosen);
  },
});
