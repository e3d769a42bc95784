/** Backslash escapes as Python's `unicode-escape` reads them. */

const simple: Record<string, string> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The names of characters that people do write out; the full list is Unicode's. */
const named: Record<string, string> = {
  "NO-BREAK SPACE": "\u00a0",
  "ZERO WIDTH SPACE": "\u200b",
  "EN DASH": "\u2013",
  "EM DASH": "\u2014",
  "BULLET": "\u2022",
  "HORIZONTAL ELLIPSIS": "\u2026",
  "EURO SIGN": "\u20ac",
  "DEGREE SIGN": "\u00b0",
  "QUOTATION MARK": '"',
  "APOSTROPHE": "'",
  "LINE FEED": "\n",
};

const escapePattern =
  /\\(?:N\{([^}]*)\}|([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]?))/gu;

/** The text that a string literal's inside stands for, or `undefined` where an escape is malformed. */
export function unescapeString(text: string): string | undefined {
  if (!text.includes("\\")) return text;
  let malformed = false;
  const value = text.replace(
    escapePattern,
    (whole, name, octal, hex, short, long, char: string | undefined) => {
      if (name !== undefined) {
        const character = named[String(name).toUpperCase()];
        if (character === undefined) malformed = true;
        return character ?? "";
      }
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      const digits = hex ?? short ?? long;
      if (digits !== undefined) {
        const code = parseInt(digits, 16);
        if (code <= 0x10ffff) return String.fromCodePoint(code);
        malformed = true;
        return "";
      }
      const known = simple[char ?? ""];
      if (known !== undefined) return known;
      if (char === "" || char === "x" || char === "u" || char === "U" || char === "N") malformed = true;
      return whole;
    },
  );
  return malformed ? undefined : value;
}
