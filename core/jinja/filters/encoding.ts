import { builtIn, type BuiltIns } from "../built_in.ts";
import { PythonError, typeError, valueError } from "../python/errors.ts";
import { truthy } from "../python/iterate.ts";
import { decode } from "../python/number_methods.ts";
import { Undefined } from "../python/objects.ts";
import { encode } from "../python/string_methods.ts";
import { asText } from "../python/strings.ts";
import { str } from "../python/text.ts";
import { typeName } from "../python/type_name.ts";

// Loaded by the first template that hashes: it takes longer to load than all of the templates do.
// deno-lint-ignore no-process-global -- importing node:process is as slow
const nodeCrypto = () => process.getBuiltinModule("node:crypto");

/** The names of Python's hashlib and Node's for the same digests. */
const digests: Record<string, string> = {
  md5: "md5",
  sha1: "sha1",
  sha224: "sha224",
  sha256: "sha256",
  sha384: "sha384",
  sha512: "sha512",
  sha3_224: "sha3-224",
  sha3_256: "sha3-256",
  sha3_384: "sha3-384",
  sha3_512: "sha3-512",
  blake2b: "blake2b512",
  blake2s: "blake2s256",
};

function hash(value: unknown, type: unknown = "md5", salt: unknown): string {
  const name = digests[str(type)];
  if (name === undefined) {
    if (/^(?:shake_\d+|new|algorithms_\w+|pbkdf2_hmac|scrypt|file_digest)$/.test(str(type))) {
      throw typeError(`${str(type)} needs more than the value`);
    }
    throw new PythonError("AttributeError", `No hashing function named ${str(type)}`);
  }
  const digest = nodeCrypto().createHash(name).update(str(value));
  if (truthy(salt)) digest.update(str(salt));
  return digest.digest("hex");
}

/** The text to encode: only strings have Python's `encode`. */
function encodable(value: unknown): string {
  const text = asText(value);
  if (text !== undefined) return text;
  if (value instanceof Undefined) return value.fail();
  throw new PythonError("AttributeError", `'${typeName(value)}' object has no attribute 'encode'`);
}

function base64(bytes: Uint8Array): string {
  return bytes.toBase64();
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Python's lenient `base64.b64decode`: characters outside the alphabet are skipped. */
function decodeBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0, count = 0, padding = 0;
  for (const char of text) {
    if (char === "=") {
      if (count >= 2 && count + ++padding >= 4) return Uint8Array.from(bytes);
      continue;
    }
    const value = alphabet.indexOf(char);
    if (value < 0) continue;
    padding = 0;
    bits = (bits << 6 | value) & 0xffff;
    count = (count + 1) % 4;
    if (count === 2) bytes.push(bits >> 4 & 0xff);
    else if (count === 3) bytes.push(bits >> 2 & 0xff);
    else if (count === 0) bytes.push(bits & 0xff);
  }
  if (count !== 0) throw new PythonError("Error", "Incorrect padding");
  return Uint8Array.from(bytes);
}

function hmac(value: unknown, key: unknown, type: unknown = "sha256"): string {
  if (type !== "sha256") throw valueError(`Hash type '${str(type)}' is not allowed. Allowed types: sha256`);
  return nodeCrypto().createHmac("sha256", str(key)).update(str(value)).digest("hex");
}

export const encodingFilters: BuiltIns = {
  hash: builtIn(
    "value, hash_type?, salt?",
    hash,
    ["{{ 'test' | hash }}", "098f6bcd4621d373cade4e832627b4f6"],
    ["{{ 'test' | hash('md5', 'salt') }}", "315240c61218a4a861ec949166a85ef0"],
  ),
  hmac: builtIn(
    "value, key, hash_type?",
    hmac,
    ["{{ 'msg' | hmac('key') }}", "2d93cbc1be167bcb1637a4a23cbff01a7878f0c50ee833954ea5221bb1b8c628"],
  ),
  base64encode: builtIn("value", (value) => base64(encode(encodable(value))), [
    "{{ 'user:pass' | base64encode }}",
    "dXNlcjpwYXNz",
  ]),
  base64decode: builtIn("value", (value) => decode(decodeBase64(encodable(value))), [
    "{{ 'dXNlcjpwYXNz' | base64decode }}",
    "user:pass",
  ]),
  // In spite of its name, the CDK's filter encodes.
  base64binascii_decode: builtIn(
    "value",
    (value) => base64(encode(encodable(value), "ascii")),
    ["{{ 'ascii' | base64binascii_decode }}", "YXNjaWk="],
  ),
};
