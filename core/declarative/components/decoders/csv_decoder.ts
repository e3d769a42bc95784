import { ConnectorError } from "../../../errors.ts";
import { component, list, optional, string } from "../../component.ts";
import { csvRecords } from "../../../formats/csv.ts";
import { type Bytes, decodeChunks } from "../../../formats/text_stream.ts";

export const CsvDecoder = component({
  type: "CsvDecoder",
  role: "decoder",
  summary: "Reads a response as CSV, while it arrives; the first row names the fields",
  fields: {
    encoding: optional(string(), "utf-8"),
    delimiter: optional(string(), ","),
    set_values_to_none: optional(list(string()), []),
  },
  build(def, ctx) {
    const delimiter = unescaped(def.delimiter ?? ",") || ",";
    if ([...delimiter].length !== 1) {
      throw new ConnectorError("manifest.delimiter", {
        failureType: "system_error",
        message: `Cannot read CSV with the delimiter "${def.delimiter}": it must be one character`,
        at: ctx.at("delimiter"),
      });
    }
    const options = { delimiter, nulls: new Set(def.set_values_to_none ?? []) };
    const parse = (data: Bytes) => csvRecords(decodeChunks(data, def.encoding ?? "utf-8"), options);
    return { streams: true, decode: (response) => parse(response.stream()), parse };
  },
});

const escapes: Record<string, string> = { t: "\t", n: "\n", r: "\r", v: "\v", f: "\f", a: "\x07", b: "\b" };

/** `\t` written as two characters is one; other escapes of Python likewise. */
function unescaped(text: string): string {
  if (!text.startsWith("\\")) return text;
  return text.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|([0-7]{1,3})|([^]))/gi,
    (whole, x, u, octal, letter: string | undefined) => {
      if (letter !== undefined) return escapes[letter] ?? ("\\'\"".includes(letter) ? letter : whole);
      return String.fromCharCode(octal === undefined ? parseInt(x ?? u, 16) : parseInt(octal, 8));
    },
  );
}
