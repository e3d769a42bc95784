/** Serves numbered pages of items on a free port, rendered once: `deno run -A items_api.ts TOTAL` prints its URL. */
const total = Number(Deno.args[0] ?? 100_000);
const cities = ["Berlin", "Lisbon", "Nairobi", "Osaka", "Toronto"];

const item = (id: number) => ({
  id,
  name: `Item ${id}`,
  email: `user${id}@example.com`,
  status: id % 100 === 0 ? "deleted" : id % 3 === 0 ? "paused" : "active",
  amount: (id * 37 % 100_000) / 100,
  currency: ["EUR", "USD", "KES", "JPY"][id % 4],
  quantity: id % 17,
  is_active: id % 3 !== 0,
  created_at: "2024-01-01T00:00:00Z",
  updated_at: `2024-02-${String(1 + id % 28).padStart(2, "0")}T00:00:00Z`,
  address: { city: cities[id % 5], zip: String(10_000 + id % 90_000) },
  internal_ref: `ref-${id}`,
});

const encoder = new TextEncoder();
const pages = new Map<string, Uint8Array<ArrayBuffer>>();

function page(query: URLSearchParams): Uint8Array<ArrayBuffer> {
  const key = query.toString();
  let bytes = pages.get(key);
  if (!bytes) {
    const size = Number(query.get("page_size") ?? 100);
    const start = (Number(query.get("page") ?? 1) - 1) * size;
    const count = Math.max(0, Math.min(size, total - start));
    bytes = encoder.encode(
      JSON.stringify({ data: Array.from({ length: count }, (_, i) => item(start + i + 1)) }),
    );
    pages.set(key, bytes);
  }
  return bytes;
}

const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  (request) =>
    new Response(page(new URL(request.url).searchParams), {
      // Without it, the server would compress by itself.
      headers: { "content-type": "application/json", "cache-control": "no-transform" },
    }),
);
console.log(`http://127.0.0.1:${server.addr.port}`);
