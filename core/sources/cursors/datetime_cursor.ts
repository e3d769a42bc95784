import { addDuration, DateTime, parseDuration, parseIsoLike } from "../../datetime/mod.ts";
import { ConnectorError } from "../../errors.ts";
import type { Json, JsonObject } from "../../json.ts";
import { type CursorValues, datetimeValues, durationStride } from "../../state/cursor_values.ts";
import { openWindows } from "../../state/windows.ts";
import { type Cursor, type FieldPath, stateKey, type Tracker, type TrackOptions } from "./cursor.ts";

/** What `datetimeCursor()` adds to a slice: the window to ask for, in the cursor's format. */
export type DatetimeWindow = {
  /** The first moment of the window. */
  start: string;
  /** The last moment of the window. */
  end: string;
};

/** What `datetimeCursor()` takes. Durations are ISO 8601: `P1M`, `P7D`, `PT1H`. */
export interface DatetimeCursorOptions<F extends FieldPath, K extends string> {
  /** The field that holds the time of a record; a path for a nested one. */
  field: F;
  /** Where the first run starts: the config key that holds the date, or a function of the config. */
  startFrom: K | ((config: JsonObject) => string);
  /** Where a run ends; now where left out. */
  endAt?: (config: JsonObject) => string;
  /** The longest window of one slice; one window for everything where left out. */
  step?: string;
  /** Reads again what lies this far before the state, for records that arrive late. */
  lookback?: string;
  /** The API's smallest unit: windows end one unit before the next begins. One second (`PT1S`) where left out. */
  granularity?: string;
  /** The format of slices and state, in Python's directives: `%Y-%m-%dT%H:%M:%SZ`, `%Y-%m-%d`, `%s`, `%ms`. */
  format?: string;
  /** The configured catalog may choose another field; no where left out. */
  selectable?: boolean;
  /** Drops records older than the state, for APIs that cannot filter; no where left out. */
  dropOld?: boolean;
}

/**
 * A cursor over time: cuts the time from the state (or `startFrom`) to now into windows, and keeps as state
 * the moment up to which all windows are read.
 *
 * @throws {ConnectorError} state.cursor_value, config.start_date once a stream is read
 */
export function datetimeCursor<const F extends FieldPath, const K extends string = never>(
  options: DatetimeCursorOptions<F, K>,
): Cursor<F, DatetimeWindow, K> {
  const { format = "%Y-%m-%dT%H:%M:%SZ", step, lookback } = options;
  const granularity = parseDuration(options.granularity ?? (format === "%Y-%m-%d" ? "P1D" : "PT1S"));
  const stride = (text: string | undefined) =>
    text === undefined ? undefined : durationStride(parseDuration(text));
  const rules = { step: stride(step), lookback: stride(lookback), granularity: durationStride(granularity) };
  return {
    field: options.field,
    selectable: options.selectable === true,
    track(track) {
      const values = lenient(datetimeValues(format, [], undefined));
      const { startFrom } = options;
      const from = typeof startFrom === "string" ? track.config[startFrom] : startFrom(track.config);
      const start = values.parse(from);
      if (!start) throw unreadable(track, "config.start_date", "start", from);
      const key = stateKey(track.field);
      const stored = track.state?.[key];
      const known = stored === undefined || stored === null ? undefined : values.parse(stored);
      if (stored !== undefined && stored !== null && !known) {
        throw unreadable(track, "state.cursor_value", "state", stored);
      }
      const position = known && known.compare(start) > 0 ? known : start;
      const end = () => {
        const text = options.endAt?.(track.config);
        return (text === undefined ? undefined : values.parse(text)) ??
          DateTime.fromEpochMicroseconds(track.clock.now() * 1000);
      };
      return windowTracker({
        key,
        values,
        position,
        known: known !== undefined,
        dropOld: options.dropOld === true,
        unit: (time) => addDuration(time, granularity),
        windows: () =>
          openWindows([{ start, end: position, mostRecent: undefined }], {
            values,
            start,
            end,
            clamp: (time) => time,
            strict: false,
            ...rules,
          }),
      });
    },
  };
}

interface WindowTrackerOptions {
  key: string;
  values: CursorValues<DateTime>;
  /** Everything before it was read by earlier runs. */
  position: DateTime;
  /** An earlier run left a state. */
  known: boolean;
  dropOld: boolean;
  unit(time: DateTime): DateTime;
  windows(): Iterable<[start: DateTime, end: DateTime]>;
}

/** A window that is being read. */
interface Open {
  start: DateTime;
  end: DateTime;
  isLast: boolean;
  latest: DateTime | undefined;
  /** The latest value as text: texts of one length in one time zone are in the order of their times. */
  latestText: string;
  closed: boolean;
}

function windowTracker(options: WindowTrackerOptions): Tracker {
  const { key, values, dropOld } = options;
  const open = new Map<JsonObject, Open>();
  let covered = options.position;
  let hasState = options.known;

  const later = (a: DateTime, b: DateTime) => a.compare(b) < 0 ? b : a;
  /** How far a window is read once it is closed: up to its end, or to its last record where that is now. */
  const reach = ({ start, end, isLast, latest }: Open): DateTime => {
    if (!isLast) return options.unit(end);
    return latest === undefined ? start : latest.compare(end) < 0 ? latest : end;
  };

  return {
    *windows() {
      let held: [DateTime, DateTime] | undefined;
      const give = ([start, end]: [DateTime, DateTime], isLast: boolean) => {
        const window: JsonObject = { start: values.format(start), end: values.format(end) };
        open.set(window, { start, end, isLast, latest: undefined, latestText: "", closed: false });
        return window;
      };
      for (const window of options.windows()) {
        if (held) yield give(held, false);
        held = window;
      }
      if (held) yield give(held, true);
    },
    observe(raw, window) {
      const current = open.get(window);
      if (!current) return true;
      if (
        typeof raw === "string" && raw.length === current.latestText.length && raw <= current.latestText &&
        !dropOld
      ) return true;
      const value = values.parse(raw);
      if (!value) return true;
      if (!current.latest || current.latest.compare(value) < 0) {
        current.latest = value;
        current.latestText = typeof raw === "string" && raw.endsWith("Z") ? raw : "";
      }
      return !dropOld || !options.known || value.compare(options.position) >= 0;
    },
    close(window) {
      const closed = open.get(window);
      if (!closed) return;
      closed.closed = true;
      // Windows are read at once and end in any order; the state waits for the earliest.
      for (const [first, entry] of open) {
        if (!entry.closed) break;
        open.delete(first);
        covered = later(covered, reach(entry));
        hasState = true;
      }
    },
    state: () => hasState ? { [key]: values.format(covered) } : {},
    during(window) {
      const [first] = open.keys();
      const latest = first === window ? open.get(window)?.latest : undefined;
      return latest && { [key]: values.format(later(covered, latest)) };
    },
  };
}

/** Reads any way of writing a time besides the format itself. */
function lenient(values: CursorValues<DateTime>): CursorValues<DateTime> {
  return {
    ...values,
    parse(raw) {
      const exact = values.parse(raw);
      if (exact || typeof raw !== "string") return exact;
      try {
        return parseIsoLike(raw);
      } catch {
        return undefined;
      }
    },
  };
}

function unreadable(
  { stream, field }: TrackOptions,
  code: string,
  what: string,
  value: Json | undefined,
): ConnectorError {
  return new ConnectorError(code, {
    failureType: "config_error",
    message: `Cannot read the ${what} of the cursor "${stateKey(field)}": ${
      value === undefined ? "it is missing" : `${JSON.stringify(value)} is no date`
    }`,
    hint: "Write a date such as 2025-01-26T00:00:00Z",
    stream,
  });
}
