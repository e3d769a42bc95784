import { ConnectorError } from "../../../errors.ts";
import { component, slot } from "../../component.ts";
import { nestedParser } from "../../read/nested_parser.ts";

export const ZipfileDecoder = component({
  type: "ZipfileDecoder",
  role: "decoder",
  summary: "Unpacks a zip archive and reads each file in it",
  open: true,
  fields: {
    decoder: slot("decoder", {
      only: ["CsvDecoder", "GzipDecoder", "JsonDecoder", "JsonItemsDecoder", "JsonlDecoder"],
    }),
  },
  build(def, ctx) {
    const parse = nestedParser(def.decoder, ctx);
    return {
      streams: false,
      async *decode(response) {
        const archive = await response.bytes();
        const { unzipSync } = await import("fflate");
        const names: string[] = [];
        try {
          // Names first, in the archive's order; contents one file at a time, so that only one is in memory.
          unzipSync(archive, { filter: ({ name }) => (names.push(name), false) });
        } catch (cause) {
          throw new ConnectorError("record.zip", {
            failureType: "system_error",
            message: "Received an invalid zip file in response.",
            internalMessage: `Received an invalid zip file in response to URL: ${response.request.url}.`,
            cause,
          });
        }
        for (const name of names) {
          try {
            const file = unzipSync(archive, { filter: (entry) => entry.name === name })[name];
            yield* parse(one(file ?? new Uint8Array()));
          } catch (cause) {
            throw new ConnectorError("record.zip", {
              failureType: "system_error",
              message: `Failed to parse file: ${name} from zip file.`,
              internalMessage: `Failed to parse file: ${name} from zip file: ${response.request.url}.`,
              cause,
            });
          }
        }
      },
    };
  },
});

async function* one<T>(value: T): AsyncGenerator<T> {
  yield value;
}
