/** Where Python's textwrap breaks a line. */
export interface WrapOptions {
  width: number;
  breakLong: boolean;
  breakHyphens: boolean;
}

/** The lines a text is wrapped to; spaces at their ends are dropped. */
export function wrap(text: string, { width, breakLong, breakHyphens }: WrapOptions): string[] {
  const pieces = breakHyphens
    ? text.match(/\s+|[^\s-]*\w-(?=\w)|[^\s-]+|-+(?:[^\s-]+)?/g) ?? []
    : text.match(/\s+|\S+/g) ?? [];
  const lines: string[] = [];
  let line = "";
  const flush = () => {
    const done = line.trimEnd();
    if (done !== "") lines.push(done);
    line = "";
  };
  for (let piece of pieces) {
    if (/^\s/.test(piece) && line === "" && lines.length > 0) continue;
    if (line.length + piece.length > width) {
      if (breakLong && piece.trim().length > width) {
        while (line.length + piece.length > width) {
          const room = Math.max(1, width - line.length);
          line += piece.slice(0, room);
          piece = piece.slice(room);
          flush();
        }
      } else {
        flush();
        if (/^\s/.test(piece)) continue;
      }
    }
    line += piece;
  }
  flush();
  return lines;
}
