import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import type { Json } from "../json.ts";
import { readSchemaFile, schemaFileName } from "./schema_file.ts";

const names: [stream: string, file: string][] = [
  ["users", "users.json"],
  ["UserPosts", "user_posts.json"],
  ["HTTPRequests", "http_requests.json"],
  ["Orders2024", "orders2024.json"],
  ["user posts", "user_posts.json"],
];
for (const [stream, file] of names) {
  Deno.test(`schemaFileName ${stream}`, () => strictEqual(schemaFileName(stream), file));
}

/** A connector's folder with these files. */
async function withFiles(files: Record<string, Json>, test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  for (const [name, content] of Object.entries(files)) {
    await Deno.mkdir(join(folder, name, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, name), JSON.stringify(content));
  }
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readSchemaFile puts what other files say in place of references", () =>
  withFiles({
    "schemas/user_posts.json": {
      type: "object",
      properties: {
        author: { $ref: "user.json", description: "Who wrote it" },
        place: { $ref: "#/definitions/p" },
      },
      definitions: { p: { $ref: "places.json#/definitions/point" } },
    },
    "schemas/shared/user.json": {
      type: "object",
      properties: { at: { $ref: "places.json#/definitions/point" } },
    },
    "schemas/shared/places.json": { definitions: { point: { type: "number" } } },
  }, async (folder) => {
    deepStrictEqual(await readSchemaFile(folder, "UserPosts"), {
      type: "object",
      properties: {
        author: { type: "object", properties: { at: { type: "number" } }, description: "Who wrote it" },
        place: { type: "number" },
      },
    });
  }));

const failures: { name: string; files: Record<string, Json>; message: RegExp }[] = [
  { name: "no file", files: {}, message: /there is no schemas\/a\.json/ },
  {
    name: "a circle",
    files: {
      "schemas/a.json": { properties: { b: { $ref: "b.json" } } },
      "schemas/b.json": { items: { $ref: "b.json" } },
    },
    message: /"b\.json" leads back to itself: b\.json# → b\.json#/,
  },
  { name: "a missing file", files: { "schemas/a.json": { $ref: "c.json" } }, message: /refers to "c\.json"/ },
  { name: "a missing place", files: { "schemas/a.json": { $ref: "#/x" } }, message: /"#\/x" names nothing/ },
];
for (const { name, files, message } of failures) {
  Deno.test(`readSchemaFile refuses ${name}`, () =>
    withFiles(files, async (folder) => await rejects(readSchemaFile(folder, "a"), { message })));
}
