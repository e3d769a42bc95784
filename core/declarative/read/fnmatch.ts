/** Python's `fnmatch.fnmatchcase`: `*`, `?`, `[seq]` and `[!seq]`. */

/** A test of names against a pattern; plain text is compared, not compiled. */
export function fnmatch(pattern: string): (name: string) => boolean {
  if (!/[*?[]/.test(pattern)) return (name) => name === pattern;
  if (/^\*+$/.test(pattern)) return () => true;
  const expression = new RegExp(`^(?:${translate(pattern)})$`, "su");
  return (name) => expression.test(name);
}

function translate(pattern: string): string {
  const chars = [...pattern];
  let source = "";
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? "";
    if (char === "*") source += ".*";
    else if (char === "?") source += ".";
    else if (char === "[") {
      // A `]` right after the opening (or its `!`) is part of the set.
      const first = i + (chars[i + 1] === "!" ? 2 : 1);
      const end = chars.indexOf("]", first + 1);
      if (end === -1) source += "\\[";
      else {
        source += characterSet(chars.slice(i + 1, end).join(""));
        i = end;
      }
    } else source += escape(char);
  }
  return source;
}

function characterSet(body: string): string {
  const negated = body.startsWith("!");
  const set = [...(negated ? body.slice(1) : body)];
  let source = "";
  for (let i = 0; i < set.length; i++) {
    const char = set[i] ?? "";
    const upper = set[i + 1] === "-" ? set[i + 2] : undefined;
    if (upper === undefined) source += escape(char);
    else {
      // A range that runs backwards holds nothing.
      if (char <= upper) source += `${escape(char)}-${escape(upper)}`;
      i += 2;
    }
  }
  if (source === "") return negated ? "." : "(?!)";
  return `[${negated ? "^" : ""}${source}]`;
}

const escape = (char: string) => char.replace(/[\\^$.*+?()[\]{}|/\-]/u, "\\$&");
