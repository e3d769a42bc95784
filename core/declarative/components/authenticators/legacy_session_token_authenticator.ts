import { ConnectorError } from "../../../errors.ts";
import { createClient } from "../../../http/client.ts";
import { prepareRequest } from "../../../http/encode.ts";
import type { HttpResponse } from "../../../http/message.ts";
import { withoutQuery } from "../../../http/transport_error.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import { str } from "../../../jinja/python/text.ts";
import { isObject } from "../../../json.ts";
import { component, optional, template } from "../../component.ts";
import type { BuildContext } from "../../context.ts";

const oneDay = 24 * 60 * 60 * 1000;

export const LegacySessionTokenAuthenticator = component({
  type: "LegacySessionTokenAuthenticator",
  role: "authenticator",
  summary: "Sends a session token of the config while it is valid, else one from a login",
  fields: {
    header: template(),
    login_url: template(),
    session_token: optional(template(), ""),
    session_token_response_key: template(),
    username: optional(template(), ""),
    password: optional(template(), ""),
    validate_session_url: template(),
  },
  build(def, ctx) {
    const text = (written: string) => {
      const value = ctx.text(written);
      return () => value({});
    };
    const base = text(urlBaseOf(ctx));
    const header = text(def.header);
    const own = text(def.session_token);
    const user = text(def.username);
    const password = text(def.password);
    const key = text(def.session_token_response_key);
    const loginUrl = text(def.login_url);
    const checkUrl = text(def.validate_session_url);
    const client = ctx.env.world?.client ?? createClient();
    const { signal } = ctx.env;

    async function isValid(token: string): Promise<boolean> {
      const request = prepareRequest({
        method: "GET",
        url: str(base()) + str(checkUrl()),
        headers: { [str(header())]: token },
      });
      const response = await client.send(request, { signal });
      if (response.status === 401) return false;
      if (!response.ok) throw refused("Cannot validate the session token", response);
      return true;
    }

    async function login(): Promise<string> {
      const request = prepareRequest({
        method: "POST",
        url: str(base()) + str(loginUrl()),
        headers: { "Content-Type": "application/json" },
        bodyJson: { username: user(), password: password() },
      });
      const response = await client.send(request, { signal });
      if (!response.ok) throw refused("Cannot get a session token", response);
      const body = await response.json().catch(() => null);
      const name = str(key());
      if (!isObject(body) || !Object.hasOwn(body, name)) {
        throw new ConnectorError("auth.no_session", {
          failureType: "system_error",
          message: `Cannot get a session token: the response of the login has no "${name}"`,
          at: ctx.at("session_token_response_key"),
        });
      }
      ctx.env.secret?.(body[name]);
      return str(body[name]);
    }

    /** One login a day for all streams with the same credentials. */
    function sharedLogin(): Promise<string> {
      const who = JSON.stringify([
        "session_token",
        str(base()),
        str(loginUrl()),
        str(user()),
        str(password()),
      ]);
      const kept = ctx.env.shared<{ token?: Promise<string>; until: number }>(who, () => ({ until: 0 }));
      if (!kept.token || kept.until < performance.now()) {
        kept.until = performance.now() + oneDay;
        kept.token = login();
        kept.token.catch(() => delete kept.token);
      }
      return kept.token;
    }

    async function token(): Promise<string> {
      if (truthy(own())) {
        const configured = str(own());
        if (await isValid(configured)) return configured;
      }
      if (truthy(user()) && truthy(password())) return sharedLogin();
      throw new ConnectorError("auth.no_session", {
        failureType: "system_error",
        message:
          "Cannot authenticate: the session token is not valid, and no username and password are given",
      });
    }

    return { token, options: async () => ({ headers: { [str(header())]: await token() } }) };
  },
});

/** The requester's URL: the authenticator has none of its own. */
function urlBaseOf({ stream, parameters }: BuildContext): string {
  const retriever = stream.definition?.["retriever"];
  const requester = isObject(retriever) ? retriever["requester"] : undefined;
  const written = isObject(requester) ? requester["url"] || requester["url_base"] : parameters["url_base"];
  return typeof written === "string" ? written : "";
}

function refused(action: string, response: HttpResponse): ConnectorError {
  return new ConnectorError("auth.session_refused", {
    failureType: "system_error",
    message: `${action}: ${withoutQuery(response.url)} answers status ${response.status} ${response.reason}`
      .trimEnd(),
  });
}
