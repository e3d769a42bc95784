import { deepStrictEqual, throws } from "node:assert/strict";
import type { ConnectorError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { pathText } from "../manifest/path.ts";
import { nameOf, parentNames } from "./parent_names.ts";

const child = (router: JsonObject | JsonObject[]) => ({
  node: { name: "child", retriever: { partition_router: router } } as JsonObject,
  path: ["streams", 0],
});
const parent = (name?: string): JsonObject => ({
  parent_stream_configs: [{ stream: name === undefined ? {} : { name } }],
});

Deno.test("parentNames looks into every kind of router", () => {
  const routers = [
    parent("a"),
    { partition_routers: [parent("b")] },
    { underlying_partition_router: parent("c") },
  ];
  deepStrictEqual([...parentNames([child(routers)], pathText)], ["a", "b", "c"]);
});

Deno.test("a stream without a name is refused where it stands", () => {
  const refused = (act: () => unknown, at: string) =>
    throws(act, (error: ConnectorError) => error.code === "manifest.missing_field" && error.at === at);
  refused(() => parentNames([child(parent())], pathText), "streams[0].retriever.partition_router");
  refused(() => nameOf({ node: { name: 1 }, path: ["streams", 2] }, pathText), "streams[2]");
});
