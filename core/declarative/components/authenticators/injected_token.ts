/** A token that goes where a request option tells. */
import type { RequestOptions } from "../../../http/message.ts";
import type { Authenticator, Awaitable, RequestOption } from "../../roles.ts";

/** Injects a token; without an option it is the Authorization header. A header without a name is not sent. */
export function injectedToken(
  option: RequestOption | undefined,
  token: () => Awaitable<string>,
): Authenticator {
  return {
    token,
    async options() {
      const value = await token();
      if (!option) return { headers: { Authorization: value } };
      const options: RequestOptions = {};
      option.inject(options, value);
      if (options.headers && "" in options.headers) delete options.headers[""];
      return options;
    },
  };
}
