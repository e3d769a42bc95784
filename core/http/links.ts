/** One link of a `Link` header: its URL and parameters. */
export type Link = { url: string } & Record<string, string>;

/** The `Link` header by relation, as `requests.Response.links` has it (RFC 8288, leniently). */
export function parseLinkHeader(header: string | undefined): Record<string, Link> {
  const links: Record<string, Link> = {};
  if (!header) return links;
  for (const part of header.replace(/^[ '"]+|[ '"]+$/g, "").split(/, *</)) {
    const [target = "", ...parameters] = part.split(";");
    const link: Link = { url: target.replace(/^[<> '"]+|[<> '"]+$/g, "") };
    for (const parameter of parameters) {
      const [key, value] = parameter.split("=", 2);
      if (key === undefined || value === undefined) break;
      link[key.replace(/^[ '"]+|[ '"]+$/g, "")] = value.replace(/^[ '"]+|[ '"]+$/g, "");
    }
    links[link["rel"] ?? link.url] = link;
  }
  return links;
}
