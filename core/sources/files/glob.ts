/** Globs as Python's wcmatch reads them with GLOBSTAR: `**` is any folders, a wildcard never hides a leading dot. */
import { ConnectorError } from "../../errors.ts";

/** A pattern that paths with slashes are tested against. */
export interface Glob {
  /** As it was written. */
  readonly text: string;
  /** What stands before the first wildcard: every match begins so. */
  readonly prefix: string;
  matches(path: string): boolean;
}

/** Compiles a glob. @throws {ConnectorError} config.glob */
export function glob(text: string): Glob {
  const segments = text.split(/\/+/);
  if (segments.length > 1 && segments.at(-1) === "") segments.pop();
  const pattern = compile(segments.map(segmentPattern).join(""), text);
  const prefix = /^[^*?[\\]*/.exec(text)?.[0] ?? "";
  return { text, prefix, matches: (path) => pattern.test(path) };
}

function compile(pattern: string, text: string): RegExp {
  try {
    return new RegExp(`^${pattern}$`, "u");
  } catch (cause) {
    throw new ConnectorError("config.glob", {
      failureType: "config_error",
      message: `Cannot read the glob "${text}": a set in square brackets is not valid`,
      hint: "Write a bracket that means itself as `[[]`",
      cause,
    });
  }
}

/** The shortest texts with which all matches begin; one empty text where there is none. */
export function prefixesOf(globs: readonly Glob[]): string[] {
  const prefixes = [...new Set(globs.map(({ prefix }) => prefix))];
  return prefixes.filter((prefix) =>
    !prefixes.some((other) => other.length < prefix.length && prefix.startsWith(other))
  );
}

/** A segment with the slash after it. */
function segmentPattern(segment: string, index: number, all: string[]): string {
  const isLast = index === all.length - 1;
  if (segment === "**") return isLast ? `(?:${folder})*(?!\\.)[^/]*` : `(?:${folder})*`;
  const hidden = /^[*?[]/.test(segment) ? "(?!\\.)" : "";
  return hidden + charactersPattern(segment) + (isLast ? "" : "/+");
}

const folder = "(?!\\.)[^/]+/+";

const classes: Record<string, string> = {
  alpha: "a-zA-Z",
  digit: "0-9",
  alnum: "a-zA-Z0-9",
  lower: "a-z",
  upper: "A-Z",
  space: "\\s",
  word: "\\w",
};

function charactersPattern(segment: string): string {
  let pattern = "";
  for (let at = 0; at < segment.length; at++) {
    const char = segment[at]!;
    if (char === "*") pattern += "[^/]*";
    else if (char === "?") pattern += "[^/]";
    else if (char === "\\" && at + 1 < segment.length) pattern += literal(segment[++at]!);
    else if (char === "[") {
      const set = /^\[([!^]?)(\]?(?:\[:\w+:\]|\\.|[^\]\\])*)\]/.exec(segment.slice(at));
      if (!set) pattern += literal(char);
      else {
        pattern += setPattern(set[1] !== "", set[2] ?? "");
        at += set[0].length - 1;
      }
    } else pattern += literal(char);
  }
  return pattern;
}

function setPattern(negated: boolean, body: string): string {
  const inner = body.replace(
    /\[:(\w+):\]|\\(.)|([[\]^\\])/g,
    (_, name, escaped, special) => name !== undefined ? classes[name] ?? "" : literal(escaped ?? special),
  );
  return `[${negated ? "^/" : ""}${inner}]`;
}

function literal(char: string): string {
  return /[.*+?^${}()|[\]\\/]/.test(char) ? `\\${char}` : char;
}
