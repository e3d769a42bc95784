import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ConnectorError, namedError, nearest } from "./errors.ts";

const thrown = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return error;
  }
};

const recurse = (depth: number): number => 1 + recurse(depth + 1);
const limits: { name: string; error: unknown; code: string | undefined }[] = [
  { name: "too deep", error: thrown(() => recurse(0)), code: "record.too_deep" },
  { name: "too long", error: thrown(() => "x".repeat(2 ** 29).repeat(4)), code: "record.too_large" },
  {
    name: "an error of ours",
    error: new ConnectorError("http.failed", { failureType: "system_error", message: "m" }),
    code: "http.failed",
  },
  { name: "any other", error: new TypeError("x is not a function"), code: undefined },
];

for (const { name, error, code } of limits) {
  Deno.test(`namedError ${name}`, () => {
    const named = namedError(error);
    strictEqual(named instanceof ConnectorError ? named.code : undefined, code);
  });
}

Deno.test("nearest names a word that may be meant", () => {
  deepStrictEqual(
    ["PageIncremnt", "pageincrement", "Nothing"].map((word) =>
      nearest(word, ["PageIncrement", "OffsetIncrement"])
    ),
    ["PageIncrement", "PageIncrement", undefined],
  );
});
