/** Signed JSON Web Tokens (RFC 7515, 7518, 8037, 8812). */
import { writeJson } from "../json.ts";

export const jwtAlgorithms = [
  "HS256",
  "HS384",
  "HS512",
  "ES256",
  "ES256K",
  "ES384",
  "ES512",
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "EdDSA",
] as const;

export type JwtAlgorithm = typeof jwtAlgorithms[number];

export interface JwtInput {
  algorithm: JwtAlgorithm;
  /** The text of an HS key; a private key in PEM otherwise. */
  key: string;
  /** Of an encrypted private key. */
  passphrase?: string | undefined;
  /** `alg` and `typ` are added. */
  headers: Record<string, unknown>;
  payload: Record<string, unknown>;
}

/**
 * Signs a token.
 *
 * @throws where the key does not fit the algorithm or cannot be read
 */
export async function signJwt({ algorithm, key, passphrase, headers, payload }: JwtInput): Promise<string> {
  const all: Record<string, unknown> = { typ: "JWT", ...headers, alg: algorithm };
  if (!all.typ) delete all.typ;
  if (all.kid !== undefined && typeof all.kid !== "string") throw new TypeError("the kid must be text");
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => a < b ? -1 : 1));
  const input = `${encode(writeJson(sorted))}.${encode(writeJson(payload))}`;
  const signature = await sign(algorithm, new TextEncoder().encode(input), key, passphrase);
  return `${input}.${base64Url(signature)}`;
}

function encode(text: string): string {
  return base64Url(new TextEncoder().encode(text));
}

function base64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

const curves: Record<string, string> = {
  ES256: "P-256",
  ES256K: "secp256k1",
  ES384: "P-384",
  ES512: "P-521",
};

async function sign(
  algorithm: JwtAlgorithm,
  input: Uint8Array,
  key: string,
  passphrase: string | undefined,
): Promise<Uint8Array> {
  const { constants, createHmac, createPrivateKey, sign } = await import("node:crypto");
  const bits = /\d+/.exec(algorithm)?.[0] ?? "";
  if (algorithm.startsWith("HS")) {
    if (/-----BEGIN|^ssh-/.test(key)) throw new TypeError(`a PEM or SSH key cannot sign with ${algorithm}`);
    return createHmac(`sha${bits}`, key).update(input).digest();
  }
  const privateKey = createPrivateKey(passphrase ? { key, passphrase } : { key });
  const type = privateKey.asymmetricKeyType;
  const fits = algorithm === "EdDSA" ? /^ed/ : curves[algorithm] ? /^ec$/ : /^rsa/;
  if (!fits.test(type ?? "")) throw new TypeError(`a key of type "${type}" cannot sign with ${algorithm}`);
  if (algorithm === "EdDSA") return sign(null, input, privateKey);
  if (curves[algorithm]) return sign(`sha${bits}`, input, { key: privateKey, dsaEncoding: "ieee-p1363" });
  if (algorithm.startsWith("RS")) return sign(`sha${bits}`, input, privateKey);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return sign(`sha${bits}`, input, { key: privateKey, padding, saltLength: Number(bits) / 8 });
}
