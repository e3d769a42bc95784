import { deepStrictEqual } from "node:assert/strict";
import { conformance, fakeApi, runSource } from "airbyte-ts/testing";
import exports from "./exports.ts";

const files: Record<string, string> = {
  "orders/1.csv": "id;total;note\n1;9.5;\n2;12;late\n",
  "orders/2.csv": "id;total;note\n3;7.25;\n",
  "events/2025/a.jsonl": '{"type": "seen"}\n{"type": "sold", "order": 1}\n',
};

const bucket = () =>
  fakeApi({
    "GET /": ({ headers, query }) => {
      if (!headers.authorization?.includes("Credential=AKID/")) return { status: 403, text: "<Error/>" };
      const keys = Object.keys(files).filter((key) => key.startsWith(query.prefix ?? ""));
      const contents = keys.map((key) =>
        `<Contents><Key>${key}</Key><LastModified>2025-01-0${
          keys.indexOf(key) + 1
        }T00:00:00Z</LastModified>` +
        `<Size>${files[key]?.length}</Size></Contents>`
      );
      return { text: `<ListBucketResult>${contents.join("")}</ListBucketResult>` };
    },
    "GET /orders/:name": ({ path }) => ({ text: files[path.slice(1)] ?? "" }),
    "GET /events/:year/:name": ({ path }) => ({ text: files[path.slice(1)] ?? "" }),
  });
const config = { bucket: "shop", key_id: "AKID", key: "a-long-secret" };

conformance(exports, { config, badConfig: { ...config, key_id: "OTHER" }, api: bucket });

Deno.test("example exports reads only what is new", async () => {
  const first = await runSource(exports, { config, api: bucket(), streams: ["orders"] });
  // Files are read side by side.
  const orders = first.records.orders?.toSorted((a, b) => Number(a.id) - Number(b.id));
  deepStrictEqual(orders?.map(({ id, total, note }) => [id, Number(total), note]), [
    [1, 9.5, null],
    [2, 12, "late"],
    [3, 7.25, null],
  ]);
  const api = bucket();
  const second = await runSource(exports, { config, api, streams: ["events"], state: first.state });
  deepStrictEqual(second.records.events?.map(({ data }) => data), [{ type: "seen" }, {
    type: "sold",
    order: 1,
  }]);
  const third = await runSource(exports, { config, api: bucket(), streams: ["orders"], state: first.state });
  deepStrictEqual(third.records, {});
});
