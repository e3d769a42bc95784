/** Which files were read, and when each had changed last: the state of a stream of files, as in the Python CDK. */
import { isObject, type JsonObject } from "../../json.ts";
import { type StoredFile, timestamp } from "./stored_file.ts";

/** The column, and the key of the state, that tells when a file changed last. */
export const lastModifiedField = "_ab_source_file_last_modified";

/** More files are not remembered; the oldest ones are forgotten then. */
const maxFiles = 10_000;
const beginning = "0001-01-01T00:00:00.000000Z";
const dayInMilliseconds = 86_400_000;

export interface HistoryOptions {
  state: JsonObject | undefined;
  /** Files that a full history forgot are read where they changed within so many days. */
  days: number;
  now: number;
  warn(text: string): void;
}

/** What was read before, and in this run. */
export interface FileHistory {
  /** Whether more was read before than can be remembered. */
  readonly isFull: boolean;
  /** Whether a file is new, or has changed since it was read. */
  isWanted(file: StoredFile): boolean;
  /** These will be read, in this order: until they are, the state's cursor stays before them. */
  begin(files: readonly StoredFile[]): void;
  /** A file is read whole. */
  done(file: StoredFile): void;
  state(): JsonObject;
  /** Files that are remembered. */
  size(): number;
}

export function fileHistory({ state, days, now, warn }: HistoryOptions): FileHistory {
  const files = new Map<string, string>();
  if (isObject(state?.history)) {
    for (const [uri, changed] of Object.entries(state.history)) {
      if (typeof changed === "string") files.set(uri, changed);
    }
  }
  const pending = new Map<string, StoredFile>();
  const isFull = files.size >= maxFiles;
  const [earliest] = isFull ? sorted(files) : [];
  const cursor = state?.[lastModifiedField];
  const given = typeof cursor === "string" ? cursor : `${beginning}_`;
  const reached = earliest === undefined || given < earliest ? given : earliest;
  // Older files are read only where they changed lately.
  const window = timestamp(new Date(now - days * dayInMilliseconds));
  const start = window < timeOf(reached) ? window : timeOf(reached);

  const forget = () => {
    if (files.size <= maxFiles) return;
    for (const key of sorted(files).slice(0, files.size - maxFiles)) {
      files.delete(key.slice(beginning.length + 1));
    }
  };
  return {
    isFull,
    isWanted(file) {
      const { uri, lastModified } = file;
      const before = files.get(uri);
      if (before !== undefined) {
        // Some systems tell milliseconds only.
        if (lastModified.slice(0, 23) < before.slice(0, 23)) {
          warn(`The file ${uri} is older than the one that was read before: it is skipped`);
        }
        return lastModified > before;
      }
      if (!isFull) return true;
      return lastModified === timeOf(reached) ? keyOf(uri, lastModified) > reached : lastModified >= start;
    },
    begin(wanted) {
      for (const file of wanted) pending.set(file.uri, file);
    },
    done({ uri, lastModified }) {
      pending.delete(uri);
      files.set(uri, lastModified);
      // Now and then, since it takes a while.
      if (files.size > 2 * maxFiles) forget();
    },
    state() {
      forget();
      const [next] = pending.values();
      const last = () => {
        let key = `${beginning}_`;
        for (const [uri, changed] of files) if (keyOf(uri, changed) > key) key = keyOf(uri, changed);
        return key;
      };
      return {
        history: Object.fromEntries(files),
        [lastModifiedField]: next ? keyOf(next.uri, next.lastModified) : last(),
      };
    },
    size: () => files.size,
  };
}

/** Times are of one length, so that texts compare as pairs of time and URI do. */
const timeOf = (key: string) => key.slice(0, beginning.length);
const keyOf = (uri: string, lastModified: string) => `${lastModified}_${uri}`;

function sorted(files: ReadonlyMap<string, string>): string[] {
  return [...files].map(([uri, changed]) => keyOf(uri, changed)).sort();
}
