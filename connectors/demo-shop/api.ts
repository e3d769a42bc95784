/**
 * The API of a small web shop, to read from without an account: pages, cursors, a nested collection, an
 * endpoint that knows what changed since, a token, and a 429 now and then.
 */

export const demoToken = "demo-token";

interface Order {
  id: number;
  customer_id: number;
  status: string;
  total: number;
  currency: string;
  updated_at: string;
}

export interface ShopApi extends AsyncDisposable {
  readonly url: string;
  /** Records served so far, by collection. */
  readonly served: Record<string, number>;
  readonly counts: { requests: number; refused: number };
  /** Business goes on: new orders, and old ones that change. */
  sellOn(added: number, changed: number): void;
  /** Starts counting anew. */
  reset(): void;
}

const hour = 3_600_000;
const statuses = ["new", "paid", "packed", "shipped", "returned"];
const words = ["Teapot", "Lamp", "Chair", "Kettle", "Rug", "Clock", "Mirror", "Shelf", "Vase", "Basket"];
const cities = ["Berlin", "Lisbon", "Nairobi", "Osaka", "Toronto"];
const first = ["Ada", "Ben", "Chidi", "Dana", "Emre", "Fay", "Goro", "Hana"];

const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

/** Starts the shop on a free port of this machine. */
export function startShop(options: { now?: number; refuseEach?: number } = {}): ShopApi {
  const { now = Date.now(), refuseEach = 45 } = options;
  const products = Array.from({ length: 60 }, (_, i) => ({
    id: i + 1,
    name: `${pick(words, i)} ${String.fromCharCode(65 + Math.floor(i / words.length))}`,
    price: Math.round((i * 7.3 + 5) * 100) / 100,
    in_stock: i % 7 !== 0,
    tags: [pick(["new", "sale", "classic"], i), pick(["home", "garden"], i)],
  }));
  const customers = Array.from({ length: 240 }, (_, i) => ({
    id: 1000 + i,
    name: `${pick(first, i)} ${String.fromCharCode(65 + i % 26)}.`,
    email: `customer${i}@example.com`,
    address: { city: pick(cities, i), zip: String(10_000 + i * 37) },
  }));
  const orders: Order[] = Array.from({ length: 1200 }, (_, i) => order(i, now - (1200 - i) * 0.5 * hour));
  const served: Record<string, number> = {};
  const counts = { requests: 0, refused: 0 };

  function order(index: number, updated: number): Order {
    return {
      id: 50_000 + index,
      customer_id: 1000 + index * 7 % 240,
      status: pick(statuses, index),
      total: Math.round((index * 13.7 % 400 + 9.99) * 100) / 100,
      currency: pick(["EUR", "USD"], index),
      updated_at: iso(updated),
    };
  }

  function serve<T>(collection: string, records: T[], more: Record<string, unknown> = {}): Response {
    served[collection] = (served[collection] ?? 0) + records.length;
    return Response.json({ [collection]: records, ...more });
  }

  const routes: [RegExp, (url: URL, match: RegExpExecArray) => Response][] = [
    // Numbered pages.
    [/^\/products$/, (url) => {
      const page = Number(url.searchParams.get("page") ?? 1);
      const size = Number(url.searchParams.get("per_page") ?? 25);
      return serve("products", products.slice((page - 1) * size, page * size));
    }],
    // A collection inside each product.
    [/^\/products\/(\d+)\/reviews$/, (_url, match) => {
      const id = Number(match[1]);
      const reviews = Array.from({ length: id % 5 }, (_, i) => ({
        id: id * 10 + i,
        stars: 1 + (id + i) % 5,
        text: `${pick(["Lovely", "Fine", "Wobbly", "As shown"], id + i)}.`,
      }));
      return serve("reviews", reviews);
    }],
    // A cursor in the body.
    [/^\/customers$/, (url) => {
      const after = Number(url.searchParams.get("after") ?? 0);
      const page = customers.filter(({ id }) => id > after).slice(0, 60);
      const last = page.at(-1)?.id;
      return serve("customers", page, { next: page.length === 60 ? String(last) : null });
    }],
    // Only what changed in a span of time, in steps of offset and limit.
    [/^\/orders$/, (url) => {
      const since = url.searchParams.get("updated_since") ?? "";
      const until = url.searchParams.get("updated_until") ?? "9999";
      const offset = Number(url.searchParams.get("offset") ?? 0);
      const limit = Number(url.searchParams.get("limit") ?? 100);
      const found = orders.filter(({ updated_at }) => updated_at >= since && updated_at <= until);
      found.sort((a, b) => a.updated_at < b.updated_at ? -1 : 1);
      return serve("orders", found.slice(offset, offset + limit), { total: found.length });
    }],
  ];

  function answer(request: Request): Response {
    const url = new URL(request.url);
    if (request.headers.get("authorization") !== `Bearer ${demoToken}`) {
      return Response.json({ error: "token refused" }, { status: 401 });
    }
    if (++counts.requests % refuseEach === 0) {
      counts.refused++;
      return Response.json({ error: "too many requests" }, { status: 429, headers: { "retry-after": "1" } });
    }
    for (const [path, respond] of routes) {
      const match = path.exec(url.pathname);
      if (match) return respond(url, match);
    }
    return Response.json({ error: "not found" }, { status: 404 });
  }

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    served,
    counts,
    sellOn(added, changed) {
      const later = Date.now();
      for (let i = 0; i < changed; i++) {
        const old = orders[100 + i * 50];
        if (old) Object.assign(old, { status: "returned", updated_at: iso(later) });
      }
      for (let i = 0; i < added; i++) orders.push(order(orders.length, later));
    },
    reset() {
      for (const collection of Object.keys(served)) delete served[collection];
      Object.assign(counts, { requests: 0, refused: 0 });
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
