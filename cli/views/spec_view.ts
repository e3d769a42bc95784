import { isObject, type JsonObject } from "../../core/json.ts";
import type { Output } from "../../core/runner/output.ts";
import type { Io } from "../command.ts";
import { columns, paintFor, print } from "../style.ts";
import { view } from "./view.ts";

/** The settings of a connector as a table. */
export function specView(io: Io): Output {
  const paint = paintFor(io, io.stdout);
  return view({
    io,
    debug: false,
    message(message) {
      if (message.type !== "SPEC") return;
      const { connectionSpecification, documentationUrl } = message.spec;
      const rows = [...settings(connectionSpecification)];
      const head = ["setting", "type", "", "meaning"].map(paint.dim);
      const lines = rows.length > 0
        ? columns([head, ...rows], { width: io.stdout.columns() })
        : ["  It takes no settings"];
      print(
        io.stdout,
        `${lines.join("\n")}\n${documentationUrl ? `  ${paint.dim(documentationUrl)}\n` : ""}`,
      );
    },
  });
}

/** One row per setting; the alternatives of a oneOf stand below it. */
function* settings(schema: JsonObject, prefix = ""): Generator<string[]> {
  const { properties, required, oneOf } = schema;
  if (isObject(properties)) {
    for (const [name, property] of Object.entries(properties)) {
      if (!isObject(property)) continue;
      if (property.const !== undefined) continue;
      const marks = [
        ...(Array.isArray(required) && required.includes(name) ? ["required"] : []),
        ...(property.airbyte_secret === true ? ["secret"] : []),
      ];
      const meaning = property.title ?? property.description ?? "";
      yield [
        prefix + name,
        [property.type ?? (property.oneOf ? "one of" : "any")].flat().join("|"),
        marks.join(", "),
        typeof meaning === "string" ? meaning.replace(/\s+/g, " ") : "",
      ];
      yield* settings(property, `${prefix}${name}.`);
    }
  }
  if (!Array.isArray(oneOf)) return;
  for (const branch of oneOf) {
    if (!isObject(branch)) continue;
    yield [`${prefix}↳`, "", "", typeof branch.title === "string" ? branch.title : ""];
    yield* settings(branch, `  ${prefix}`);
  }
}
