import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { DateTime, TimeDelta } from "../datetime/mod.ts";
import type { Json } from "../json.ts";
import { accessTokens, memoryStore, type TokenNames } from "./oauth.ts";
import { expiryOf, findValue } from "./token_response.ts";

const names: TokenNames = {
  accessToken: "access_token",
  expiresIn: "expires_in",
  expiryIsPointInTime: false,
};
const hours = (count: number) => DateTime.now().plus(TimeDelta.of({ hours: count }));

function provider(body: Json, expiresAt = hours(-1), accessToken: string | undefined = undefined) {
  let asked = 0;
  const tokens = accessTokens(memoryStore({ accessToken, expiresAt }), () => names, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    asked++;
    return body;
  });
  return { tokens, asked: () => asked };
}

Deno.test("accessTokens: one refresh for all who ask at once, and none while the token lasts", async () => {
  const { tokens, asked } = provider({ access_token: "t", expires_in: 3600 });
  deepStrictEqual(await Promise.all([tokens.get(), tokens.get(), tokens.get()]), ["t", "t", "t"]);
  strictEqual(await tokens.get(), "t");
  strictEqual(asked(), 1);
});

const ages: { name: string; body: Json; expiresAt: DateTime; accessToken?: string; asked: number }[] = [
  {
    name: "a token of the config that lasts is used",
    body: {},
    expiresAt: hours(1),
    accessToken: "old",
    asked: 0,
  },
  {
    name: "a token of the config that ended is refreshed",
    body: { access_token: "t", expires_in: "60" },
    expiresAt: hours(-1),
    accessToken: "old",
    asked: 1,
  },
  {
    name: "a date without a token is no token",
    body: { access_token: "t", expires_in: 60 },
    expiresAt: hours(1),
    asked: 1,
  },
  {
    name: "without an expiry a token lasts an hour",
    body: { access_token: "t" },
    expiresAt: hours(-1),
    asked: 1,
  },
  {
    name: "a token that has ended on arrival is refreshed each time",
    body: { access_token: "t", expires_in: -5 },
    expiresAt: hours(-1),
    asked: 2,
  },
];

for (const { name, body, expiresAt, accessToken, asked: expected } of ages) {
  Deno.test(`accessTokens: ${name}`, async () => {
    const { tokens, asked } = provider(body, expiresAt, accessToken);
    await tokens.get();
    await tokens.get();
    strictEqual(asked(), expected);
  });
}

Deno.test("accessTokens: a forced refresh asks again and joins one under way", async () => {
  const { tokens, asked } = provider({ access_token: "t", expires_in: 3600 });
  await Promise.all([tokens.get(), tokens.refresh()]);
  strictEqual(asked(), 1);
  await tokens.refresh();
  strictEqual(asked(), 2);
});

Deno.test("accessTokens: a response without a token is an error", async () => {
  await rejects(provider({ token: "t" }).tokens.get(), { code: "auth.no_access_token" });
});

const finds: { name: string; body: Json; expected: Json | undefined }[] = [
  { name: "at the top", body: { t: 1 }, expected: 1 },
  { name: "deeper", body: { a: [{ b: 2 }, { t: "x" }] }, expected: "x" },
  { name: "null is nothing", body: { t: null }, expected: undefined },
  { name: "absent", body: { a: 1 }, expected: undefined },
];

for (const { name, body, expected } of finds) {
  Deno.test(`findValue ${name}`, () => strictEqual(findValue(body, "t"), expected));
}

Deno.test("findValue refuses to dig on and on", async () => {
  await rejects(async () => await findValue({ a: { a: { a: { a: { a: { a: 1 } } } } } }, "t"), {
    code: "auth.deep_response",
  });
});

const expiries: { value: Json; isPointInTime: boolean; expected: string | undefined }[] = [
  { value: "2030-01-02T03:04:05Z", isPointInTime: true, expected: "2030-01-02T03:04:05+00:00" },
  { value: 1893553445, isPointInTime: true, expected: "2030-01-02T03:04:05+00:00" },
  { value: "soon", isPointInTime: true, expected: undefined },
  { value: "2030-01-02", isPointInTime: false, expected: undefined },
];

for (const { value, isPointInTime, expected } of expiries) {
  Deno.test(`expiryOf ${value}${isPointInTime ? ", a point in time" : ""}`, async () => {
    if (expected) strictEqual(expiryOf(value, isPointInTime).isoformat(), expected);
    else await rejects(async () => await expiryOf(value, isPointInTime), { code: "auth.expiry" });
  });
}
