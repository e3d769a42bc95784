/**
 * One state of a tap ↔ a state for each stream. A stream's state is itself a state that the tap understands: its
 * own bookmark, and whatever is not the bookmark of another stream. So one stream can be reset alone.
 */
import { isObject, type JsonObject } from "../../json.ts";
import { doneState } from "../progress/full_refresh.ts";
import type { SelectedStream } from "./tap_catalog.ts";

/** The parts of a tap's state, one for each stream. */
export function splitState(
  state: JsonObject,
  streams: readonly SelectedStream[],
): Map<SelectedStream, JsonObject> {
  const owned = new Set(streams.map(({ id }) => id));
  return new Map(
    streams.map((stream) => [stream, stream.incremental ? partOf(state, stream, owned) : doneState]),
  );
}

function partOf(state: JsonObject, { id }: SelectedStream, owned: ReadonlySet<string>): JsonObject {
  if (!isObject(state.bookmarks)) return state;
  const bookmarks = Object.entries(state.bookmarks).filter(([key]) => key === id || !owned.has(key));
  return { ...state, bookmarks: Object.fromEntries(bookmarks) };
}

/** The tap's state of the states of its streams; those read in full start anew. */
export function joinStates(
  streams: readonly SelectedStream[],
  stateOf: (name: string) => JsonObject | undefined,
): JsonObject {
  let joined: JsonObject = {};
  for (const { name, incremental } of streams) {
    const state = incremental ? stateOf(name) : undefined;
    if (!state || state.__ab_no_cursor_state_message === true) continue;
    const bookmarks = {
      ...(isObject(joined.bookmarks) ? joined.bookmarks : {}),
      ...(isObject(state.bookmarks) ? state.bookmarks : {}),
    };
    joined = { ...joined, ...state, ...(Object.keys(bookmarks).length > 0 ? { bookmarks } : {}) };
  }
  return joined;
}
