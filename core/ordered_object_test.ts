import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { emptyFor, emptyLike, isReordered, orderedObject } from "./ordered_object.ts";

const cases: { keys: string[]; reordered: boolean }[] = [
  { keys: ["a", "b"], reordered: false },
  { keys: ["1", "2", "a"], reordered: false },
  { keys: ["2", "1"], reordered: true },
  { keys: ["a", "1"], reordered: true },
  { keys: ["a", "01", "-1", "1.5", "4294967295"], reordered: false },
];
for (const { keys, reordered } of cases) {
  Deno.test(`isReordered ${keys}`, () => {
    strictEqual(isReordered(keys), reordered);
    const object = emptyFor<number>(keys)();
    keys.forEach((key, i) => object[key] = i);
    deepStrictEqual(Object.keys(object), keys);
  });
}

Deno.test("orderedObject keeps its keys in order through all that happens to objects", () => {
  const object = orderedObject<unknown>();
  Object.assign(object, { b: 1 });
  for (const key of ["10", "2", "a"]) object[key] = key;
  object["10"] = "again";
  deepStrictEqual([JSON.stringify(object), Object.keys(object)], ['{"b":1,"10":"again","2":"2","a":"a"}', [
    ...["b", "10", "2", "a"],
  ]]);
  delete object["10"];
  object["10"] = "last";
  const seen: string[] = [];
  for (const key in object) seen.push(key);
  deepStrictEqual(seen, ["b", "2", "a", "10"]);
  const copy = emptyLike<unknown>(object);
  for (const key in object) copy[key] = object[key];
  deepStrictEqual(Object.keys(copy), seen);
  strictEqual(Object.hasOwn(object, "nothing") || "nothing" in object, false);
});
