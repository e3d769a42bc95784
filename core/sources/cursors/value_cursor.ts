import { Float, type Json, type JsonObject } from "../../json.ts";
import { type Cursor, type FieldPath, stateKey } from "./cursor.ts";

/** What `cursor()` adds to a slice. */
export type ValueWindow = {
  /** The highest value that earlier runs have seen; undefined on the first run without a start. */
  since: string | number | undefined;
};

/** What `cursor()` takes. */
export interface ValueCursorOptions<F extends FieldPath, K extends string> {
  /** The field that is compared; a path for a nested one. */
  field: F;
  /** Where the first run starts: a config key, or a function of the config. Everything where left out. */
  startFrom?: K | ((config: JsonObject) => string | number | undefined);
  /** The configured catalog may choose another field; no where left out. */
  selectable?: boolean;
  /** Drops records that are not above the state, for APIs that cannot filter; no where left out. */
  dropOld?: boolean;
}

/**
 * A cursor over values that only grow: ids, version numbers, texts that sort as they grow. Its state is the
 * highest value seen. Numbers are compared as numbers, anything else as text.
 */
export function cursor<const F extends FieldPath, const K extends string = never>(
  options: ValueCursorOptions<F, K>,
): Cursor<F, ValueWindow, K> {
  const { startFrom, dropOld } = options;
  return {
    field: options.field,
    selectable: options.selectable === true,
    track({ field, config, state }) {
      const key = stateKey(field);
      const start = typeof startFrom === "string" ? config[startFrom] : startFrom?.(config);
      const known = state?.[key] ?? undefined;
      const since =
        known === undefined || (start !== undefined && start !== null && compare(start, known) > 0)
          ? start
          : known;
      let position: Json | undefined = known;
      let latest: Json | undefined;
      return {
        *windows() {
          const window: JsonObject = since === undefined || since === null ? {} : { since };
          yield window;
        },
        observe(value) {
          if (value === null) return true;
          if (latest === undefined || compare(value, latest) > 0) latest = value;
          return !dropOld || known === undefined || compare(value, known) > 0;
        },
        close() {
          if (latest !== undefined && (position === undefined || compare(latest, position) > 0)) {
            position = latest;
          }
        },
        state: () => position === undefined ? {} : { [key]: position },
        during: () => latest === undefined ? undefined : { [key]: latest },
      };
    },
  };
}

/** Numbers by size, anything else by its text. */
export function compare(a: Json, b: Json): number {
  const left = numeric(a), right = numeric(b);
  if (left !== undefined && right !== undefined) return left < right ? -1 : left > right ? 1 : 0;
  const [first, second] = [String(a), String(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function numeric(value: Json): number | bigint | undefined {
  if (value instanceof Float) return value.value;
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}
