import { ConnectorError } from "../../errors.ts";
import type { ComponentNode } from "../component.ts";
import type { BuildContext } from "../context.ts";
import type { Decoder } from "../roles.ts";

/** The parser of a decoder that stands inside another. @throws {ConnectorError} manifest.unsupported */
export function nestedParser(
  node: ComponentNode<"decoder">,
  ctx: BuildContext,
): NonNullable<Decoder["parse"]> {
  const { parse } = ctx.build(node);
  if (parse) return parse;
  throw new ConnectorError("manifest.unsupported", {
    failureType: "system_error",
    message: `Cannot use ${node["type"]} inside another decoder`,
    at: ctx.at("decoder"),
    hint:
      "Decoders that can stand here: CsvDecoder, GzipDecoder, JsonDecoder, JsonItemsDecoder, JsonlDecoder",
  });
}
