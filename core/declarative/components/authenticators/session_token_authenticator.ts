import { sessionToken } from "../../../auth/session_token.ts";
import { addDuration, parseDuration } from "../../../datetime/mod.ts";
import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, list, optional, slot, string } from "../../component.ts";
import { compilePath } from "../../read/dpath.ts";

export const SessionTokenAuthenticator = component({
  type: "SessionTokenAuthenticator",
  role: "authenticator",
  summary: "Logs in and sends the session token it gets",
  fields: {
    login_requester: slot("requester", { implied: "HttpRequester", only: ["HttpRequester"] }),
    session_token_path: list(string()),
    expiration_duration: optional(string()),
    request_authentication: slot("session_authentication"),
    decoder: optional(slot("decoder", { only: ["JsonDecoder", "XmlDecoder"] })),
  },
  build(def, ctx) {
    const decoder = def.decoder ? ctx.build(def.decoder) : ctx.buildAs("decoder", { type: "JsonDecoder" });
    const requester = ctx.build(def.login_requester, {
      name: `${ctx.stream.name}_login_requester`,
      decoder,
    });
    const path = compilePath(def.session_token_path);
    const duration = def.expiration_duration ? parseDuration(def.expiration_duration) : undefined;

    async function login(): Promise<string> {
      const response = await requester.send({
        slice: undefined,
        nextPageToken: undefined,
        purpose: {
          title: "Login request",
          description: "Obtains session token",
          type: "AUTH",
          auxiliary: true,
        },
      });
      if (!response) {
        throw new ConnectorError("auth.no_session", {
          failureType: "system_error",
          message: "Cannot get a session token: the error handler ignored the response of the login",
          at: ctx.at("login_requester"),
        });
      }
      for await (const [body] of decoder.decode(response)) {
        const token = body === undefined ? undefined : path.get(body);
        if (token === undefined || token === null) break;
        ctx.env.secret?.(token);
        return str(token);
      }
      throw new ConnectorError("auth.no_session", {
        failureType: "system_error",
        message: `Cannot get a session token: the response of the login has no ${
          def.session_token_path.join(".")
        }`,
        at: ctx.at("session_token_path"),
      });
    }

    const token = sessionToken(login, duration && ((now) => addDuration(now, duration)));
    return ctx.build(def.request_authentication)(token);
  },
});
