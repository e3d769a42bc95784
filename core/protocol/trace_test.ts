import { deepStrictEqual } from "node:assert/strict";
import { ConnectorError } from "../errors.ts";
import type { StreamDescriptor } from "./messages.ts";
import { errorTrace } from "./trace.ts";

const cases: { code: string; read?: StreamDescriptor; expected: StreamDescriptor | undefined }[] = [
  { code: "http.retries_exhausted", expected: { name: "parent" } },
  { code: "http.rate_limited", read: { name: "child" }, expected: { name: "parent" } },
  { code: "state.cursor_value", expected: undefined },
  { code: "state.cursor_value", read: { name: "child" }, expected: { name: "child" } },
];
for (const { code, read, expected } of cases) {
  Deno.test(`errorTrace: ${code} of a parent, ${read ? "while a child is read" : "before any stream is"}`, () => {
    const error = new ConnectorError(code, { failureType: "system_error", message: "m", stream: "parent" });
    const message = errorTrace(error, read);
    const trace = message.type === "TRACE" && message.trace.type === "ERROR"
      ? message.trace.error
      : undefined;
    deepStrictEqual(trace?.stream_descriptor, expected);
  });
}
