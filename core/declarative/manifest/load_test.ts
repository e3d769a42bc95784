import { deepStrictEqual, throws } from "node:assert/strict";
import { ConnectorError } from "../../errors.ts";
import { Float, type Json } from "../../json.ts";
import { readManifest, readYaml } from "./load.ts";

const scalars: [text: string, expected: Json][] = [
  ["yes", true],
  ["Off", false],
  ["y", "y"],
  ["~", null],
  ["", null],
  ["NULL", null],
  ["nULL", "nULL"],
  ["1_000", 1000],
  ["010", 8],
  ["0o10", "0o10"],
  ["08", "08"],
  ["0x1F", 31],
  ["0b11", 3],
  ["+1", 1],
  ["1:30", 90],
  ["-1:30", -90],
  ["1:60", "1:60"],
  ["123456789012345678901234567890", 123456789012345678901234567890n],
  ["1.0", new Float(1)],
  ["1.", new Float(1)],
  [".5", 0.5],
  ["1e3", "1e3"],
  ["1.5e3", "1.5e3"],
  ["1.0e+3", new Float(1000)],
  ["1:30.5", 90.5],
  ["-.inf", -Infinity],
  [".NaN", NaN],
  ["1,000", "1,000"],
  ["2021-01-01", "2021-01-01"],
  ["2021-1-1", "2021-1-1"],
  ["2021-01-01T10:00:00Z", "2021-01-01T10:00:00+00:00"],
  ["2021-01-01 1:00:00.25 +5:30", "2021-01-01T01:00:00.250000+05:30"],
  ["'1'", "1"],
  ["!!str 1", "1"],
];

for (const [text, expected] of scalars) {
  Deno.test(`YAML scalar ${text || "(empty)"}`, () =>
    deepStrictEqual(readYaml(`a: ${text}`, "m"), { a: expected }));
}

const documents: [name: string, text: string, expected: Json][] = [
  ["last of equal keys wins", "a: 1\na: 2", { a: 2 }],
  ["merge", "a: &a {x: 1, y: 1}\nb:\n  <<: *a\n  y: 2", { a: { x: 1, y: 1 }, b: { x: 1, y: 2 } }],
  ["merge of a list", "- {<<: [{a: 1}, {a: 2, b: 3}], c: 4}", [{ a: 1, b: 3, c: 4 }]],
  ["keys that are no text", "on: 1\n1: 2\n~: 3", { 1: 2, true: 1, null: 3 }],
  ["JSON with tabs", '{\n\t"a": 1.0\n}', { a: new Float(1) }],
  ["empty", "# nothing", null],
];

for (const [name, text, expected] of documents) {
  Deno.test(`readYaml ${name}`, () => deepStrictEqual(readYaml(text, "m"), expected));
}

const failures: [name: string, text: string, at: string, hint: RegExp][] = [
  ["tab", "a:\n\tb: 1", "m.yaml:2:1", /spaces/],
  ["indentation", "a:\n  b: 1\n c: 2", "m.yaml:3:2", /indentation/],
  ["bare template", "a: 1\nb: {{ x }}", "m.yaml:2:4", /Quote the template/],
  ["open quote", 'a: "x', "m.yaml:1:6", /Close the quotes/],
  ["unknown alias", "a: *b", "m.yaml:1:6", /anchor/],
  ["colon in text", "a: b: c", "m.yaml:1:5", /quote/],
  ["percent sign", "a: %Y", "m.yaml:1:4", /%/],
  ["no mapping", "- a", "m.yaml", /version/],
];

for (const [name, text, at, hint] of failures) {
  Deno.test(`readManifest fails: ${name}`, () => {
    throws(() => readManifest(text, "m.yaml"), (error) => {
      if (!(error instanceof ConnectorError)) throw error;
      deepStrictEqual([error.code, error.at, hint.test(error.hint ?? "")], ["manifest.yaml", at, true]);
      return true;
    });
  });
}
