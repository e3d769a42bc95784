import type { CookieJar } from "tough-cookie";

/** Cookies of one client, as a `requests.Session` keeps them. The library loads with the first Set-Cookie. */
export class Cookies {
  #jar: CookieJar | undefined;

  /** The Cookie header for a URL, if any cookie fits. */
  header(url: string): string | undefined {
    return this.#jar?.getCookieStringSync(url) || undefined;
  }

  async remember(url: string, setCookies: readonly string[]): Promise<void> {
    if (setCookies.length === 0) return;
    if (!this.#jar) {
      const { CookieJar } = await import("tough-cookie");
      this.#jar ??= new CookieJar(undefined, { rejectPublicSuffixes: false, looseMode: true });
    }
    for (const cookie of setCookies) this.#jar.setCookieSync(cookie, url, { ignoreError: true });
  }
}
