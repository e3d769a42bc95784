/**
 * The API of the benches: `deno run -A items_api.ts TOTAL [LATENCY]` serves numbered pages of items, rendered once,
 * on a free port and prints its URL. Children (of 100 parents) and events (by day) answer after LATENCY ms.
 */
const [total = 100_000, latency = 0] = Deno.args.map(Number);
const cities = ["Berlin", "Lisbon", "Nairobi", "Osaka", "Toronto"];
const parents = 100;
const perParent = 90;
const perDay = 200;

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
const items = (first: number, count: number) => Array.from({ length: count }, (_, i) => item(first + i));

const routes: Record<string, (query: URLSearchParams) => unknown[]> = {
  "/items": (query) => {
    const size = Number(query.get("page_size") ?? 100);
    const start = (Number(query.get("page") ?? 1) - 1) * size;
    return items(start + 1, Math.max(0, Math.min(size, total - start)));
  },
  "/parents": () => items(1, parents),
  "/children": (query) => items(Number(query.get("parent")) * 1000, perParent),
  "/events": (query) => items(Number(query.get("from")?.replaceAll("-", "")), perDay),
};

const encoder = new TextEncoder();
const rendered = new Map<string, Uint8Array<ArrayBuffer>>();

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
  const { pathname, search, searchParams } = new URL(request.url);
  const key = pathname + search;
  let bytes = rendered.get(key);
  if (!bytes) {
    bytes = encoder.encode(JSON.stringify({ data: routes[pathname]?.(searchParams) ?? [] }));
    rendered.set(key, bytes);
  }
  if (latency > 0 && pathname !== "/items") await new Promise((resolve) => setTimeout(resolve, latency));
  // Without no-transform, the server would compress by itself.
  return new Response(bytes, {
    headers: { "content-type": "application/json", "cache-control": "no-transform" },
  });
});
console.log(`http://127.0.0.1:${server.addr.port}`);
