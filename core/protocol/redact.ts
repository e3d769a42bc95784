/**
 * Keeps secrets out of what people read: LOG, TRACE, CONNECTION_STATUS and stderr. RECORD, STATE and CONTROL
 * carry data and are left alone, as the Python CDK leaves them.
 */
import { isObject } from "../json.ts";

const mask = "****";

// Patterns have a largest size. What is longer is looked for as it is written most often.
const longestPattern = 4000;

// A signed JWT is a secret whoever made it; without its signature it opens nothing.
const signedToken = /\b(eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.)[\w-]{16,}/g;

/** Masks every known secret, whatever way it is written. */
export interface Redactor {
  /** Learns a value: a string or number, or everything inside of a list or object. */
  add(value: unknown): void;
  redact(text: string): string;
}

/** A redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  const longForms = new Set<string>();
  let pattern: RegExp | undefined;
  return {
    add(value) {
      for (const secret of textsOf(value)) {
        if (secret.length > longestPattern) { for (const form of literalForms(secret)) longForms.add(form); }
        else for (const form of formsOf(secret)) forms.add(form);
      }
      pattern = undefined;
    },
    redact(text) {
      for (const form of longForms) text = text.replaceAll(form, mask);
      if (forms.size > 0) {
        // The longest form first, so that a secret inside another does not leave the rest of it.
        pattern ??= new RegExp([...forms].sort((a, b) => b.length - a.length).join("|"), "g");
        text = text.replace(pattern, mask);
      }
      return text.includes("eyJ") ? text.replace(signedToken, `$1${mask}`) : text;
    },
  };
}

/** The values in a config that its spec marks `airbyte_secret`. */
export function secretValues(schema: unknown, config: unknown): unknown[] {
  if (!isObject(schema) || config === undefined || config === null) return [];
  if (schema.airbyte_secret === true) return [config];
  const found: unknown[] = [];
  if (isObject(schema.properties) && isObject(config)) {
    for (const [name, property] of Object.entries(schema.properties)) {
      if (Object.hasOwn(config, name)) found.push(...secretValues(property, config[name]));
    }
  }
  if (isObject(schema.additionalProperties) && isObject(config)) {
    for (const value of Object.values(config)) {
      found.push(...secretValues(schema.additionalProperties, value));
    }
  }
  for (const keyword of ["oneOf", "anyOf", "allOf"]) {
    const branches = schema[keyword];
    if (Array.isArray(branches)) {
      for (const branch of branches) found.push(...secretValues(branch, config));
    }
  }
  if (Array.isArray(config)) {
    for (const item of config) found.push(...secretValues(schema.items, item));
  }
  return found;
}

/** The strings inside a value. Booleans and null are no secrets: masking "true" would hide half of a log. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value, ...partsOf(value)];
  if (typeof value === "number" || typeof value === "bigint") return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (isObject(value)) return Object.values(value).flatMap(textsOf);
  return [];
}

const secretKey = /key|secret|token|password|credential/i;

/** Secrets inside a secret: the lines of a PEM, the keys of a service account's JSON. */
function partsOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  const parts = lines.length > 1
    ? lines.map((line) => line.trim()).filter((line) => line.length >= 20 && !line.startsWith("-----"))
    : [];
  if (!text.trimStart().startsWith("{")) return parts;
  try {
    const inner: unknown = JSON.parse(text);
    if (!isObject(inner)) return parts;
    for (const [key, value] of Object.entries(inner)) {
      if (secretKey.test(key) && typeof value === "string" && value.length >= 8) {
        parts.push(value, ...partsOf(value));
      }
    }
  } catch {
    // Not JSON after all: the text as a whole is masked.
  }
  return parts;
}

/** The ways in which a secret may be written, as patterns. */
function* formsOf(secret: string): Generator<string> {
  for (const form of jsonForms(secret)) if (form !== secret) yield escapePattern(form);
  yield* new Set([writtenForm(secret), writtenForm(secret.toWellFormed())]);
  yield* base64Forms(secret);
}

/** The same for a secret too long for a pattern: text, not patterns. */
function literalForms(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const base64 = base64Parts(secret).map(({ inner }) => inner);
  return [
    secret,
    ...jsonForms(secret),
    encoded,
    encoded.replaceAll("%20", "+"),
    ...base64,
  ];
}

/** The secret inside JSON, and inside JSON in JSON, with characters beyond ASCII as they are or as `\\u00fc`. */
function jsonForms(secret: string): Set<string> {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const inAscii = escaped.replace(
    // deno-lint-ignore no-control-regex
    /[^\x00-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const inUpperCase = inAscii.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`);
  const once = [escaped, inAscii, inUpperCase];
  return new Set([...once, ...once.map((form) => JSON.stringify(form).slice(1, -1))]);
}

/** The secret where each of its characters stands for itself or, as parts of URLs differ in this, is percent-encoded. */
function writtenForm(secret: string): string {
  return Array.from(secret, (char) => {
    if (/[A-Za-z0-9_.~-]/.test(char) || !char.isWellFormed()) return escapePattern(char);
    const codes = Array.from(new TextEncoder().encode(char), (byte) => byte.toString(16).padStart(2, "0"));
    const encoded = codes.map((code) =>
      `%${code.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}`
    );
    return `(?:${escapePattern(char)}|${encoded.join("")}${char === " " ? "|\\+" : ""})`;
  }).join("");
}

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/**
 * The secret inside base64, in each of the three positions that it can start at: alone, or as the `secret`
 * of `user:secret`. The characters at its edges also hold bits of its neighbours, so any character fits.
 */
function* base64Forms(secret: string): Generator<string> {
  for (const { offset, inner, isWhole } of base64Parts(secret)) {
    if (inner.length < 6) continue; // so short a piece is found in any other text
    const edge = "[A-Za-z0-9+/_-]";
    const tail = isWhole ? "" : `${edge}?(?:=|%3D|%3d){0,2}`;
    const body = [...inner].map((char) =>
      char === "+" ? "(?:\\+|-|%2B|%2b)" : char === "/" ? "(?:\\/|_|%2F|%2f)" : char
    ).join("");
    yield `${offset === 0 ? "" : `${edge}?`}${body}${tail}`;
  }
}

/** The characters of base64 that hold the secret alone, after 0, 1 or 2 bytes of something else. */
function base64Parts(secret: string): { offset: number; inner: string; isWhole: boolean }[] {
  const bytes = new TextEncoder().encode(secret);
  return [0, 1, 2].map((offset) => {
    const padded = new Uint8Array(offset + bytes.length);
    padded.set(bytes, offset);
    const first = Math.ceil(offset * 8 / 6);
    const end = Math.floor(padded.length * 8 / 6);
    return { offset, inner: padded.toBase64().slice(first, end), isWhole: padded.length % 3 === 0 };
  });
}
