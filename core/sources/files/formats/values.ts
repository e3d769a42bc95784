/** Binary values as JSON: dates, times, decimals and bytes as Python writes them. */
import { Buffer } from "node:buffer";
import type { Json } from "../../../json.ts";

const dayInSeconds = 86_400n;

/** Ticks in a second. */
export type TickRate = 1_000n | 1_000_000n | 1_000_000_000n;

/** A number of ticks as seconds and the digits of its fraction. */
function split(ticks: bigint, rate: TickRate): { seconds: bigint; fraction: string } {
  let seconds = ticks / rate, rest = ticks % rate;
  if (rest < 0n) {
    rest += rate;
    seconds -= 1n;
  }
  return { seconds, fraction: String(rest).padStart(String(rate).length - 1, "0") };
}

/** Days since 1970 as `2025-01-26`. */
export function dateText(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

/** How many digits a fraction has: `auto` is none, six or nine, whichever is enough. */
export type Fraction = "auto" | 3 | 6;

/** Ticks since 1970 as `2025-01-26T13:20:05`, with a fraction, without a zone. */
export function dateTimeText(ticks: bigint, rate: TickRate, digits: Fraction = "auto"): string {
  const { seconds, fraction } = split(ticks, rate);
  return new Date(Number(seconds) * 1000).toISOString().slice(0, -5) + fractionText(fraction, digits);
}

/** Ticks since midnight as `13:20:05`; Python's times know no nanoseconds. */
export function timeText(ticks: bigint, rate: TickRate): string {
  const { seconds, fraction } = split(ticks, rate);
  const text = new Date(Number(seconds % dayInSeconds) * 1000).toISOString().slice(11, 19);
  return text + fractionText(fraction.slice(0, 6), "auto");
}

function fractionText(fraction: string, digits: Fraction): string {
  if (digits !== "auto") return `.${fraction.padEnd(6, "0").slice(0, digits)}`;
  if (!/[1-9]/.test(fraction)) return "";
  return /[1-9]/.test(fraction.slice(6)) ? `.${fraction}` : `.${fraction.slice(0, 6).padEnd(6, "0")}`;
}

/** Python's `str(Decimal)`: in plain digits, with an exponent where there are more than six zeros. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? "-" : "";
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  const exponent = digits.length - 1 - scale;
  if (scale < 0 || exponent < -6) {
    const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
    return `${sign}${mantissa}E${exponent < 0 ? "" : "+"}${exponent}`;
  }
  if (scale === 0) return sign + digits;
  const padded = digits.padStart(scale + 1, "0");
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** A whole number of any length, its highest byte first, in two's complement. */
export function integerOfBytes(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toHex()}`));
}

/** A whole number as the value model has it. */
export function integerOf(value: bigint): number | bigint {
  return value >= -9_007_199_254_740_991n && value <= 9_007_199_254_740_991n ? Number(value) : value;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as the UTF-8 text they are, or else as hexadecimal digits. */
export function bytesText(bytes: Uint8Array): string {
  // Short texts are nearly always ASCII, which needs no decoder.
  if (bytes.length < 64) {
    let text = "";
    let isAscii = true;
    for (let i = 0; i < bytes.length && isAscii; i++) {
      const byte = bytes[i]!;
      isAscii = byte < 128;
      text += String.fromCharCode(byte);
    }
    if (isAscii) return text;
  }
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  }
}

/** A value of a column → its JSON. */
export type Convert<T = unknown> = (value: T) => Json;
