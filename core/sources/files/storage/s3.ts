/** Objects in a bucket of S3, or of a store that speaks its language. */
import { ConnectorError } from "../../../errors.ts";
import { parseXml } from "../../../formats/xml.ts";
import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { awsSignature } from "../../http/auth.ts";
import { type Glob, prefixesOf } from "../glob.ts";
import { type Storage, type StoredFile, timestamp } from "../stored_file.ts";
import { openHttpFile, type SendRequest } from "./http_file.ts";
import { requestSender, type RequestWorld } from "./requests.ts";

export interface S3Options {
  readonly bucket: string;
  /** Without a key requests are not signed, as public buckets want it. */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
  readonly region?: string | undefined;
  /** Of a store other than AWS, such as `https://minio.example.com:9000`. */
  readonly endpoint?: string | undefined;
  /** Where the bucket's name goes; into the path where the endpoint is one's own. */
  readonly addressing?: "path" | "virtual" | undefined;
}

export function s3Storage(options: S3Options, world: RequestWorld): Storage {
  const { bucket, accessKeyId, secretAccessKey, sessionToken, region = "us-east-1" } = options;
  const base = bucketUrl(options, region);
  const fail = (message: string) =>
    ({
      action: "fail",
      failureType: "config_error",
      message: `Cannot read the bucket "${bucket}": ${message}`,
    }) as const;
  const signature = accessKeyId === undefined || secretAccessKey === undefined ? undefined : awsSignature({
    accessKeyId,
    secretAccessKey,
    service: "s3",
    region,
    ...(sessionToken ? { sessionToken } : {}),
  });
  const send = requestSender(
    world,
    {
      401: fail("the store does not accept the access key"),
      403: fail("access is denied. The access key must be valid and may s3:ListBucket and s3:GetObject"),
      404: fail("there is no such bucket or object"),
    },
    (request) => signature?.sign?.(request) ?? request,
  );
  return {
    place: `the bucket "${bucket}"`,
    async *list(globs) {
      for (const prefix of prefixesOf(globs)) yield* listPrefix(send, base, bucket, prefix, globs);
    },
    open: ({ uri, size, etag }) =>
      Promise.resolve(openHttpFile(send, { url: `${base}/${encodeKey(uri)}`, size, hasRanges: true, etag })),
  };
}

function bucketUrl({ bucket, endpoint, addressing }: S3Options, region: string): string {
  const store = (endpoint || `https://s3.${region}.amazonaws.com`).replace(/\/+$/, "");
  const url = URL.parse(store.includes("://") ? store : `https://${store}`);
  if (!url) {
    throw new ConnectorError("config.endpoint", {
      failureType: "config_error",
      message: `Cannot reach the store: its endpoint "${endpoint}" is no URL`,
      hint: "Write it as https://host:port",
    });
  }
  const path = url.pathname.replace(/\/$/, "");
  // A bucket with a dot has no certificate as a host name.
  const isVirtual = addressing ? addressing === "virtual" : !endpoint && !bucket.includes(".");
  return isVirtual
    ? `${url.protocol}//${bucket}.${url.host}${path}`
    : `${url.protocol}//${url.host}${path}/${encodeURIComponent(bucket)}`;
}

async function* listPrefix(
  send: SendRequest,
  base: string,
  bucket: string,
  prefix: string,
  globs: readonly Glob[],
): AsyncGenerator<StoredFile> {
  let token: string | undefined;
  do {
    const query = new URLSearchParams({ "list-type": "2", "encoding-type": "url" });
    if (prefix !== "") query.set("prefix", prefix);
    if (token !== undefined) query.set("continuation-token", token);
    const response = await send({ method: "GET", url: `${base}?${spaced(query)}` });
    const text = await response.text();
    const list = (await parseXml(text)).ListBucketResult;
    if (!isObject(list)) throw notListed(bucket, response.headers.get("x-amz-bucket-region"), text);
    const isEncoded = list.EncodingType === "url";
    for (const item of listOf(list.Contents)) {
      const { Key, LastModified, Size, ETag } = item;
      if (typeof Key !== "string" || typeof LastModified !== "string") continue;
      const key = isEncoded ? decodeURIComponent(Key.replaceAll("+", " ")) : Key;
      if (key.endsWith("/") || !globs.some(({ matches }) => matches(key))) continue;
      yield {
        uri: key,
        lastModified: timestamp(new Date(LastModified)),
        size: Number(Size),
        etag: typeof ETag === "string" ? ETag : undefined,
      };
    }
    const next = list.IsTruncated === "true" ? list.NextContinuationToken : undefined;
    token = typeof next === "string" ? next : undefined;
  } while (token !== undefined);
}

/** Signatures take a plus for a plus. */
const spaced = (query: URLSearchParams) => query.toString().replaceAll("+", "%20");

function listOf(value: Json | undefined): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

/** Encoded as signatures have it, where some stores compare the two. */
function encodeKey(key: string): string {
  const code = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return key.split("/").map((part) => encodeURIComponent(part).replace(/[!'()*]/g, code)).join("/");
}

function notListed(bucket: string, region: string | undefined, text: string): ConnectorError {
  return new ConnectorError("file.listing", {
    failureType: "config_error",
    message: `Cannot list the bucket "${bucket}": the store did not answer with a list`,
    internalMessage: text.slice(0, 1000),
    hint: region ? `The bucket is in the region "${region}": set it as the region` : undefined,
  });
}
