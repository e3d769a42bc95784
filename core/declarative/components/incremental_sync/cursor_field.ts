import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import type { BuildContext } from "../../context.ts";

/** The cursor field: the configured catalog's where the manifest allows that, else the manifest's. */
export function cursorFieldOf(template: string, allowsCatalog: boolean, ctx: BuildContext): string {
  const chosen = allowsCatalog ? fromCatalog(ctx) : undefined;
  return chosen ?? str(ctx.text(template)({}));
}

function fromCatalog({ env, stream }: BuildContext): string | undefined {
  const entry = env.catalog?.streams.find((entry) => entry.stream.name === stream.name);
  const path = entry?.cursor_field;
  // The platform writes [""] for "none chosen".
  if (!path?.[0]) return undefined;
  if (path.length === 1) return path[0];
  throw new ConnectorError("catalog.nested_cursor", {
    failureType: "config_error",
    message: `Cannot use the cursor field ${JSON.stringify(path)} of stream "${stream.name}": it is nested`,
    hint: "Choose a top-level field as the cursor of the stream",
    stream: stream.name,
  });
}
