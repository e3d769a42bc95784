/** `ssl_mode` of a config as the driver takes it. */
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { isObject, type Json } from "../../../json.ts";

/** What the driver takes: no TLS, TLS where the server has it, TLS, or the options of a checked connection. */
export type TlsOptions = false | "prefer" | "require" | {
  rejectUnauthorized: true;
  ca?: string;
  cert?: string;
  key?: string;
  checkServerIdentity(name: string, certificate: PeerCertificate): Error | undefined;
};

export function tlsOptions(setting: Json | undefined, host: string): TlsOptions {
  const mode = isObject(setting) ? setting.mode : "prefer";
  switch (mode) {
    case "disable":
      return false;
    case "require":
      return "require";
    case "verify-ca":
    case "verify-full": {
      if (!isObject(setting)) return "require";
      const { ca_certificate: ca, client_certificate: cert, client_key: key } = setting;
      return {
        rejectUnauthorized: true,
        ...(isText(ca) ? { ca } : {}),
        ...(isText(cert) ? { cert } : {}),
        ...(isText(key) ? { key } : {}),
        // The name that was asked for: of an address, the driver would check "localhost".
        checkServerIdentity: (_, certificate) =>
          mode === "verify-ca" ? undefined : checkServerIdentity(host, certificate),
      };
    }
    default:
      return "prefer";
  }
}

const isText = (value: Json | undefined): value is string => typeof value === "string" && value.trim() !== "";
