import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { ConnectorError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { catalogOf } from "../protocol/parse.ts";
import type { Message, MessageSink } from "../protocol/messages.ts";
import { type ReadRequest, readStreams } from "./read.ts";
import type { Partition, Stream } from "./stream.ts";
import { StreamSlice } from "./stream_slice.ts";

/** A sink that notes in short what came by. */
function notes() {
  const seen: string[] = [];
  const sink: MessageSink = {
    message(message: Message) {
      if (message.type === "STATE") {
        const { stream, sourceStats } = message.state;
        seen.push(
          `${stream?.stream_descriptor.name} state ${
            JSON.stringify(stream?.stream_state)
          } +${sourceStats?.recordCount}`,
        );
      }
      if (message.type !== "TRACE") return;
      const { trace } = message;
      if (trace.type === "STREAM_STATUS") {
        seen.push(`${trace.stream_status.stream_descriptor.name} ${trace.stream_status.status}`);
      } else if (trace.type === "ERROR") {
        seen.push(
          `${trace.error.stream_descriptor?.name} error ${trace.error.failure_type}: ${trace.error.message}`,
        );
      }
    },
    record: (stream, data) => seen.push(`${stream} record ${JSON.stringify(data)}`),
    log(level, text) {
      if (level === "WARN") seen.push(`warning: ${text}`);
    },
    drain: () => Promise.resolve(),
  };
  return { sink, seen };
}

type Step = JsonObject | Error | Promise<unknown>;

/** A stream whose partitions yield these steps: records, failures, waits. */
function fakeStream(name: string, partitions: (Step[] | Error)[], more: Partial<Stream> = {}): Stream {
  return {
    name,
    describe: () => Promise.reject(new Error("not asked for")),
    open() {
      let closed = 0;
      return {
        async *partitions() {
          for (const [index, steps] of partitions.entries()) {
            if (steps instanceof Error) throw steps;
            const partition: Partition = {
              slice: new StreamSlice({ partition: { index } }),
              async *read() {
                for (const step of steps) {
                  if (step instanceof Error) throw step;
                  if (step instanceof Promise) await step;
                  else yield { records: [step as JsonObject] };
                }
              },
            };
            yield partition;
          }
        },
        close: () => ({ closed: ++closed }),
        finish: () => ({ closed, last: true }),
        current: () => ({ closed }),
      };
    },
    ...more,
  };
}

async function seenOf(streams: Stream[], more: Partial<ReadRequest> = {}): Promise<string[]> {
  const { sink, seen } = notes();
  const catalog = catalogOf(streams.map((stream) => stream.name));
  try {
    await readStreams({ streams, catalog, sink, concurrency: 2, ...more });
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    seen.push(`${error.failureType}: ${error.message}`);
  }
  return seen;
}

const denied = new ConnectorError("http.failed", { failureType: "config_error", message: "403 Forbidden" });

const cases: { name: string; streams: Stream[]; more?: Partial<ReadRequest>; expected: string[] }[] = [
  {
    name: "states follow their records",
    streams: [fakeStream("a", [[{ id: 1 }, { id: 2 }], [{ id: 3 }]])],
    more: { concurrency: 1 },
    expected: [
      "a STARTED",
      "a RUNNING",
      'a record {"id":1}',
      'a record {"id":2}',
      'a state {"closed":1} +2',
      'a record {"id":3}',
      'a state {"closed":2} +1',
      'a state {"closed":2,"last":true} +0',
      "a COMPLETE",
    ],
  },
  {
    name: "a stream without partitions is complete",
    streams: [fakeStream("a", [])],
    expected: ["a STARTED", 'a state {"closed":0,"last":true} +0', "a COMPLETE"],
  },
  {
    name: "a failed partition leaves the others running",
    streams: [fakeStream("a", [[{ id: 1 }, denied], [{ id: 2 }]]), fakeStream("b", [[{ id: 3 }]])],
    more: { concurrency: 1 },
    expected: [
      "a STARTED",
      "a RUNNING",
      'a record {"id":1}',
      "a error config_error: 403 Forbidden",
      'a record {"id":2}',
      'a state {"closed":1} +2',
      'a state {"closed":1,"last":true} +0',
      "a INCOMPLETE",
      "b STARTED",
      "b RUNNING",
      'b record {"id":3}',
      'b state {"closed":1} +1',
      'b state {"closed":1,"last":true} +0',
      "b COMPLETE",
      "config_error: During the sync, the following streams did not sync successfully: a: 403 Forbidden",
    ],
  },
  {
    name: "slices that cannot be made fail their stream",
    streams: [fakeStream("a", [[{ id: 1 }], new TypeError("no parent")])],
    more: { concurrency: 1 },
    expected: [
      "a STARTED",
      "a error system_error: An unexpected error occurred in stream a: TypeError",
      "a RUNNING",
      'a record {"id":1}',
      'a state {"closed":1} +1',
      'a state {"closed":1,"last":true} +0',
      "a INCOMPLETE",
      "config_error: During the sync, the following streams did not sync successfully: a: TypeError: no parent",
    ],
  },
  {
    name: "a stream that the source does not have",
    streams: [fakeStream("orders", [])],
    more: { catalog: catalogOf(["order", "orders"]) },
    expected: [
      'warning: The catalog asks for the stream "order", which the source does not have. Did you mean "orders"?',
      "order INCOMPLETE",
      "orders STARTED",
      'orders state {"closed":0,"last":true} +0',
      "orders COMPLETE",
    ],
  },
  {
    name: "a limit cuts a stream without a state",
    streams: [fakeStream("a", [[{ id: 1 }, { id: 2 }], [{ id: 3 }]])],
    more: { limit: 1 },
    expected: ["a STARTED", "a RUNNING", 'a record {"id":1}', "a COMPLETE"],
  },
];

for (const { name, streams, more, expected } of cases) {
  Deno.test(`readStreams: ${name}`, async () => {
    const seen = await seenOf(streams, more);
    deepStrictEqual(order(seen), order(expected));
    deepStrictEqual([...seen].sort(), [...expected].sort());
  });
}

/** Per stream, as the order between streams is left to the pool. */
function order(seen: string[]): Record<string, string[]> {
  const streams: Record<string, string[]> = {};
  for (const line of seen) (streams[line.split(" ")[0]!] ??= []).push(line);
  return streams;
}

Deno.test("readStreams keeps streams of a group apart", async () => {
  const seen = await seenOf([
    fakeStream("a", [[Promise.resolve(), { id: 1 }]], { group: "g" }),
    fakeStream("b", [[{ id: 2 }]], { group: "g" }),
    fakeStream("c", [[{ id: 3 }]]),
  ], { concurrency: 6 });
  strictEqual(seen.indexOf("a COMPLETE") < seen.indexOf("b STARTED"), true);
  strictEqual(seen.indexOf("c STARTED") < seen.indexOf("a COMPLETE"), true);
});

Deno.test("readStreams reads no more partitions at once than it may", async () => {
  let running = 0;
  let most = 0;
  const slow = (): Stream => ({
    ...fakeStream("a", []),
    open: () => ({
      async *partitions() {
        for (let i = 0; i < 20; i++) {
          yield {
            slice: new StreamSlice(),
            async *read() {
              most = Math.max(most, ++running);
              await new Promise((resolve) => setTimeout(resolve, 1));
              running--;
              yield { records: [] };
            },
          };
        }
      },
      close: () => undefined,
      finish: () => undefined,
    }),
  });
  await seenOf([slow()], { concurrency: 4 });
  strictEqual(most, 4);
});

Deno.test("readStreams ends on a signal with the states of what is complete", async () => {
  const controller = new AbortController();
  const { sink, seen } = notes();
  const never = new Promise(() => {});
  const streams = [fakeStream("a", [[{ id: 1 }], [{ id: 2 }, never]]), fakeStream("b", [[{ id: 3 }]])];
  const read = readStreams({
    streams,
    catalog: catalogOf(["a", "b"]),
    sink,
    concurrency: 1,
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(), 5);
  strictEqual(await read, false);
  deepStrictEqual(order(seen).a, [
    "a STARTED",
    "a RUNNING",
    'a record {"id":1}',
    'a state {"closed":1} +1',
    'a record {"id":2}',
    'a state {"closed":1} +1',
    "a INCOMPLETE",
  ]);
});

Deno.test("readStreams waits for the reader of its messages", async () => {
  const { sink, seen } = notes();
  const gate = Promise.withResolvers<void>();
  const read = readStreams({
    streams: [fakeStream("a", [[{ id: 1 }, { id: 2 }]])],
    catalog: catalogOf(["a"]),
    sink: { ...sink, drain: () => gate.promise },
    concurrency: 2,
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  deepStrictEqual(seen, ["a STARTED", "a RUNNING", 'a record {"id":1}']);
  gate.resolve();
  await read;
  strictEqual(seen.at(-1), "a COMPLETE");
});

Deno.test("readStreams gives up where a sink throws", async () => {
  const { sink } = notes();
  await rejects(
    readStreams({
      streams: [fakeStream("a", [])],
      catalog: catalogOf(["a"]),
      sink: {
        ...sink,
        message: () => {
          throw new Error("broken sink");
        },
      },
      concurrency: 1,
    }),
    /broken sink/,
  );
});

Deno.test("readStreams tells streams of one name apart by their namespaces", async () => {
  const streams = ["a", "b"].map((namespace) => fakeStream("orders", [[{ of: namespace }]], { namespace }));
  const read = async (namespace?: string) => {
    const lines: string[] = [];
    const catalog = catalogOf(["orders"]);
    if (namespace !== undefined) catalog.streams[0]!.stream.namespace = namespace;
    await readStreams({
      streams,
      catalog,
      concurrency: 1,
      sink: {
        ...notes().sink,
        record: (stream, _data, _file, place) => lines.push(`${place}.${stream}`),
      },
    });
    return lines;
  };
  deepStrictEqual(await read("b"), ["b.orders"]);
  deepStrictEqual(await read(), ["a.orders", "b.orders"]);
});
