/** `ssl_mode` of a config as the driver takes it. */
import { isObject, type Json } from "../../../json.ts";

/** What the driver takes: no TLS, TLS where the server has it, TLS, or the options of a checked connection. */
export type TlsOptions = false | "prefer" | "require" | {
  rejectUnauthorized: true;
  ca?: string;
  cert?: string;
  key?: string;
  checkServerIdentity?: () => undefined;
};

export function tlsOptions(setting: Json | undefined): TlsOptions {
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
        // The certificate is checked, the name in it is not.
        ...(mode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
      };
    }
    default:
      return "prefer";
  }
}

const isText = (value: Json | undefined): value is string => typeof value === "string" && value.trim() !== "";
