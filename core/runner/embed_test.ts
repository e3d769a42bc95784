import { deepStrictEqual, rejects } from "node:assert/strict";
import type { JsonObject } from "../json.ts";
import { integer, optional, string } from "../schema/builders.ts";
import { cursor } from "../sources/cursors/value_cursor.ts";
import { source } from "../sources/define_source.ts";
import { stream } from "../sources/define_stream.ts";
import { read } from "./embed.ts";

const numbers = stream({
  name: "numbers",
  schema: { id: integer() },
  cursor: cursor({ field: "id" }),
  spec: { count: integer() },
  async *read({ slice, config }) {
    for (let id = Number(slice.since ?? 0) + 1; id <= config.count; id++) yield { id };
  },
});
const words = stream({ name: "words", schema: { word: string() }, read: () => [{ word: "a" }] });
const broken = stream({
  name: "broken",
  schema: { id: integer() },
  read: () => {
    throw new Error("oops");
  },
});
const counting = source({
  name: "source-counting",
  spec: { count: integer(), extra: optional(integer(), 7) },
  streams: [numbers, words],
});

Deno.test("read gives typed records of the streams asked for, and their states", async () => {
  const ids: number[] = [];
  const states: JsonObject[] = [];
  const options = {
    config: { count: 3 },
    streams: ["numbers"],
    state: { numbers: { id: 1 } },
  } as const;
  for await (
    const { stream, data } of read(counting, {
      ...options,
      onState: (_, state) => states.push(state),
    })
  ) {
    // @ts-expect-error a record has the type of its schema
    const wrong: string = data.id;
    ids.push(Number(wrong));
    // @ts-expect-error only this stream was asked for
    if (stream === "words") return;
  }
  deepStrictEqual([ids, states.at(-1)], [[2, 3], { id: 3 }]);
});

Deno.test("read stops asking where the program stops taking", async () => {
  for await (const record of read(counting, { config: { count: 1_000_000 } })) {
    if (record.stream === "numbers" && record.data.id === 3) break;
  }
});

Deno.test("read throws what is wrong with config, streams or reading", async () => {
  // @ts-expect-error the config lacks a key
  const records = read(counting, { config: {} });
  await rejects(records.next(), { code: "config.invalid" });
  const failing = read(source({ name: "s", spec: {}, streams: [broken] }), { config: {} });
  await rejects(failing.next(), { code: "read.streams_failed" });
});
