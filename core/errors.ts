/** The protocol's own classes of failure: they decide retry, exit code and who has to act. */
export type FailureType = "config_error" | "system_error" | "transient_error";

/** What a {@link ConnectorError} can say besides its code. */
export interface ErrorDetails {
  /** Who has to act: the user, nobody, or the developer. */
  failureType: FailureType;
  /** Starts with the action that failed, quotes values, has no final period. Shown to the user. */
  message: string;
  /** For developers: the response body, the Python CDK's wording, and so on. */
  internalMessage?: string | undefined;
  /** `file:line:col path` of the place at fault. */
  at?: string | undefined;
  /** What to write instead. Names only things that exist. */
  hint?: string | undefined;
  /** The stream that failed, where one did. */
  stream?: string | undefined;
  /** The error beneath. */
  cause?: unknown;
}

/**
 * The one error class. Codes read `area.what`, such as `manifest.unknown_type`: `manifest.*` (the connector's
 * definition), `config.*`, `catalog.*`, `state.*` (input), `http.*` (the API), `jinja.*`, `record.*`, `sql.*` (a
 * database), `singer.*` (a tap), `cli.*`.
 */
export class ConnectorError extends Error {
  /** Such as `http.failed`. */
  readonly code: string;
  /** Who has to act. */
  readonly failureType: FailureType;
  /** For developers. */
  readonly internalMessage: string | undefined;
  /** The place at fault. */
  readonly at: string | undefined;
  /** What to do instead. */
  readonly hint: string | undefined;
  /** The stream that failed. */
  stream: string | undefined;

  /** An error with its code and details. */
  constructor(code: string, details: ErrorDetails) {
    super(details.message, { cause: details.cause });
    this.name = "ConnectorError";
    this.code = code;
    this.failureType = details.failureType;
    this.internalMessage = details.internalMessage;
    this.at = details.at;
    this.hint = details.hint;
    this.stream = details.stream;
  }
}

/** The limits of the engine, which data of any origin may meet anywhere, as errors of ours. Others stay as they are. */
export function namedError(error: unknown): unknown {
  const text = error instanceof Error ? error.message : "";
  if (text.startsWith("Maximum call stack")) {
    return new ConnectorError("record.too_deep", {
      failureType: "system_error",
      message: "Cannot process a value: it is nested too deeply",
      cause: error,
    });
  }
  if (text === "Invalid string length" || text.startsWith("Invalid count value")) {
    return new ConnectorError("record.too_large", {
      failureType: "system_error",
      message: "Cannot process a value: it becomes a text of more than 500 million characters",
      cause: error,
    });
  }
  return error;
}

/** The known word nearest to a misspelt one, if any is near enough to be meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length]!;
}
