import { jwtAlgorithms, signJwt } from "../../../auth/jwt.ts";
import { ConnectorError } from "../../../errors.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import { interpolatedMapping } from "../../../jinja/interpolation.ts";
import { str } from "../../../jinja/python/text.ts";
import {
  boolean,
  choice,
  component,
  fields,
  integer,
  object,
  optional,
  slot,
  template,
} from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import { injectedToken } from "./injected_token.ts";

export const JwtAuthenticator = component({
  type: "JwtAuthenticator",
  role: "authenticator",
  summary: "Signs a JSON Web Token for each request",
  fields: {
    secret_key: template(),
    base64_encode_secret_key: optional(boolean(), false),
    algorithm: choice(...jwtAlgorithms),
    token_duration: optional(integer(), 1200),
    header_prefix: optional(template()),
    jwt_headers: optional(fields({
      kid: optional(template()),
      typ: optional(template(), "JWT"),
      cty: optional(template()),
    }, { closed: true })),
    additional_jwt_headers: optional(object()),
    jwt_payload: optional(fields({
      iss: optional(template()),
      sub: optional(template()),
      aud: optional(template()),
    }, { closed: true })),
    additional_jwt_payload: optional(object()),
    passphrase: optional(template()),
    request_option: optional(slot("request_option", { implied: "RequestOption" })),
  },
  build(def, ctx) {
    const text = (written: string | undefined) => written ? ctx.text(written) : undefined;
    const secret = ctx.text(def.secret_key);
    const passphrase = text(def.passphrase);
    const prefix = text(def.header_prefix);
    const headers = claims(
      def.additional_jwt_headers,
      { kid: def.jwt_headers?.kid, typ: def.jwt_headers?.typ ?? "JWT", cty: def.jwt_headers?.cty },
      ["kid", "alg", "typ", "cty"],
      "additional_jwt_headers",
      ctx,
    );
    const payload = claims(
      def.additional_jwt_payload,
      { iss: def.jwt_payload?.iss, sub: def.jwt_payload?.sub, aud: def.jwt_payload?.aud },
      ["iss", "sub", "aud", "iat", "exp", "nbf"],
      "additional_jwt_payload",
      ctx,
    );

    async function signed(): Promise<string> {
      const now = Math.floor(Date.now() / 1000);
      const key = str(secret({}));
      const phrase = passphrase?.({});
      const encodes = def.base64_encode_secret_key && !truthy(phrase);
      try {
        return await signJwt({
          algorithm: def.algorithm,
          key: encodes ? new TextEncoder().encode(key).toBase64() : key,
          passphrase: truthy(phrase) ? str(phrase) : undefined,
          headers: headers(),
          payload: { ...payload(), iat: now, exp: now + def.token_duration, nbf: now },
        });
      } catch (cause) {
        throw new ConnectorError("auth.jwt", {
          failureType: "system_error",
          message: `Cannot sign the token: ${cause instanceof Error ? cause.message : cause}`,
          at: ctx.at("secret_key"),
          hint: `${def.algorithm} takes ${
            def.algorithm.startsWith("HS")
              ? "any text as its key"
              : "a private key in PEM, with its line breaks"
          }`,
          cause,
        });
      }
    }

    return injectedToken(def.request_option && ctx.build(def.request_option), async () => {
      const word = prefix?.({});
      return truthy(word) ? `${str(word)} ${await signed()}` : await signed();
    });
  },
});

/** The named claims over the additional ones, which may not use their names. */
function claims(
  additional: Record<string, unknown> | undefined,
  named: Record<string, string | undefined>,
  reserved: readonly string[],
  field: string,
  ctx: BuildContext,
): () => Record<string, unknown> {
  const { config, parameters } = ctx;
  const more = interpolatedMapping(additional ?? {}, { config, parameters });
  const own = Object.entries(named).flatMap(([name, written]) =>
    written ? [[name, ctx.text(written)] as const] : []
  );
  return () => {
    const all = more({});
    const taken = reserved.find((name) => Object.hasOwn(all, name));
    if (taken) {
      throw new ConnectorError("manifest.reserved_claim", {
        failureType: "system_error",
        message: `Cannot sign the token: "${taken}" is reserved and may not stand in ${field}`,
        at: ctx.at(field),
        hint: `Reserved: ${reserved.join(", ")}`,
      });
    }
    for (const [name, value] of own) all[name] = value({});
    return all;
  };
}
