import { ConnectorError } from "../errors.ts";
import type { DateTime } from "../datetime/mod.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import type { CursorValues } from "./cursor_values.ts";
import { stateError } from "./error.ts";
import { type Interval, mergeIntervals } from "./intervals.ts";
import type { Position, SliceView } from "./position.ts";
import { openWindows, safely, type WindowRules } from "./windows.ts";

export interface WindowPositionOptions<V> {
  readonly stream: string;
  readonly cursorField: string;
  readonly rules: WindowRules<V>;
  /** The slice's fields for the edges of its window. */
  readonly startField: string;
  readonly endField: string;
  /** Closed windows count as read; otherwise only the records seen tell how far reading came. */
  readonly windowsCount: boolean;
  warn(text: string): void;
}

const dateRange = "date-range";
const stateTypes: unknown[] = [dateRange, "integer"];

/**
 * The position in one partition. Its state is `{cursor_field: value}`; states of the kind
 * `{state_type: "date-range", slices: […]}` are read as well.
 */
export class WindowPosition<V> implements Position {
  readonly #options: WindowPositionOptions<V>;
  /** What was read before this run; keys of the state that are not ours are kept. */
  readonly #kept: JsonObject;
  /** From here on records are new. */
  readonly #from: V;
  #done: Interval<V>[];
  #warned = false;
  #isAscending = true;
  #hasClosed = false;
  #state: JsonObject | undefined;
  #lowest: V | undefined;
  #highest: V | undefined;
  readonly #seen = new Map<SliceView, V>();
  // Records of a slice come in a row, so the slice at hand is kept outside the map.
  #slice: SliceView | undefined;
  #latest: V | undefined;

  /** @throws {ConnectorError} state.* where the state cannot be read. */
  constructor(state: JsonObject, options: WindowPositionOptions<V>) {
    this.#options = options;
    const { start, values } = options.rules;
    if (isIntervalState(state)) {
      this.#kept = isObject(state["legacy"]) ? state["legacy"] : {};
      this.#done = readIntervals(state, options);
      const first = this.#done[0];
      const from = first && (first.mostRecent ?? first.end);
      this.#from = from !== undefined && values.counts(from) ? from : start;
    } else {
      this.#kept = state;
      let from = start;
      const { cursorField, stream } = options;
      if (Object.hasOwn(state, cursorField)) {
        const stored = readValue(state[cursorField], options.rules.values, stream, cursorField);
        if (values.counts(stored) && values.compare(stored, start) >= 0) from = stored;
      }
      this.#from = from;
      this.#done = [{ start, end: from, mostRecent: from }];
    }
  }

  fresh(): WindowPosition<V> {
    return new WindowPosition<V>({}, { ...this.#options, warn: () => {} });
  }

  *windows(): Generator<JsonObject> {
    const { rules, startField, endField, stream } = this.#options;
    this.#done = mergeIntervals(this.#done, rules.values);
    if (this.#done.length === 0) throw withoutSlices(stream);
    // Slices that are closed meanwhile change nothing in what was to be read.
    for (const [start, end] of openWindows(this.#done.slice(), rules)) {
      yield { [startField]: rules.values.format(start), [endField]: rules.values.format(end) };
    }
  }

  observe(record: JsonObject, slice: SliceView): void {
    const value = this.#valueOf(record);
    if (value !== undefined) this.observeValue(value, slice);
  }

  /** Observes a record whose cursor value is parsed already. */
  observeValue(value: V, slice: SliceView): void {
    if (slice !== this.#slice) {
      this.#slice = slice;
      this.#latest = this.#seen.get(slice);
    }
    const { compare } = this.#options.rules.values;
    const order = this.#latest === undefined ? -1 : compare(this.#latest, value);
    if (order < 0) {
      this.#latest = value;
      this.#seen.set(slice, value);
    } else if (order > 0) this.#isAscending = false;
  }

  /** Undefined, with one warning per stream, for a record that has no readable cursor value. */
  #valueOf(record: JsonObject): V | undefined {
    const raw = record[this.#options.cursorField];
    if (raw !== undefined && raw !== null) {
      const value = this.#options.rules.values.parse(raw);
      if (value !== undefined) return value;
    }
    if (!this.#warned) {
      this.#warned = true;
      const { cursorField, stream, warn } = this.#options;
      warn(
        `Could not find cursor field \`${cursorField}\` in record for stream ${stream}. ` +
          "The incremental sync will assume it needs to be synced",
      );
    }
    return undefined;
  }

  shouldBeSynced(record: JsonObject): boolean {
    const value = this.#valueOf(record);
    if (value === undefined) return true;
    const { rules } = this.#options;
    const { compare } = rules.values;
    this.#lowest ??= this.#lowestToSync();
    if (compare(this.#lowest, value) > 0) return false;
    // The end may be "now": it is asked again only for what lies beyond its last answer.
    if (this.#highest === undefined || compare(value, this.#highest) > 0) this.#highest = rules.end();
    return compare(value, this.#highest) <= 0;
  }

  /** The lookback window reaches below the position, yet not below the configured start. */
  #lowestToSync(): V {
    const { lookback, start, values: { compare, counts } } = this.#options.rules;
    const from = this.#from;
    const lower = lookback && safely(() => lookback.back(from));
    if (lower === undefined) return from;
    if (!counts(start)) return lower;
    const floor = compare(start, from) < 0 ? start : from;
    return compare(floor, lower) > 0 ? floor : lower;
  }

  close(slice: SliceView): boolean {
    const { values } = this.#options.rules;
    const latest = this.#seen.get(slice);
    let added = true;
    if (this.#options.windowsCount) {
      const { startField, endField } = this.#options;
      const start = this.#edge(slice, startField);
      this.#done.push({ start, end: this.#edge(slice, endField), mostRecent: latest });
    } else if (latest !== undefined && values.counts(latest)) {
      if (this.#hasClosed) {
        throw stateError(
          "slice",
          this.#options.stream,
          `Cannot keep the state of stream "${this.#options.stream}": it is read in several slices without windows`,
        );
      }
      this.#done.push({ start: this.#from, end: latest, mostRecent: latest });
    } else added = false;
    this.#hasClosed = true;
    this.#seen.delete(slice);
    if (this.#slice === slice) this.#slice = this.#latest = undefined;
    if (added) {
      this.#done = mergeIntervals(this.#done, values);
      this.#state = undefined;
    }
    return added;
  }

  #edge(slice: SliceView, field: string): V {
    const raw = slice.get(field);
    const value = raw === undefined ? undefined : this.#options.rules.values.parse(raw);
    if (value !== undefined) return value;
    const { stream } = this.#options;
    const problem = raw === undefined
      ? `it has no field "${field}"`
      : `its "${field}" cannot be read: ${show(raw)}`;
    throw stateError("slice", stream, `Cannot use a slice of stream "${stream}": ${problem}`);
  }

  /** The same object until a slice is closed; not to be changed. */
  state(): JsonObject {
    return this.#state ??= this.#makeState();
  }

  #makeState(): JsonObject {
    const { rules: { values }, cursorField, stream } = this.#options;
    const first = mergeIntervals(this.#done, values)[0];
    if (!first) throw withoutSlices(stream);
    const { mostRecent, start } = first;
    const covered = mostRecent !== undefined && values.counts(mostRecent) ? mostRecent : start;
    return { ...this.#kept, [cursorField]: values.format(covered) };
  }

  reduce(slice: SliceView): JsonObject | undefined {
    const { startField, endField, rules: { values }, warn } = this.#options;
    if (!this.#isAscending) {
      warn(
        "Attempting to reduce slice while records are not returned in incremental order might lead to missing records",
      );
    }
    const latest = this.#seen.get(slice);
    if (latest === undefined) return undefined;
    return { [startField]: values.format(latest), [endField]: slice.cursorSlice[endField] ?? null };
  }

  split(slice: SliceView, minimumSeconds: number | undefined): JsonObject[] | undefined {
    const { startField, endField, rules: { values } } = this.#options;
    if (!values.halve) return undefined;
    const windows = values.halve(this.#edge(slice, startField), this.#edge(slice, endField), minimumSeconds);
    return windows?.map(([start, end]) => ({
      [startField]: values.format(start),
      [endField]: values.format(end),
    }));
  }

  coveredUntil(state: JsonObject): DateTime | undefined {
    const { cursorField, rules: { values } } = this.#options;
    let raw: Json | undefined;
    if (isIntervalState(state)) {
      const first = Array.isArray(state["slices"]) ? state["slices"][0] : undefined;
      raw = isObject(first) ? first["most_recent_cursor_value"] || first["end"] : undefined;
    } else raw = state[cursorField];
    const value = raw ? values.parse(raw) : undefined;
    return value === undefined ? undefined : values.time(value);
  }
}

function isIntervalState(state: JsonObject): boolean {
  return stateTypes.includes(state["state_type"]);
}

function readIntervals<V>(state: JsonObject, options: WindowPositionOptions<V>): Interval<V>[] {
  const { stream, rules: { values } } = options;
  const slices = state["slices"] ?? [];
  if (!Array.isArray(slices)) throw malformed(stream, `"slices" is no list: ${show(slices)}`);
  return slices.map((slice) => {
    if (!isObject(slice)) throw malformed(stream, `a slice is no object: ${show(slice)}`);
    const read = (key: string) => readValue(slice[key], values, stream, key);
    const mostRecent = "most_recent_cursor_value";
    return {
      start: read("start"),
      end: read("end"),
      mostRecent: Object.hasOwn(slice, mostRecent) ? read(mostRecent) : undefined,
    };
  });
}

/** A value of a stored state. @throws {ConnectorError} state.cursor_value */
export function readValue<V>(raw: Json | undefined, values: CursorValues<V>, stream: string, key: string): V {
  const value = raw === undefined ? undefined : values.parse(raw);
  if (value !== undefined) return value;
  throw stateError(
    "cursor_value",
    stream,
    `Cannot read the state of stream "${stream}": "${key}" is ${
      show(raw)
    }, which fits no format of its cursor`,
    "Correct the state, add the format to cursor_datetime_formats, or reset the stream",
  );
}

function withoutSlices(stream: string): ConnectorError {
  return malformed(stream, 'its "slices" are empty');
}

function malformed(stream: string, problem: string): ConnectorError {
  return stateError(
    "malformed",
    stream,
    `Cannot read the state of stream "${stream}": ${problem}`,
    "Reset the stream",
  );
}

const show = (value: unknown) => value === undefined ? "missing" : JSON.stringify(value);
