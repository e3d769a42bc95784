import { deepStrictEqual } from "node:assert/strict";
import type { Shape } from "./component.ts";
import { slotsOf, slotTypes } from "./manifest/shapes.ts";
import { sourceFields } from "./manifest/source_fields.ts";
import { registry } from "./registry.ts";

async function* sources(folder: URL): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts") && !name.endsWith("_test.ts")) {
      yield await Deno.readTextFile(new URL(name, folder));
    }
  }
}

Deno.test("every component file has its row", async () => {
  const missing: string[] = [];
  for await (const source of sources(new URL("components/", import.meta.url))) {
    for (const [, type = ""] of source.matchAll(/= component\(\{\s*type: "(\w+)"/g)) {
      if (!registry.has(type)) missing.push(type);
    }
  }
  deepStrictEqual(missing, []);
});

Deno.test("every slot can be filled, and only by its role", () => {
  const wrong: string[] = [];
  const check = (name: string, shape: Shape) => {
    for (const slot of slotsOf(shape)) {
      const types = slotTypes(slot);
      if (types.length === 0) wrong.push(`${name}: nothing fits`);
      for (const type of [...types, ...slot.implied ? [slot.implied] : []]) {
        if (registry.get(type)?.role !== slot.role) wrong.push(`${name}: ${type}`);
      }
    }
  };
  for (const [type, { fields }] of registry) {
    for (const [field, { shape }] of Object.entries(fields)) check(`${type}.${field}`, shape);
  }
  for (const [field, { shape }] of Object.entries(sourceFields)) check(field, shape);
  deepStrictEqual(wrong, []);
});
