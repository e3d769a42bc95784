/** What the author of a source says about its API. */
import type { Awaitable } from "../../declarative/roles.ts";
import type { ApiBudget } from "../../http/budget.ts";
import type { HttpResponse } from "../../http/message.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { Auth } from "./auth.ts";

/** A value of a query or form; undefined and null are left out, lists repeat their name. */
export type ParamValue = string | number | bigint | boolean | null | undefined | readonly (string | number)[];

/** Names and values of a query or form. */
export type Params = { readonly [name: string]: ParamValue };

/** Request headers by name; undefined ones are left out. */
export type Headers = { readonly [name: string]: string | undefined };

/** What a status means: retry it, fail at once, or go on as if there were no records. */
export type StatusAction = "retry" | "fail" | "ignore" | {
  /** What to do. */
  action: "retry" | "fail" | "ignore";
  /** What to tell the user. */
  message?: string;
  /** Who has to act: the user (`config_error`), nobody (`transient_error`), the developer (`system_error`). */
  failureType?: "config_error" | "transient_error" | "system_error";
};

/** When and how often a failed request is sent again. */
export interface RetryOptions {
  /** Retries after the first try; 5. */
  retries?: number;
  /** Seconds after which no retry starts; 600. */
  maxSeconds?: number;
  /** Decides about a response or a network failure; undefined: as usual (429, 408 and 5xx are retried). */
  shouldRetry?: (outcome: HttpResponse | Error) => Awaitable<boolean | undefined>;
  /** Seconds to wait before retry `attempt` (from 1); undefined: Retry-After, or 1, 2, 4, 8, … seconds. */
  backoffTime?: (outcome: HttpResponse | Error, attempt: number) => Awaitable<number | undefined>;
}

/** How the network is used. Proxies of the environment (`HTTPS_PROXY`, …) need no option. */
export interface NetworkOptions {
  /** Redirects that are followed; 30. With 0, a redirect is a response like others. */
  maxRedirects?: number;
  /** Seconds until a connection must stand; 30. */
  connectTimeout?: number;
  /** Seconds without a byte after which a request is given up; 300. */
  idleTimeout?: number;
  /** The proxy to use, in place of the environment's: `http://user:password@host:port`. */
  proxy?: string;
  /** TLS. */
  tls?: {
    /** false: any certificate is accepted. For tests only; it says so in the log. */
    verify?: boolean;
    /** Certificates to trust besides the system's, as PEM. */
    ca?: string | readonly string[];
    /** The client's certificate chain, as PEM. */
    cert?: string;
    /** The client's private key, as PEM. */
    key?: string;
  };
}

/** What all requests of a source share. */
export interface HttpOptions {
  /** The URL that paths are added to. */
  baseUrl: string;
  /** Proves who is asking: `bearer(…)`, `apiKey(…)`, `oauth(…)`, … */
  auth?: Auth | undefined;
  /** Headers of every request. */
  headers?: Headers;
  /** Parameters of every request. */
  query?: Params;
  /** When and how often a failed request is sent again. */
  retry?: RetryOptions;
  /** What a status means, where it is not the usual: `{ 404: "ignore" }`. */
  statuses?: { readonly [status: number]: StatusAction };
  /** How many calls the API allows: `rateLimit({ calls: 10, seconds: 1 })`. */
  budget?: ApiBudget;
  /** How the network is used. */
  network?: NetworkOptions;
}

/** How the body of a response is read. */
export type BodyFormat = "json" | "jsonl" | "xml" | "text";

/** One request. Give one body at most: `json`, `form` or `body`. */
export interface RequestFields {
  /** GET where left out; POST with a body. */
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  /** Added to the URL. */
  query?: Params | undefined;
  /** Added to the source's headers. */
  headers?: Headers | undefined;
  /** Sent as JSON. */
  json?: Json | undefined;
  /** Sent as a form. */
  form?: Params | undefined;
  /** Sent as it stands. */
  body?: string | undefined;
  /** What a status means for this request. */
  statuses?: { readonly [status: number]: StatusAction };
}

/** One page of a chain of pages. */
export interface Page<T = JsonObject> {
  /** The decoded body. */
  readonly body: Json;
  /** The items found on it. */
  readonly items: T[];
  /** The response as it came. */
  readonly response: HttpResponse;
  /** The token that led to this page; undefined on the first. */
  readonly token: string | number | undefined;
  /** Pages so far, this one included. */
  readonly index: number;
}
