/** Decimals of any length as JSON numbers: no digit is lost on the wire. */
import { Float, type Json } from "../../json.ts";

/** A number whose digits do not fit a double: written as it is, a double only where it is computed with. */
class ExactNumber extends Float {
  constructor(readonly text: string) {
    super(Number(text));
  }

  override toString(): string {
    return this.text;
  }

  override toJSON(): unknown {
    return rawJson(this.text);
  }
}

const rawJson = (text: string): unknown => JSON.rawJSON(text);

/** So many significant digits survive a double, whatever they are. */
const exactDigits = 15;

/** An integer from its digits. */
export function integerOf(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/** A decimal from its digits; null for `NaN` and infinities, which JSON does not know. */
export function decimalOf(text: string): Json {
  if (text.length <= exactDigits) {
    const number = Number(text);
    return Number.isFinite(number) ? number : null;
  }
  if (!/^-?\d/.test(text)) return null;
  const [whole = "", fraction = ""] = text.split(".");
  const significant = fraction.replace(/0+$/, "");
  if (significant === "") return integerOf(whole);
  const digits = (whole + significant).replace(/^-?0*/, "").length;
  return digits <= exactDigits ? Number(text) : new ExactNumber(`${whole}.${significant}`);
}

/** A double; null for `NaN` and infinities. */
export function doubleOf(value: number): Json {
  return Number.isFinite(value) ? value : null;
}
