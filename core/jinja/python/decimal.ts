/** Exact decimal digits of doubles, rounded half to even: what Python's round() and format codes print. */

/** The double as mantissa × 2^exponent. */
function decompose(value: number): [mantissa: bigint, exponent: number] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return exponent === 0 ? [fraction, -1074] : [fraction | 0x10000000000000n, exponent - 1075];
}

/** |value| × 10^places, rounded half to even to an integer. */
export function scaled(value: number, places: number): bigint {
  const [mantissa, exponent] = decompose(Math.abs(value));
  let numerator = mantissa, denominator = 1n;
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (places >= 0) numerator *= 10n ** BigInt(places);
  else denominator *= 10n ** BigInt(-places);
  return divideHalfEven(numerator, denominator);
}

/** A non-negative quotient, rounded half to even. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice > denominator || twice === denominator && quotient % 2n === 1n) return quotient + 1n;
  return quotient;
}

/** `|value|` with a fixed number of decimals: `%.2f` without the sign. */
export function fixed(value: number, places: number): string {
  const digits = scaled(value, places).toString().padStart(places + 1, "0");
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** `|value|` as its leading digits and the power of ten of the first one. */
export function significant(value: number, count: number): { digits: string; exponent: number } {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return { digits: "0".repeat(count), exponent: 0 };
  let exponent = Number(magnitude.toExponential().split("e")[1]);
  let digits = scaled(magnitude, count - 1 - exponent).toString();
  if (digits.length > count) {
    exponent++;
    digits = scaled(magnitude, count - 1 - exponent).toString();
  }
  return { digits, exponent };
}

/** Python's `round(value, places)` for a float. */
export function roundFloat(value: number, places: number): number {
  if (!Number.isFinite(value) || value === 0 || places > 323) return value;
  if (places < -310) return value < 0 ? -0 : 0;
  const magnitude = Number(`${scaled(value, places)}e${-places}`);
  return value < 0 ? -magnitude : magnitude;
}
