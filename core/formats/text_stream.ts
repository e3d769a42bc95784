/** Bytes as text, chunk by chunk, in Python's encodings: what cannot be decoded is an error. */
import { joined, latin1 } from "./bytes.ts";
import { ConnectorError } from "../errors.ts";

export type Bytes = AsyncIterable<Uint8Array>;

interface ChunkDecoder {
  decode(chunk?: Uint8Array, options?: { stream: boolean }): string;
}

/** Python's names for encodings that the Encoding Standard spells otherwise. */
const spellings: Record<string, string> = {
  "utf8": "utf-8",
  "u8": "utf-8",
  "cp65001": "utf-8",
  "utf-16-le": "utf-16le",
  "utf-16-be": "utf-16be",
  "cp932": "shift_jis",
  "cp949": "euc-kr",
  "cp936": "gbk",
  "cp950": "big5",
  "mac-roman": "macintosh",
};

function chunkDecoder(encoding: string): ChunkDecoder {
  const plain = encoding.trim().toLowerCase().replace(/[_ ]/g, "-");
  const name = spellings[plain] ?? plain.replace(/^cp(125\d|874)$/, "windows-$1");
  if (name === "utf-8-sig") return new TextDecoder("utf-8", { fatal: true });
  if (name === "utf-16") return utf16();
  // The Encoding Standard reads ASCII and Latin-1 as windows-1252; Python does not.
  if (/^(?:us-)?ascii$|^646$/.test(name)) return singleByte(0x7f, encoding);
  if (/^(?:iso-?)?8859-?1$|^latin-?1$|^l1$|^cp819$/.test(name)) return singleByte(0xff, encoding);
  try {
    return new TextDecoder(name, { fatal: true, ignoreBOM: true });
  } catch {
    throw new ConnectorError("manifest.encoding", {
      failureType: "system_error",
      message: `Cannot decode the response: the encoding "${encoding}" is unknown`,
      hint: "Use utf-8, utf-8-sig, iso-8859-1, cp1252 or another encoding of Python",
    });
  }
}

function undecodable(encoding: string): ConnectorError {
  return new ConnectorError("record.encoding", {
    failureType: "system_error",
    message: `Cannot decode the response: it is not ${encoding}`,
  });
}

function singleByte(highest: number, encoding: string): ChunkDecoder {
  return {
    decode(chunk = new Uint8Array()) {
      if (highest < 0xff && chunk.some((byte) => byte > highest)) throw undecodable(encoding);
      return latin1(chunk);
    },
  };
}

/** UTF-16 of either order, as its first two bytes tell. */
function utf16(): ChunkDecoder {
  let inner: TextDecoder | undefined;
  let start = new Uint8Array();
  return {
    decode(chunk = new Uint8Array(), options) {
      if (inner) return inner.decode(chunk, options);
      start = Uint8Array.from([...start, ...chunk]);
      if (start.length < 2) {
        if (options?.stream || start.length === 0) return "";
        throw undecodable("UTF-16");
      }
      const [first, second] = start;
      if (first === 0xff && second === 0xfe) inner = new TextDecoder("utf-16le", { fatal: true });
      else if (first === 0xfe && second === 0xff) inner = new TextDecoder("utf-16be", { fatal: true });
      else throw undecodable("UTF-16: it does not start with a byte order mark");
      return inner.decode(start, options);
    },
  };
}

/** @throws {ConnectorError} record.encoding, manifest.encoding */
export async function* decodeChunks(data: Bytes, encoding: string): AsyncGenerator<string> {
  const decoder = chunkDecoder(encoding);
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw cause instanceof ConnectorError ? cause : undecodable(encoding);
    }
  };
  for await (const chunk of data) {
    const text = decode(chunk);
    if (text !== "") yield text;
  }
  const rest = decode();
  if (rest !== "") yield rest;
}

/** All bytes of a stream in one array. */
export async function allBytes(data: Bytes): Promise<Uint8Array> {
  return joined(await Array.fromAsync(data));
}
