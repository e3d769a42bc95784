import { isObject } from "../../core/json.ts";
import type { AirbyteStream } from "../../core/protocol/messages.ts";
import type { Output } from "../../core/runner/output.ts";
import type { Io } from "../command.ts";
import { columns, paintFor, print } from "../style.ts";
import { view } from "./view.ts";

/** The streams as a table. */
export function discoverView(io: Io, debug: boolean): Output {
  const paint = paintFor(io, io.stdout);
  return view({
    io,
    debug,
    message(message) {
      if (message.type !== "CATALOG") return;
      const { streams } = message.catalog;
      const head = ["stream", "fields", "primary key", "cursor", "sync"].map(paint.dim);
      const lines = columns([head, ...streams.map(row)], { width: io.stdout.columns(), right: [1] });
      const count = `${streams.length} ${streams.length === 1 ? "stream" : "streams"}`;
      print(io.stdout, `${lines.join("\n")}\n  ${count}\n`);
    },
  });
}

function row(stream: AirbyteStream): string[] {
  const { properties } = stream.json_schema;
  return [
    stream.name,
    isObject(properties) ? String(Object.keys(properties).length) : "–",
    stream.source_defined_primary_key?.map((path) => path.join(".")).join(", ") || "–",
    stream.default_cursor_field?.join(".") || "–",
    stream.supported_sync_modes.includes("incremental") ? "incremental" : "full refresh",
  ];
}
