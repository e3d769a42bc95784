import type { StoredResponse } from "./cache.ts";

/** Responses that memory does not hold, in a SQLite file. */
export interface CacheOverflow {
  read(key: string): StoredResponse | undefined;
  /** @throws where the disk is full */
  write(key: string, stored: StoredResponse): void;
  close(): void;
}

/** Opens a file of its own; SQLite loads only now. */
export async function openOverflow(folder = Deno.env.get("REQUEST_CACHE_PATH")): Promise<CacheOverflow> {
  const { DatabaseSync } = await import("node:sqlite");
  const file = await Deno.makeTempFile({
    prefix: "airbyte-ts-cache-",
    suffix: ".sqlite",
    ...folder ? { dir: folder } : {},
  });
  const database = new DatabaseSync(file);
  // The file does not outlive the run: no journal, no syncing.
  database.exec("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
  database.exec("CREATE TABLE responses (key TEXT PRIMARY KEY, head TEXT, body BLOB) WITHOUT ROWID");
  const select = database.prepare("SELECT head, body FROM responses WHERE key = ?");
  const insert = database.prepare("INSERT OR REPLACE INTO responses VALUES (?, ?, ?)");
  return {
    read(key) {
      const row = select.get(key);
      if (!row || typeof row.head !== "string" || !(row.body instanceof Uint8Array)) return undefined;
      const { status, reason, url, headers }: Omit<StoredResponse, "body"> = JSON.parse(row.head);
      return { status, reason, url, headers, body: row.body };
    },
    write(key, { body, ...head }) {
      insert.run(key, JSON.stringify(head), body);
    },
    close() {
      database.close();
      Deno.removeSync(file);
    },
  };
}
