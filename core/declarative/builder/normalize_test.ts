import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { JsonObject } from "../../json.ts";
import { normalizeManifest } from "./normalize.ts";

const auth = () => ({ type: "BearerAuthenticator", api_token: "x" });
const stream = (name: string, requester: JsonObject) => ({
  type: "DeclarativeStream",
  name,
  retriever: {
    type: "SimpleRetriever",
    requester: { type: "HttpRequester", path: `/${name}`, ...requester },
  },
});
const linkTo = (key: string) => ({ $ref: `#/definitions/linked/HttpRequester/${key}` });

Deno.test("normalizeManifest shares what is repeated", () => {
  const url_base = "https://api.example.com";
  deepStrictEqual(
    normalizeManifest({
      definitions: { old: { a: 1 } },
      streams: [
        stream("a", { url_base, authenticator: auth() }),
        stream("b", { url_base, authenticator: auth() }),
        stream("c", { url_base: "https://other.example.com" }),
      ],
    }),
    {
      definitions: { linked: { HttpRequester: { url_base, authenticator: auth() } } },
      streams: [
        stream("a", { url_base: linkTo("url_base"), authenticator: linkTo("authenticator") }),
        stream("b", { url_base: linkTo("url_base"), authenticator: linkTo("authenticator") }),
        stream("c", { url_base: "https://other.example.com" }),
      ],
    },
  );
});

Deno.test("normalizeManifest shares a value under its own key only", () => {
  const parts = { request_parameters: {}, request_headers: {} };
  const linked = { request_parameters: linkTo("request_parameters"), request_headers: {} };
  deepStrictEqual(
    normalizeManifest({ streams: [stream("a", parts), stream("b", parts)] }),
    {
      definitions: { linked: { HttpRequester: { request_parameters: {} } } },
      streams: [stream("a", linked), stream("b", linked)],
    },
  );
});

Deno.test("normalizeManifest refers to parent streams", () => {
  const child = (parent: JsonObject) => ({
    name: "b",
    retriever: {
      partition_router: { type: "SubstreamPartitionRouter", parent_stream_configs: [{ stream: parent }] },
    },
  });
  deepStrictEqual(
    normalizeManifest({ streams: [stream("a", {}), child(stream("a", {}))] }),
    { streams: [stream("a", {}), child({ $ref: "#/streams/0" })] },
  );
});

Deno.test("normalizeManifest leaves a manifest whose parts have no type", () => {
  const untyped = () => ({ request_headers: { a: "1" } });
  const manifest = { streams: [untyped(), untyped()] };
  strictEqual(normalizeManifest(manifest), manifest);
});
