/** Attributes of Python's numbers and bytes. */
import { Float } from "../../json.ts";
import { optionalText } from "./arguments.ts";
import { type Method, method } from "./calls.ts";
import { PythonError } from "./errors.ts";
import { asDouble, asInt } from "./numbers.ts";

/** `5.real`, `5.denominator`: attributes that are no methods. */
export function numberAttribute(value: unknown, name: string): unknown {
  const int = asInt(value);
  switch (name) {
    case "real":
      return int ?? value;
    case "imag":
      return int === undefined ? new Float(0) : 0;
    case "numerator":
      return int;
    case "denominator":
      return int === undefined ? undefined : 1;
  }
  return undefined;
}

export const intMethods: Record<string, Method<unknown>> = {
  bit_length: method("", (value) => {
    const int = BigInt(asInt(value) ?? 0);
    return int === 0n ? 0 : (int < 0n ? -int : int).toString(2).length;
  }),
  conjugate: method("", (value) => asInt(value)),
};

export const floatMethods: Record<string, Method<unknown>> = {
  is_integer: method("", (value) => Number.isInteger(asDouble(value))),
  conjugate: method("", (value) => value),
};

export const bytesMethods: Record<string, Method<Uint8Array>> = {
  decode: method(
    "encoding?, errors?",
    (bytes, encoding, errors) => decode(bytes, optionalText(encoding), optionalText(errors)),
  ),
  hex: method("", (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")),
};

/** The text that bytes encode. @throws {PythonError} UnicodeDecodeError, LookupError */
export function decode(bytes: Uint8Array, encoding = "utf-8", errors = "strict"): string {
  const name = encoding.toLowerCase().replaceAll("_", "-");
  if (/^(?:latin-?1|iso-8859-1)$/.test(name)) return String.fromCharCode(...bytes);
  if (!/^(?:utf-?8|(?:us-)?ascii)$/.test(name)) {
    throw new PythonError("LookupError", `unknown encoding: ${encoding}`);
  }
  const strict = errors === "strict";
  if (strict && name.endsWith("ascii") && bytes.some((byte) => byte > 0x7f)) {
    throw new PythonError("UnicodeDecodeError", "'ascii' codec can't decode bytes");
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: strict, ignoreBOM: true }).decode(bytes);
    return errors === "ignore" ? text.replaceAll("\ufffd", "") : text;
  } catch {
    throw new PythonError("UnicodeDecodeError", "'utf-8' codec can't decode bytes");
  }
}
