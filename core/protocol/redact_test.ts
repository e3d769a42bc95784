import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createRedactor, secretValues } from "./redact.ts";

const secret = 'p+ss/w ö"rd';

const forms: { name: string; text: string; expected: string }[] = [
  { name: "raw", text: `key ${secret}.`, expected: "key ****." },
  { name: "in JSON", text: JSON.stringify({ key: secret }), expected: '{"key":"****"}' },
  {
    name: "in JSON in JSON",
    text: JSON.stringify(JSON.stringify({ key: secret })),
    expected: '"{\\"key\\":\\"****\\"}"',
  },
  {
    name: "in JSON of ASCII",
    text: '{"key":"p+ss/w \\u00f6\\"rd"} {"key":"p+ss/w \\u00F6\\"rd"}',
    expected: '{"key":"****"} {"key":"****"}',
  },
  {
    name: "in JSON of ASCII in JSON",
    text: JSON.stringify('{"key":"p+ss/w \\u00f6\\"rd"}'),
    expected: '"{\\"key\\":\\"****\\"}"',
  },
  {
    name: "the signature of a token",
    text: "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gF",
    expected: "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.****",
  },
  {
    name: "percent-encoded",
    text: `?key=${encodeURIComponent(secret)}&a=1`,
    expected: "?key=****&a=1",
  },
  {
    name: "form-encoded",
    text: `${new URLSearchParams({ key: secret })}&a=1`,
    expected: "key=****&a=1",
  },
  {
    name: "percent-encoded in lower case",
    text: encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
    expected: "****",
  },
  { name: "partly percent-encoded", text: "?key=p+ss/w%20%C3%B6%22rd&a=1", expected: "?key=****&a=1" },
  { name: "slash kept", text: encodeURIComponent(secret).replace("%2F", "/"), expected: "****" },
  ...["", "u", "us", "user"].map((user) => ({
    name: `Basic ${user}`,
    text: `Authorization: Basic ${base64(`${user}:${secret}`)} sent`,
    // What is left of it is no more than the user's name.
    expected: `Authorization: Basic ${
      base64(`${user}:`).replace(/=+$/, "").slice(0, keptChars(user))
    }**** sent`,
  })),
  { name: "base64 alone", text: base64(secret), expected: "****" },
  { name: "base64 of more", text: `x ${base64(secret + "more")} y`, expected: "x ****bW9yZQ== y" },
  {
    name: "base64url",
    text: base64("?>?>" + secret).replaceAll("+", "-").replaceAll("/", "_"),
    expected: "Pz4_P****",
  },
  { name: "nothing", text: "no secret here", expected: "no secret here" },
];

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Whole characters of base64 before the secret, without the one that it shares. */
function keptChars(user: string): number {
  return Math.floor((user.length + 1) * 8 / 6);
}

for (const { name, text, expected } of forms) {
  Deno.test(`redact ${name}`, () => {
    const redactor = createRedactor();
    redactor.add(secret);
    strictEqual(redactor.redact(text), expected);
  });
}

Deno.test("redact masks a secret too long for a pattern", () => {
  const long = "ab c?".repeat(20_000);
  const redactor = createRedactor();
  redactor.add(long);
  strictEqual(redactor.redact(`${long} ${encodeURIComponent(long)} x${base64(long)}`), "**** **** x****w==");
});

Deno.test("redact masks the whole of a token that it knows", () => {
  const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gF";
  const redactor = createRedactor();
  redactor.add(token);
  strictEqual(redactor.redact(`Bearer ${token}`), "Bearer ****");
});

Deno.test("redact takes the longest of overlapping secrets", () => {
  const redactor = createRedactor();
  redactor.add(["abc", "abcdef", 12345]);
  strictEqual(redactor.redact("abcdef abc 12345"), "**** **** ****");
});

Deno.test("redact knows the lines of a PEM and the keys of a service account", () => {
  const line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
  const pem = `-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`;
  const redactor = createRedactor();
  redactor.add(JSON.stringify({ type: "service_account", private_key: pem }));
  strictEqual(redactor.redact(`read ${line} of service_account`), "read **** of service_account");
  strictEqual(redactor.redact(`key ${pem}`), "key ****");
});

Deno.test("secretValues finds them in nested and alternative schemas", () => {
  const schema = {
    properties: {
      name: { type: "string" },
      key: { airbyte_secret: true },
      credentials: {
        oneOf: [
          { properties: { kind: { const: "oauth" }, token: { airbyte_secret: true } } },
          { properties: { kind: { const: "basic" }, password: { airbyte_secret: true } } },
        ],
      },
      accounts: { items: { properties: { pin: { airbyte_secret: true } } } },
    },
  };
  const config = {
    name: "n",
    key: "k",
    credentials: { kind: "basic", password: "p" },
    accounts: [{ pin: 1 }, { pin: 2 }],
  };
  deepStrictEqual(secretValues(schema, config), ["k", "p", 1, 2]);
});
