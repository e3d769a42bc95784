import { DateTime, parseDuration, subtractDuration } from "../datetime/mod.ts";
import type { JsonObject } from "../json.ts";

/** What tells the time a state covers. */
interface Covering {
  coveredUntil(state: JsonObject): DateTime | undefined;
}

/**
 * Whether a state ends before what the API still keeps, so that only a full read finds every record. The first
 * cursor that can read the state decides; a state that none can read counts as too old.
 */
export function olderThanRetention(
  state: JsonObject,
  cursors: readonly Covering[],
  retention: string,
): boolean {
  const keptSince = subtractDuration(DateTime.now(), parseDuration(retention));
  for (const cursor of cursors) {
    const covered = cursor.coveredUntil(state);
    if (covered) return covered.compare(keptSince) < 0;
  }
  return true;
}
