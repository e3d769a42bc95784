import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { constants, createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { type JwtAlgorithm, jwtAlgorithms, signJwt } from "./jwt.ts";

const ec = (namedCurve: string) => () => generateKeyPairSync("ec", { namedCurve }).privateKey;
const rsa = () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const keys: Partial<Record<JwtAlgorithm, () => KeyObject>> = {
  ES256: ec("P-256"),
  ES256K: ec("secp256k1"),
  ES384: ec("P-384"),
  ES512: ec("P-521"),
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  EdDSA: () => generateKeyPairSync("ed25519").privateKey,
};

const decode = (part = "") => Uint8Array.fromBase64(part, { alphabet: "base64url" });
const read = (part: string | undefined) => JSON.parse(new TextDecoder().decode(decode(part)));

function isSignedBy(algorithm: JwtAlgorithm, key: KeyObject, token: string): boolean {
  const [head, body, signature] = token.split(".");
  const input = new TextEncoder().encode(`${head}.${body}`);
  const publicKey = createPublicKey(key);
  if (algorithm === "EdDSA") return verify(null, input, publicKey, decode(signature));
  const bits = Number(/\d+/.exec(algorithm)?.[0]);
  const options = algorithm.startsWith("ES")
    ? { key: publicKey, dsaEncoding: "ieee-p1363" as const }
    : algorithm.startsWith("PS")
    ? { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: bits / 8 }
    : publicKey;
  return verify(`sha${bits}`, input, options, decode(signature));
}

for (const algorithm of jwtAlgorithms) {
  const makeKey = keys[algorithm];
  if (!makeKey) continue;
  Deno.test(`signJwt ${algorithm}`, async () => {
    const key = makeKey();
    const pem = String(key.export({ type: "pkcs8", format: "pem" }));
    const token = await signJwt({
      algorithm,
      key: pem,
      headers: { kid: "k" },
      payload: { iss: "me", iat: 5 },
    });
    const [head, body] = token.split(".");
    deepStrictEqual([read(head), read(body)], [{ alg: algorithm, kid: "k", typ: "JWT" }, {
      iss: "me",
      iat: 5,
    }]);
    ok(isSignedBy(algorithm, key, token));
  });
}

const shared: { algorithm: JwtAlgorithm; expected: string }[] = [
  {
    algorithm: "HS256",
    expected: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ.sad3AhpjllXE_XL6lSwwMXhV_4WThhyMgxWlDkDaBHQ",
  },
];

for (const { algorithm, expected } of shared) {
  Deno.test(`signJwt ${algorithm} with a shared key`, async () => {
    strictEqual(await signJwt({ algorithm, key: "s", headers: {}, payload: { a: 1 } }), expected);
  });
}

Deno.test("signJwt opens an encrypted key with its passphrase", async () => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "open" },
  });
  const input = { algorithm: "RS256" as const, key: String(privateKey), headers: {}, payload: {} };
  strictEqual((await signJwt({ ...input, passphrase: "open" })).split(".").length, 3);
  await rejects(signJwt({ ...input, passphrase: "wrong" }));
});

const misfits: { name: string; algorithm: JwtAlgorithm; key: string; message: RegExp }[] = [
  {
    name: "a PEM as a shared key",
    algorithm: "HS256",
    key: "-----BEGIN PRIVATE KEY-----",
    message: /cannot sign with HS256/,
  },
  {
    name: "an elliptic key for RSA",
    algorithm: "RS256",
    key: String(ec("P-256")().export({ type: "pkcs8", format: "pem" })),
    message: /a key of type "ec" cannot sign with RS256/,
  },
];

for (const { name, algorithm, key, message } of misfits) {
  Deno.test(`signJwt refuses ${name}`, async () => {
    await rejects(signJwt({ algorithm, key, headers: {}, payload: {} }), message);
  });
}

Deno.test("signJwt leaves out an empty typ", async () => {
  const token = await signJwt({ algorithm: "HS256", key: "s", headers: { typ: "" }, payload: {} });
  deepStrictEqual(read(token.split(".")[0]), { alg: "HS256" });
});
