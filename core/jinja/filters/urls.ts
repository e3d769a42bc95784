import { builtIn, type BuiltIns } from "../built_in.ts";
import { PythonError, valueError } from "../python/errors.ts";
import { escapeHtml } from "../python/html.ts";
import { listOf, truthy, tryIterate } from "../python/iterate.ts";
import { dictEntries, isDict } from "../python/mapping.ts";
import { Undefined } from "../python/objects.ts";
import { asText } from "../python/strings.ts";
import { repr, str } from "../python/text.ts";
import { typeName } from "../python/type_name.ts";

/** Python's `urllib.parse.quote`: everything but letters, digits, `_.-~` and the given characters is escaped. */
export function quoteUrl(text: string, safe = ""): string {
  const encoded = encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return safe === "/" ? encoded.replaceAll("%2F", "/") : encoded;
}

/** Python's `urllib.parse.quote_plus`. */
export function quotePlus(text: string): string {
  return quoteUrl(text).replaceAll("%20", "+");
}

function urlEncode(value: unknown): string {
  const text = asText(value);
  if (text !== undefined) return quoteUrl(text, "/");
  if (!tryIterate(value)) return quoteUrl(str(value), "/");
  const pairs = isDict(value) ? dictEntries(value) : listOf(value).map((pair) => {
    const [key, one, ...rest] = listOf(pair);
    if (one === undefined || rest.length > 0) {
      throw valueError("not enough or too many values to unpack (expected 2)");
    }
    return [key, one] as const;
  });
  return pairs.map(([key, one]) => `${quotePlus(str(key))}=${quotePlus(str(one))}`).join("&");
}

function xmlAttributes(value: unknown, autospace: unknown = true): string {
  if (value instanceof Undefined) return value.fail();
  if (!isDict(value)) {
    throw new PythonError("AttributeError", `'${typeName(value)}' object has no attribute 'items'`);
  }
  const parts: string[] = [];
  for (const [key, one] of dictEntries(value)) {
    if (one === null || one instanceof Undefined) continue;
    if (/[\s/>=]/.test(str(key))) throw valueError(`Invalid character in attribute name: ${repr(key)}`);
    parts.push(`${escapeHtml(key)}="${escapeHtml(one)}"`);
  }
  return (truthy(autospace) && parts.length > 0 ? " " : "") + parts.join(" ");
}

const webAddress =
  /^(?:(?:https?:\/\/|www\.)(?:(?:[\w%-]+\.)+)?(?:[a-z]{2,63}|xn--[\w%]{2,59})|(?:[\w%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)|https?:\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]))(?::\d{1,5})?(?:[/?#]\S*)?$/i;
const mailAddress = /^\S+@\w[\w.-]*\.\w+$/;

function urlize(value: unknown, limit: unknown, nofollow: unknown, target: unknown, rel: unknown): string {
  const relations = new Set([...str(rel ?? "").split(/\s+/).filter(Boolean), "noopener"]);
  if (truthy(nofollow)) relations.add("nofollow");
  const extra = ` rel="${[...relations].sort().join(" ")}"` +
    (target === undefined || target === null ? "" : ` target="${escapeHtml(target)}"`);
  const shorten = (url: string) =>
    typeof limit === "number" && url.length > limit ? `${url.slice(0, limit)}...` : url;
  return escapeHtml(value).split(/(\s+)/).map((word) => {
    const [, head = "", rest = ""] = /^((?:[(<]|&lt;)*)(.*)$/s.exec(word) ?? [];
    const tail = /(?:[)>.,\n]|&gt;)+$/.exec(rest)?.[0] ?? "";
    const link = rest.slice(0, rest.length - tail.length);
    if (webAddress.test(link)) {
      const address = /^https?:\/\//.test(link) ? link : `https://${link}`;
      return `${head}<a href="${address}"${extra}>${shorten(link)}</a>${tail}`;
    }
    if (link.startsWith("mailto:") && mailAddress.test(link.slice(7))) {
      return `${head}<a href="${link}">${link.slice(7)}</a>${tail}`;
    }
    if (/^(?!www\.|@)[^:]*@/.test(link) && mailAddress.test(link)) {
      return `${head}<a href="mailto:${link}">${link}</a>${tail}`;
    }
    return word;
  }).join("");
}

export const urlFilters: BuiltIns = {
  urlencode: builtIn(
    "value",
    urlEncode,
    ["{{ 'a b&c/d' | urlencode }}", "a%20b%26c/d"],
    ["{{ {'a': 1, 'b c': 'd&e'} | urlencode }}", "a=1&b+c=d%26e"],
  ),
  urlize: builtIn(
    "value, trim_url_limit?, nofollow?, target?, rel?, extra_schemes?",
    (...args) => urlize(args[0], args[1], args[2], args[3], args[4]),
    ["{{ 'http://x.io see' | urlize }}", '<a href="http://x.io" rel="noopener">http://x.io</a> see'],
  ),
  xmlattr: builtIn("d, autospace?", xmlAttributes, [
    "{{ {'class': 'a', 'id': none} | xmlattr }}",
    ' class="a"',
  ]),
};
