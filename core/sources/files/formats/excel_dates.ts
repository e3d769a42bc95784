/** Dates in Excel are numbers: days since 1900 or 1904; only the cell's style tells. */
import type { Cell } from "./excel_sheet.ts";
import { dateTimeText, timeText } from "./values.ts";

const dayInMilliseconds = 86_400_000;

/** The styles that show dates, by their place; a duration counts hours beyond a day. */
export function dateStyles(
  formatIds: readonly string[],
  codes: ReadonlyMap<string, string>,
): ReadonlyMap<number, "date" | "duration"> {
  const styles = new Map<number, "date" | "duration">();
  for (const [index, id] of formatIds.entries()) {
    const kind = kindOf(Number(id), codes.get(id));
    if (kind) styles.set(index, kind);
  }
  return styles;
}

function kindOf(id: number, code: string | undefined): "date" | "duration" | undefined {
  if (code === undefined) {
    if (id === 46) return "duration";
    return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id === 45 || id === 47 || id >= 50 && id <= 58
      ? "date"
      : undefined;
  }
  if (/\[(?:h+|m+|s+)\]/i.test(code)) return "duration";
  // Quoted text, escaped characters, colours and locales stand in formats of numbers, too.
  const bare = code.replace(/"[^"]*"|\\.|_.|\[[^\]]*\]|general/gi, "");
  return /[dmyhs]/i.test(bare.split(";")[0] ?? "") ? "date" : undefined;
}

/** A serial number as pandas shows it: a date with a time, a time alone, or an ISO 8601 duration. */
export function dateCell(serial: number, kind: "date" | "duration", uses1904: boolean): Cell {
  const milliseconds = Math.round(serial * dayInMilliseconds);
  if (kind === "duration") return { kind: "text", value: durationText(milliseconds) };
  if (serial >= 0 && serial < 1) return { kind: "text", value: timeText(BigInt(milliseconds), 1_000n) };
  // Excel has a 29 February 1900 that never was.
  const epoch = uses1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  return { kind: "date-time", value: dateTimeText(BigInt(epoch + milliseconds), 1_000n, 6) };
}

function durationText(milliseconds: number): string {
  const sign = milliseconds < 0 ? "-" : "";
  const all = Math.abs(milliseconds);
  const seconds = all % 60_000 / 1000;
  const [days, hours, minutes] = [all / dayInMilliseconds, all / 3_600_000 % 24, all / 60_000 % 60].map(
    Math.floor,
  );
  return `${sign}P${days}DT${hours}H${minutes}M${seconds}S`;
}
