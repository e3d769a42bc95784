import {
  type QuotaStatusSource as Source,
  rotateTokens,
  type TokenRotation,
} from "../../../auth/multiple_tokens.ts";
import { ConnectorError } from "../../../errors.ts";
import { createClient } from "../../../http/client.ts";
import { prepareRequest } from "../../../http/encode.ts";
import { sendWithRetries } from "../../../http/retry.ts";
import { defaultErrorHandler, judgeByStatus, success } from "../../../http/status_actions.ts";
import { str } from "../../../jinja/python/text.ts";
import {
  component,
  integer,
  list,
  number,
  optional,
  slot,
  string,
  template,
  union,
} from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import { durationSeconds } from "../../read/quantities.ts";

export const RateLimitedMultipleTokenAuthenticator = component({
  type: "RateLimitedMultipleTokenAuthenticator",
  role: "authenticator",
  summary: "Rotates between tokens by the calls that each has left",
  fields: {
    tokens: union(template(), list(template(), { minItems: 1 })),
    token_delimiter: optional(string(), ","),
    auth_method: optional(string(), "Bearer"),
    header: optional(string(), "Authorization"),
    quota_status_source: slot("quota_status_source", { implied: "QuotaStatusSource" }),
    quotas: list(slot("token_quota", { implied: "TokenQuota" }), { minItems: 1 }),
    max_wait_time: optional(template(), "PT2H"),
    budget_reserve_fraction: optional(number(), 0.1),
    budget_min_reserve: optional(integer(), 50),
  },
  build(def, ctx) {
    const [first, ...others] = tokensOf(def.tokens, def.token_delimiter || ",", ctx);
    if (first === undefined) {
      throw new ConnectorError("config.no_tokens", {
        failureType: "config_error",
        message: "Authentication tokens are missing from the configuration.",
        at: ctx.at("tokens"),
      });
    }
    const [quota, ...quotas] = def.quotas.map((one) => ctx.build(one));
    if (!quota) {
      throw new ConnectorError("manifest.no_quotas", {
        failureType: "config_error",
        message: "Quota pool configuration is missing.",
        at: ctx.at("quotas"),
      });
    }
    const source = ctx.build(def.quota_status_source);
    const maxWait = durationSeconds(str(ctx.text(def.max_wait_time || "PT2H")({})), "max_wait_time", ctx);
    const make = () =>
      rotateTokens({
        tokens: [first, ...others],
        quotas: [quota, ...quotas],
        unavailableStatuses: source.unavailableStatuses,
        header: def.header || "Authorization",
        authMethod: def.auth_method || "Bearer",
        maxWait,
        reserveFraction: def.budget_reserve_fraction,
        minReserve: def.budget_min_reserve,
        fetchStatus: statusFetcher(source, ctx),
        log: ctx.env.log,
        signal: ctx.env.signal,
      });
    // Streams with the same definition share the counters, whatever their $parameters.
    const { $parameters: _, ...definition } = ctx.node;
    const key = JSON.stringify(
      ["tokens", first, others, source, maxWait, definition],
      (name, value) => name === "$parameters" ? undefined : value,
    );
    const rotation = ctx.env.shared<TokenRotation>(key, make);
    return {
      options: () => ({}),
      sign: rotation.sign,
      observe: rotation.observe,
      canRotate: rotation.canRotate,
    };
  },
});

function tokensOf(written: string | readonly string[], delimiter: string, ctx: BuildContext): string[] {
  const texts = typeof written === "string"
    ? str(ctx.text(written)({})).split(delimiter)
    : written.map((token) => str(ctx.text(token)({})));
  return texts.map((token) => token.trim()).filter((token) => token !== "");
}

function statusFetcher(source: Source, { env }: BuildContext) {
  const client = env.world?.client ?? createClient();
  return async (headers: Record<string, string>) => {
    const response = await sendWithRetries({
      client,
      request: () =>
        prepareRequest({
          method: source.method,
          url: source.url,
          headers: { ...source.headers, ...headers },
        }),
      errorHandler: {
        ...defaultErrorHandler,
        interpret: (outcome) =>
          !(outcome instanceof Error) && source.unavailableStatuses.includes(outcome.status)
            ? success
            : judgeByStatus(outcome),
      },
      streamName: "quota_status",
      log: env.log,
      message: env.message,
      signal: env.signal,
    });
    if (response) return response;
    throw new ConnectorError("auth.no_quota_status", {
      failureType: "system_error",
      message: `Cannot read the token quotas: ${source.url} gave no response`,
    });
  };
}
