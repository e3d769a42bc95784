import { deepStrictEqual, throws } from "node:assert/strict";
import type { Json } from "../json.ts";
import { parseCatalog, parseState, stateOf, statesIn } from "./parse.ts";

const stream = (name: string) => ({ name, json_schema: {}, supported_sync_modes: ["full_refresh"] });

Deno.test("parseCatalog keeps keys that it does not know", () => {
  const entry = {
    stream: stream("a"),
    sync_mode: "incremental",
    destination_sync_mode: "append",
    generation_id: 3,
  };
  deepStrictEqual(parseCatalog({ streams: [entry] }, "k.json"), { streams: [entry] });
});

const badCatalogs: { name: string; value: Json; expected: RegExp }[] = [
  { name: "list", value: [], expected: /Cannot read the catalog k.json: the file is not an object/ },
  { name: "misspelt key", value: { stream: [] }, expected: /streams is missing or is not a list/ },
  {
    name: "not configured",
    value: { streams: [stream("a")] },
    expected: /a catalog as `discover` prints it/,
  },
  { name: "no name", value: { streams: [{ stream: {} }] }, expected: /streams\[0\].stream.name is missing/ },
  {
    name: "sync mode",
    value: { streams: [{ stream: stream("a"), sync_mode: "full" }] },
    expected: /streams\[0\].sync_mode is "full"/,
  },
];
for (const { name, value, expected } of badCatalogs) {
  Deno.test(`parseCatalog refuses: ${name}`, () => {
    throws(() => parseCatalog(value, "k.json"), { code: "catalog.invalid", message: expected });
  });
}

const descriptor = { name: "orders" };
const states: { name: string; value: Json; expected: unknown }[] = [
  { name: "none", value: [], expected: undefined },
  { name: "null", value: null, expected: undefined },
  {
    name: "STREAM with null keys",
    value: [{
      type: "STREAM",
      stream: { stream_descriptor: descriptor, stream_state: { at: 1 } },
      global: null,
      data: null,
    }],
    expected: { at: 1 },
  },
  {
    name: "a whole message",
    value: [{
      type: "STATE",
      state: { type: "STREAM", stream: { stream_descriptor: descriptor, stream_state: { at: 2 } } },
    }],
    expected: { at: 2 },
  },
  {
    name: "GLOBAL",
    value: [{
      type: "GLOBAL",
      global: { stream_states: [{ stream_descriptor: descriptor, stream_state: { at: 3 } }] },
    }],
    expected: { at: 3 },
  },
  { name: "LEGACY", value: [{ type: "LEGACY", data: { orders: { at: 4 } } }], expected: { at: 4 } },
  { name: "a legacy object", value: { orders: { at: 5 } }, expected: { at: 5 } },
];
for (const { name, value, expected } of states) {
  Deno.test(`parseState reads ${name}`, () => {
    const messages = parseState(value, "s.json");
    deepStrictEqual(stateOf(messages, "orders"), expected);
    deepStrictEqual(statesIn(messages), expected === undefined ? [] : ["orders"]);
  });
}

const badStates: { name: string; value: Json; expected: RegExp }[] = [
  { name: "text", value: "x", expected: /the file is neither a list nor an object/ },
  { name: "empty message", value: [{}], expected: /\[0\] has none of the keys stream, global and data/ },
  { name: "no descriptor", value: [{ stream: {} }], expected: /\[0\].stream_descriptor.name is missing/ },
  {
    name: "shared state",
    value: [{ global: { shared_state: { a: 1 }, stream_states: [] } }],
    expected: /\[0\].global.shared_state is not empty/,
  },
];
for (const { name, value, expected } of badStates) {
  Deno.test(`parseState refuses: ${name}`, () => {
    throws(() => parseState(value, "s.json"), { code: "state.invalid", message: expected });
  });
}
