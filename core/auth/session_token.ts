/** Tokens that a login gives for a while. */
import { DateTime } from "../datetime/mod.ts";

/** Gives the session token; `endOf` tells when a token got now ends. Without it, each call logs in. */
export function sessionToken(
  login: () => Promise<string>,
  endOf: ((now: DateTime) => DateTime) | undefined,
): () => Promise<string> {
  if (!endOf) return login;
  let token = "";
  let end: DateTime | undefined;
  let pending: Promise<void> | undefined;
  const isOver = () => end === undefined || end.compare(DateTime.now()) < 0;
  return async () => {
    if (isOver()) {
      pending ??= (async () => {
        token = await login();
        end = endOf(DateTime.now());
      })().finally(() => pending = undefined);
      await pending;
    }
    return token;
  };
}
