import { deepStrictEqual, ok } from "node:assert/strict";
import type { BuiltIns } from "./built_in.ts";
import { filters } from "./filters/mod.ts";
import { globals } from "./globals/mod.ts";
import { evaluate } from "./interpolation.ts";
import { tests } from "./tests.ts";

const tables: Record<string, BuiltIns> = { filter: filters, test: tests, global: globals };

for (const [kind, table] of Object.entries(tables)) {
  for (const [name, { examples }] of Object.entries(table)) {
    Deno.test(`jinja ${kind} ${name}`, () => {
      ok(examples.length > 0, "has an example");
      for (const [template, expected] of examples) {
        const result = evaluate(template, { config: {}, default: "" }, {});
        deepStrictEqual(result, expected, template);
      }
    });
  }
}
