/** What the environment says about the network: proxies and trusted certificates. */

/** A proxy as `HTTPS_PROXY` names it. */
export interface Proxy {
  url: URL;
  /** Value of Proxy-Authorization, where the URL holds a user. */
  authorization: string | undefined;
}

function env(name: string): string | undefined {
  return Deno.env.get(name.toLowerCase()) || Deno.env.get(name.toUpperCase()) || undefined;
}

/** The proxy for a URL, by `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`; lower case goes first. */
export function proxyFor(url: URL): Proxy | undefined {
  const address = env(`${url.protocol.slice(0, -1)}_proxy`) ?? env("all_proxy");
  if (!address || isBypassed(url, env("no_proxy"))) return undefined;
  const proxy = new URL(address.includes("://") ? address : `http://${address}`);
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { url: proxy, authorization: proxy.username ? `Basic ${btoa(user)}` : undefined };
}

function isBypassed(url: URL, list: string | undefined): boolean {
  const host = url.hostname.toLowerCase();
  return (list ?? "").replaceAll(" ", "").split(",").some((entry) => {
    const name = entry.toLowerCase().replace(/^\*?\./, "");
    if (!name) return false;
    return name === "*" || host === name || host.endsWith(`.${name}`) || url.host === name ||
      inNetwork(host, name);
  });
}

function inNetwork(host: string, network: string): boolean {
  const [base = "", bits = ""] = network.split("/");
  const address = ipv4(host);
  const start = ipv4(base);
  if (address === undefined || start === undefined || !/^\d+$/.test(bits)) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address / size) === Math.floor(start / size);
}

function ipv4(text: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  return text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The certificates of every file that the environment names, in addition to those the system trusts. */
export function trustedCertificates(): string[] {
  const files = new Set(
    ["DENO_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"].map(env),
  );
  const certificates = new Set<string>();
  for (const file of files) {
    if (!file) continue;
    let text: string;
    try {
      text = Deno.readTextFileSync(file);
    } catch {
      // A bundle may be a folder (REQUESTS_CA_BUNDLE) or absent: the system's own certificates remain.
      continue;
    }
    for (const [block] of text.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)) {
      certificates.add(block);
    }
  }
  return [...certificates];
}
