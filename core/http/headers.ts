import { asMapping, type HostObject, item } from "../jinja/python/host_object.ts";
import type { ResponseHeaders } from "./message.ts";

/** Response headers over their pairs; repeated ones are joined by `, `. Templates see a case-insensitive dict. */
export class HeaderTable implements ResponseHeaders, HostObject {
  readonly #byName = new Map<string, [name: string, value: string]>();

  constructor(pairs: Iterable<readonly [string, string]>) {
    for (const [name, value] of pairs) {
      const key = name.toLowerCase();
      const known = this.#byName.get(key);
      if (known) known[1] += `, ${value}`;
      else this.#byName.set(key, [name, value]);
    }
  }

  get(name: string): string | undefined {
    return this.#byName.get(name.toLowerCase())?.[1];
  }

  toObject(): Record<string, string> {
    return Object.fromEntries(this.#byName.values());
  }

  [asMapping](): Record<string, unknown> {
    return this.toObject();
  }

  [item](key: unknown): unknown {
    return typeof key === "string" ? this.get(key) : undefined;
  }
}
