/** Replays the datetime table: formats, cursor conversions, durations and MinMaxDatetime. */
import {
  addDuration,
  DateTime,
  Duration,
  formatDatetime,
  parseAnyFormat,
  parseDatetime,
  parseDuration,
  PyDate,
  strptime,
  subtractDuration,
} from "../../core/datetime/mod.ts";
import { buildComponent } from "../../core/declarative/test_context.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Result, TableRow } from "./table.ts";

export function run(row: TableRow): Result {
  const input = isObject(row.input) ? row.input : {};
  try {
    return { value: answer(String(row.op), input) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function answer(op: string, input: JsonObject): Json {
  const text = (key: string) => String(input[key]);
  switch (op) {
    case "parse":
      return { iso: parseDatetime(input.value, text("format")).isoformat() };
    case "format":
      return formatDatetime(readIso(text("datetime")), text("format"));
    case "convert":
      return convert(input);
    case "duration":
      return duration(text("value"));
    case "shift": {
      const start = text("datetime").includes("T") ? readIso(text("datetime")) : readDate(text("datetime"));
      const amount = parseDuration(text("duration"));
      return (input.sign === "-" ? subtractDuration(start, amount) : addDuration(start, amount)).isoformat();
    }
    case "min_max": {
      const component = isObject(input.component) ? input.component : {};
      const config = isObject(input.config) ? input.config : {};
      const moment = buildComponent("datetime", { type: "MinMaxDatetime", ...component }, { config });
      return { iso: moment().isoformat() };
    }
    default:
      throw new Error(`unknown op "${op}"`);
  }
}

/** What a cursor makes of a value in its state or its records. */
function convert({ value, datetime_format, cursor_datetime_formats }: JsonObject): string {
  const output = String(datetime_format);
  const formats = Array.isArray(cursor_datetime_formats) ? cursor_datetime_formats.map(String) : [];
  return formatDatetime(parseAnyFormat([...formats, output])(value), output);
}

function duration(text: string): JsonObject {
  const parsed = parseDuration(text);
  if (!(parsed instanceof Duration)) return { seconds: parsed.totalSeconds(), str: parsed.toString() };
  return {
    years: String(parsed.years),
    months: String(parsed.months),
    seconds: parsed.delta.totalSeconds(),
    str: parsed.toString(),
  };
}

const readDate = (text: string) => {
  const { year, month, day } = strptime(text, "%Y-%m-%d");
  return PyDate.of(year, month, day);
};

/** `datetime.fromisoformat`, of the forms in the table. */
function readIso(text: string): DateTime {
  const format = `%Y-%m-%dT%H:%M:%S${text.includes(".") ? ".%f" : ""}`;
  return strptime(text, /(?:Z|[+-]\d\d:?\d\d(?::\d\d)?)$/.test(text) ? `${format}%z` : format);
}
