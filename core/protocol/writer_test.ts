import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { Float } from "../json.ts";
import type { Message } from "./messages.ts";
import { createRedactor } from "./redact.ts";
import { statusTrace } from "./trace.ts";
import { lineOf, messageWriter } from "./writer.ts";

const redactor = createRedactor();
redactor.add("s3cret");

const lines: { name: string; message: Message; expected: string }[] = [
  {
    name: "a log is masked",
    message: { type: "LOG", log: { level: "INFO", message: "key s3cret" } },
    expected: '{"type":"LOG","log":{"level":"INFO","message":"key ****"}}\n',
  },
  {
    name: "names in a trace are not",
    message: {
      type: "TRACE",
      trace: {
        type: "ERROR",
        emitted_at: 1,
        error: { message: "s3cret", failure_type: "config_error", stream_descriptor: { name: "s3cret" } },
      },
    },
    expected:
      '{"type":"TRACE","trace":{"type":"ERROR","emitted_at":1,"error":{"message":"****","failure_type":"config_error","stream_descriptor":{"name":"s3cret"}}}}\n',
  },
  {
    name: "a control message carries the config",
    message: {
      type: "CONTROL",
      control: { type: "CONNECTOR_CONFIG", emitted_at: 1, connectorConfig: { config: { key: "s3cret" } } },
    },
    expected:
      '{"type":"CONTROL","control":{"type":"CONNECTOR_CONFIG","emitted_at":1,"connectorConfig":{"config":{"key":"s3cret"}}}}\n',
  },
  {
    name: "counts of a state are decimals",
    message: {
      type: "STATE",
      state: {
        type: "STREAM",
        stream: { stream_descriptor: { name: "a" }, stream_state: { at: Float.of(2), id: 7n } },
        sourceStats: { recordCount: 3 },
      },
    },
    expected:
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":{"at":2.0,"id":7}},"sourceStats":{"recordCount":3.0}}}\n',
  },
];

for (const { name, message, expected } of lines) {
  Deno.test(`lineOf: ${name}`, () => strictEqual(lineOf(message, redactor), expected));
}

/** A sink that takes a few bytes at a time. */
function memory(step = Infinity) {
  const written: Uint8Array[] = [];
  return {
    write(bytes: Uint8Array) {
      const part = bytes.slice(0, step);
      written.push(part);
      return Promise.resolve(part.length);
    },
    text: () => written.map((bytes) => new TextDecoder().decode(bytes)).join(""),
    chunks: written,
  };
}

Deno.test("messageWriter writes records in the Python CDK's order of keys", async () => {
  const out = memory();
  const writer = messageWriter(out);
  writer.record("a", { id: 1, price: Float.of(2) });
  await writer.end();
  strictEqual(
    out.text().replace(/\d{13}/, "NOW"),
    '{"type":"RECORD","record":{"stream":"a","data":{"id":1,"price":2.0},"emitted_at":NOW}}\n',
  );
});

Deno.test("messageWriter joins lines, whole and in order, even where the sink takes little", async () => {
  const out = memory(1000);
  const writer = messageWriter(out);
  for (let id = 0; id < 5000; id++) writer.record(id % 2 ? "a" : "b", { id, text: "é".repeat(id % 7) });
  await writer.end();
  const ids = out.text().trimEnd().split("\n").map((line) => JSON.parse(line).record.data.id);
  deepStrictEqual(ids, Array.from({ length: 5000 }, (_, id) => id));
});

Deno.test("messageWriter drops what a stream is said to do after its end", async () => {
  const out = memory();
  const writer = messageWriter(out);
  for (const status of ["STARTED", "COMPLETE", "RUNNING"] as const) {
    writer.message(statusTrace({ name: "a" }, status));
  }
  await writer.end();
  deepStrictEqual(
    out.text().trim().split("\n").map((line) => JSON.parse(line).trace.stream_status.status),
    ["STARTED", "COMPLETE"],
  );
});

Deno.test("messageWriter writes few large chunks", async () => {
  const out = memory();
  const writer = messageWriter(out);
  for (let id = 0; id < 10_000; id++) writer.record("a", { id });
  await writer.end();
  strictEqual(out.chunks.length < 20, true);
});

Deno.test("messageWriter holds up who drains while the reader is slow", async () => {
  const gate = Promise.withResolvers<void>();
  const writer = messageWriter({ write: (bytes) => gate.promise.then(() => bytes.length) });
  for (let id = 0; id < 10_000; id++) writer.record("a", { id });
  let drained = false;
  const drain = writer.drain().then(() => drained = true);
  await new Promise((resolve) => setTimeout(resolve, 1));
  strictEqual(drained, false);
  gate.resolve();
  await drain;
  await writer.end();
});

Deno.test("messageWriter ends quietly when its reader has gone", async () => {
  const writer = messageWriter({ write: () => Promise.reject(new Deno.errors.BrokenPipe("gone")) });
  writer.record("a", { id: 1 });
  await writer.end();
  strictEqual(writer.gone.aborted, true);
  writer.record("a", { id: 2 });
  await writer.drain();
  await writer.end();
});

Deno.test("messageWriter fails where stdout is a full disk", async () => {
  const writer = messageWriter({ write: () => Promise.reject(new Error("No space left on device")) });
  writer.log("INFO", "hello");
  await rejects(writer.end(), /Cannot write to stdout: No space left on device/);
});

Deno.test("messageWriter does not keep a line for long", async () => {
  const out = memory();
  const writer = messageWriter(out);
  writer.log("INFO", "waiting for the rate limit");
  await new Promise((resolve) => setTimeout(resolve, 60));
  strictEqual(out.text().includes("waiting"), true);
  await writer.end();
});

Deno.test("messageWriter leaves out DEBUG logs", async () => {
  const out = memory();
  const writer = messageWriter(out);
  writer.log("DEBUG", "detail");
  await writer.end();
  strictEqual(out.text(), "");
});
