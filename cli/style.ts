/** Colour and layout for terminals. Colour marks state only, never meaning alone; NO_COLOR turns it off. */
import type { Io, Terminal } from "./command.ts";

export interface Paint {
  green(text: string): string;
  yellow(text: string): string;
  red(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

export function paintFor(io: Io, stream: Terminal): Paint {
  const on = stream.isTerminal && !io.env("NO_COLOR") && io.env("TERM") !== "dumb";
  const code = (open: number, close: number) => (text: string) =>
    on ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return {
    green: code(32, 39),
    yellow: code(33, 39),
    red: code(31, 39),
    dim: code(2, 22),
    bold: code(1, 22),
  };
}

const encoder = new TextEncoder();

/** Writes whole text; a reader that went away is no error. */
export function print(stream: Terminal, text: string): void {
  const bytes = encoder.encode(text);
  try {
    for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

// deno-lint-ignore no-control-regex
const escapes = /\x1b\[[\d;]*m/g;

/** The width of a text on screen. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text.replace(escapes, "")) {
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(char)
      ? 2
      : 1;
  }
  return width;
}

/** A text cut to a width, with an ellipsis where something is missing. */
export function fit(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const plain = text.replace(escapes, "");
  let cut = "";
  for (const char of plain) {
    if (widthOf(cut + char) > width - 1) break;
    cut += char;
  }
  return width > 0 ? `${cut}…` : "";
}

/** Rows as aligned columns; numbers stand right. The widest column gives way on a narrow terminal. */
export function columns(
  rows: readonly (readonly string[])[],
  options: { width: number; right?: readonly number[]; indent?: string },
): string[] {
  const { width, right = [], indent = "  " } = options;
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from(
    { length: count },
    (_, i) => Math.max(0, ...rows.map((row) => widthOf(row[i] ?? ""))),
  );
  const total = () => indent.length + widths.reduce((sum, item) => sum + item, 0) + 2 * (count - 1);
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= 8) break;
    widths[widest]!--;
  }
  return rows.map((row) =>
    (indent + row.map((cell, i) => {
      const text = fit(cell, widths[i]!);
      const pad = " ".repeat(Math.max(0, widths[i]! - widthOf(text)));
      return right.includes(i) ? pad + text : text + pad;
    }).join("  ")).trimEnd()
  );
}

/** 48210 → 48,210 */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
