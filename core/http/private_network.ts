import { ConnectorError } from "../errors.ts";
import { TransportError } from "./transport_error.ts";

let isCloud: boolean | undefined;

/** On Airbyte Cloud only public https addresses may be asked. Elsewhere everything may. */
export function refusePrivateNetwork(url: string): Promise<void> | void {
  isCloud ??= Deno.env.get("DEPLOYMENT_MODE")?.toLowerCase() === "cloud";
  if (isCloud) return refuse(url);
}

async function refuse(text: string): Promise<void> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.hostname) {
    throw new TransportError("invalid_url", `Cannot request "${text}": it is not a valid URL`);
  }
  if (url.protocol !== "https:") {
    throw new TransportError(
      "invalid_schema",
      `Cannot request "${url.origin}": only https is allowed on Airbyte Cloud`,
      {
        hint: `Write "https://" in place of "${url.protocol}//"`,
      },
    );
  }
  const { lookup } = await import("node:dns/promises");
  let addresses: string[];
  try {
    addresses = (await lookup(url.hostname.replace(/^\[|\]$/g, ""), { all: true })).map(({ address }) =>
      address
    );
  } catch (cause) {
    throw new TransportError("invalid_url", `Cannot request "${url.origin}": the host does not resolve`, {
      cause,
    });
  }
  if (addresses.some(isPrivate)) {
    throw new ConnectorError("http.private_network", {
      failureType: "config_error",
      message: `Cannot request "${url.hostname}": it belongs to a private network, ` +
        "and on Airbyte Cloud only public addresses may be asked",
    });
  }
}

function isPrivate(address: string): boolean {
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.\d+\.\d+$/i.exec(address);
  if (v4) {
    const a = Number(v4[1]);
    const b = Number(v4[2]);
    return a === 0 || a === 10 || a === 127 || a >= 240 || (a === 100 && b >= 64 && b < 128) ||
      (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) ||
      (a === 198 && (b === 18 || b === 19));
  }
  return /^(?:::1?$|f[cd]|fe[89ab])/i.test(address);
}
