/**
 * The formats of manifests: Python's directives, and Airbyte's own `%s`, `%s_as_float`, `%ms`, `%_ms` and
 * `%epoch_microseconds`.
 */
import { ConnectorError } from "../errors.ts";
import { Float, floatText } from "../json.ts";
import { pad6 } from "./calendar.ts";
import { DateTime } from "./datetime.ts";
import { datetimeError, quoted } from "./error.ts";
import { pythonFloat, pythonInt } from "./numbers.ts";
import { compileStrftime } from "./strftime.ts";
import { compileStrptime } from "./strptime.ts";

/** A format, compiled. */
export interface DatetimeFormat {
  /** Reads a value; aware (UTC where the value names no offset). @throws {ConnectorError} datetime.* */
  parse(value: unknown): DateTime;
  /** As `parse`, but undefined where Python has a ValueError, at little cost; an OverflowError still throws. */
  tryParse(value: unknown): DateTime | undefined;
  format(dt: DateTime): string;
}

interface EpochFormat {
  parse(value: unknown): DateTime;
  format(dt: DateTime): string;
}

/** `int(value)`, as a number where it is safe. */
function integer(value: unknown): number | bigint {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  if (typeof value === "string" && /^[+-]?\d{1,15}$/.test(value)) return Number(value);
  const exact = pythonInt(value);
  const near = Number(exact);
  return Number.isSafeInteger(near) ? near : exact;
}

/** As `datetime.fromtimestamp`: a year out of range is a ValueError here, not an overflow. */
function fromSeconds(value: number | bigint): DateTime {
  const seconds = Number(value);
  if (seconds < -62_135_596_800 || seconds >= 253_402_300_800) {
    throw datetimeError(Math.abs(seconds) < 2 ** 63 ? "value" : "overflow", "year is out of range");
  }
  return DateTime.fromTimestamp(seconds);
}

function fromMilliseconds(value: number | bigint): DateTime {
  if (typeof value === "bigint") return DateTime.fromEpochMicroseconds(value * 1000n);
  const seconds = Math.floor(value / 1000);
  return DateTime.fromEpochSeconds(seconds, (value - seconds * 1000) * 1000);
}

/** A float truncated to an integer, as text. */
const truncated = (value: number) => BigInt(Math.trunc(value)).toString();

const epochFormats: Record<string, EpochFormat> = {
  "%s": {
    parse: (value) => fromSeconds(integer(value)),
    format: (dt) => truncated(dt.timestamp()),
  },
  "%s_as_float": {
    parse: (value) => fromSeconds(pythonFloat(value)),
    format: (dt) => floatText(dt.timestamp()),
  },
  "%epoch_microseconds": {
    parse: (value) => DateTime.fromEpochMicroseconds(integer(value)),
    format: (dt) => truncated(dt.timestamp() * 1_000_000),
  },
  "%ms": {
    parse: (value) => fromMilliseconds(integer(value)),
    format: (dt) => truncated(dt.timestamp() * 1000),
  },
};

function compile(format: string): DatetimeFormat {
  const epoch = Object.hasOwn(epochFormats, format) ? epochFormats[format] : undefined;
  if (epoch) {
    const tryParse = (value: unknown) => {
      try {
        return epoch.parse(value);
      } catch (error) {
        if (isValueError(error)) return undefined;
        throw error;
      }
    };
    return { ...epoch, tryParse };
  }

  const plain = format.replaceAll("%_ms", "%f");
  // A format may be fit for writing only (`%s000`), so each direction is compiled when it is first used.
  let read: ((text: string) => DateTime | string) | undefined;
  const parsed = (value: unknown) => {
    read ??= compileStrptime(plain);
    const text = typeof value === "string" ? value : pythonText(value);
    const result = read(text);
    return typeof result === "string" ? result : result.aware();
  };
  const write = compileStrftime(plain);
  return {
    parse(value) {
      const result = parsed(value);
      if (typeof result === "string") throw datetimeError("value", result);
      return result;
    },
    tryParse(value) {
      try {
        const result = parsed(value);
        return typeof result === "string" ? undefined : result;
      } catch (error) {
        if (isValueError(error)) return undefined;
        throw error;
      }
    },
    format: plain === format ? write : (dt) => {
      // Python replaces the microseconds wherever their digits stand in the text, not only where %_ms stood.
      const milliseconds = String(Math.trunc(dt.microsecond / 1000)).padStart(3, "0");
      return write(dt).replaceAll(pad6(dt.microsecond), milliseconds);
    },
  };
}

const isValueError = (error: unknown) => error instanceof ConnectorError && error.code === "datetime.value";

/** `str(value)` of the scalars that may stand where a date is expected. */
function pythonText(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "number" && !Number.isInteger(value)) return new Float(value).toString();
  return String(value);
}

const formats = new Map<string, DatetimeFormat>();

/** The compiled format, made once per format string. */
export function datetimeFormat(format: string): DatetimeFormat {
  let compiled = formats.get(format);
  if (compiled === undefined) formats.set(format, compiled = compile(format));
  return compiled;
}

/**
 * Reads a date of a record, config or state in a manifest's format.
 * @throws {ConnectorError} datetime.value where it does not fit
 */
export function parseDatetime(value: unknown, format: string): DateTime {
  return datetimeFormat(format).parse(value);
}

/**
 * The reader of a cursor: tries formats in turn.
 * @throws {ConnectorError} datetime.value where none fits
 */
export function parseAnyFormat(formats: readonly string[]): (value: unknown) => DateTime {
  const compiled = formats.map(datetimeFormat);
  return (value) => {
    for (const format of compiled) {
      const dt = format.tryParse(value);
      if (dt !== undefined) return dt;
    }
    const list = formats.map(quoted).join(", ");
    throw datetimeError("value", `No format in [${list}] matching ${pythonText(value)}`);
  };
}

/** Writes a date in a manifest's format. */
export function formatDatetime(dt: DateTime, format: string): string {
  return datetimeFormat(format).format(dt);
}
