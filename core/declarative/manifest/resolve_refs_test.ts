import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { ConnectorError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { resolveReferences, sourcePath } from "./resolve_refs.ts";

const cases: { name: string; manifest: JsonObject; expected: JsonObject }[] = [
  { name: "text", manifest: { a: 1, b: "#/a" }, expected: { a: 1, b: 1 } },
  {
    name: "own keys win over the reference",
    manifest: { a: { x: 1, y: 2 }, b: { $ref: "#/a", y: 3 } },
    expected: { a: { x: 1, y: 2 }, b: { x: 1, y: 3 } },
  },
  {
    name: "index, then key",
    manifest: { a: [{ x: 1 }], b: "#/a/0/x" },
    expected: { a: [{ x: 1 }], b: 1 },
  },
  {
    name: "a key with slashes goes first",
    manifest: { a: { b: 1 }, "a/b": 2, c: "#/a/b" },
    expected: { a: { b: 1 }, "a/b": 2, c: 2 },
  },
  {
    name: "reference through a reference",
    manifest: { a: { x: 1 }, b: { $ref: "#/a" }, c: { $ref: "#/b", z: 1 } },
    expected: { a: { x: 1 }, b: { x: 1 }, c: { x: 1, z: 1 } },
  },
  {
    name: "a reference to text takes the place of the mapping",
    manifest: { a: "x", b: { $ref: "#/a", y: 1 } },
    expected: { a: "x", b: "x" },
  },
  {
    name: "config values stay",
    manifest: { check: { config_overrides: { a: "#/b" } } },
    expected: { check: { config_overrides: { a: "#/b" } } },
  },
];

for (const { name, manifest, expected } of cases) {
  Deno.test(`resolveReferences ${name}`, () => deepStrictEqual(resolveReferences(manifest), expected));
}

const failures: { name: string; manifest: JsonObject; message: string; hint: string }[] = [
  {
    name: "unknown key",
    manifest: { definitions: { requester: 1 }, a: { b: "#/definitions/reqester" } },
    message: `Cannot resolve "#/definitions/reqester": "#/definitions" has no "reqester"`,
    hint: `It has "requester"`,
  },
  {
    name: "circle",
    manifest: { a: { x: { $ref: "#/b" } }, b: { y: "#/a" } },
    message: `Cannot resolve "#/b": it leads back to itself`,
    hint: `Break the circle #/b → #/a → #/b`,
  },
];

for (const { name, manifest, message, hint } of failures) {
  Deno.test(`resolveReferences fails: ${name}`, () => {
    throws(() => resolveReferences(manifest), (error) => {
      if (!(error instanceof ConnectorError)) throw error;
      deepStrictEqual([error.message, error.hint], [message, hint]);
      return true;
    });
  });
}

Deno.test("resolveReferences shares what is referenced often", () => {
  const { b, c } = resolveReferences({ a: { x: "#/n" }, n: [1], b: "#/a", c: "#/a" });
  strictEqual(b, c);
});

Deno.test("sourcePath follows references to where a key is written", () => {
  const manifest = {
    d: { r: { path: "/x", inner: { k: 1 } }, i: [{ z: 1 }] },
    s: [{ $ref: "#/d/r", own: "#/d/i" }],
  };
  deepStrictEqual(sourcePath(manifest, ["s", 0, "inner", "k"]), ["d", "r", "inner", "k"]);
  deepStrictEqual(sourcePath(manifest, ["s", 0, "own", 0, "z"]), ["d", "i", 0, "z"]);
  deepStrictEqual(sourcePath(manifest, ["s", 0, "missing"]), ["s", 0]);
});
