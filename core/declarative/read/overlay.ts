import type { RequestOptions } from "../../http/message.ts";

/** Both options together; where they name the same thing, the second counts. */
export function overlay(first: RequestOptions, second: RequestOptions): RequestOptions {
  const result: RequestOptions = { ...first };
  if (second.params) result.params = { ...first.params, ...second.params };
  if (second.headers) result.headers = { ...first.headers, ...second.headers };
  if (second.bodyData !== undefined) result.bodyData = both(first.bodyData, second.bodyData);
  if (second.bodyJson !== undefined) result.bodyJson = both(first.bodyJson, second.bodyJson);
  return result;
}

function both<T>(first: T | undefined, second: T): T {
  return typeof first === "object" && typeof second === "object" ? { ...first, ...second } : second;
}
