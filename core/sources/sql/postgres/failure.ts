/** What a failure of PostgreSQL or of the way to it means for the user. */
import { ConnectorError, type FailureType } from "../../../errors.ts";

/** The server, as messages name it. */
export interface Server {
  readonly place: string;
  readonly database: string;
  readonly user: string;
}

interface Meaning {
  readonly code: string;
  readonly failureType: FailureType;
  readonly hint?: string;
  /** In place of what the server says. */
  readonly text?: string;
}

const unreachable: Meaning = {
  code: "sql.connect",
  failureType: "config_error",
  hint: "Check the host, the port, and that the server accepts connections from here",
};
const refused: Meaning = {
  code: "sql.login",
  failureType: "config_error",
  hint: "Check the username and the password",
};
const lost: Meaning = { code: "sql.connection_lost", failureType: "transient_error" };
// The driver connects again by itself, but cursor and transaction are gone.
const replaced: Meaning = { ...lost, text: "the connection was lost" };
const unknown: Meaning = { code: "sql.query", failureType: "system_error" };
const tls: Meaning = {
  code: "sql.tls",
  failureType: "config_error",
  hint:
    "Check ssl_mode: its certificates, and that the server speaks TLS; prefer goes without where it does not",
};

/** By SQLSTATE, or its class of two characters, or the code of the network's error. */
const meanings: Record<string, Meaning> = {
  "28P01": refused,
  "28000": refused,
  "SASL_SIGNATURE_MISMATCH": refused,
  "3D000": { code: "sql.no_database", failureType: "config_error", hint: "Check the name of the database" },
  "42501": { code: "sql.permission", failureType: "config_error", hint: "Grant the user SELECT" },
  "53300": { code: "sql.connect", failureType: "transient_error", hint: "The server has no free connection" },
  "57P03": { ...lost, code: "sql.connect" },
  "34000": replaced,
  "25P01": replaced,
  "57": lost,
  "08": lost,
  "40": lost,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ECONNREFUSED: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  CONNECT_TIMEOUT: unreachable,
  CONNECTION_CLOSED: lost,
  CONNECTION_DESTROYED: lost,
  CONNECTION_ENDED: lost,
  ECONNRESET: lost,
  EPIPE: lost,
};

/** An error of the driver as a ConnectorError. */
export function failureOf(error: unknown, action: string, { place, database, user }: Server): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  const meaning = meaningOf(code, text, action);
  return new ConnectorError(meaning.code, {
    failureType: meaning.failureType,
    message: `Cannot ${action} PostgreSQL at ${place}, database "${database}", as "${user}": ${
      meaning.text ?? text
    }`,
    ...(meaning.hint === undefined ? {} : { hint: meaning.hint }),
    internalMessage: code === "" ? text : `${code}: ${text}`,
    cause: error,
  });
}

function meaningOf(code: string, text: string, action: string): Meaning {
  // A server without TLS just hangs up.
  if (/certificate|\b(tls|ssl)\b/i.test(text)) return tls;
  const meaning = meanings[code] ?? meanings[code.slice(0, 2)] ?? unknown;
  return meaning === lost && action === "connect to"
    ? { ...unreachable, failureType: "transient_error" }
    : meaning;
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
