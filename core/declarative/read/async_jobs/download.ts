import { ConnectorError } from "../../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../../json.ts";
import type { RecordBatch } from "../../../sources/stream.ts";
import { pagePurpose } from "../../../sources/test_read.ts";
import type { StreamSlice } from "../../../sources/stream_slice.ts";
import type { ComponentNode } from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import type { Decoder, Extractor, RecordScope, RecordSelector } from "../../roles.ts";
import { emptyRecord } from "../empty_record.ts";
import { jsonDecoder } from "../json_decoder.ts";
import { pageReader } from "../pages.ts";
import { splittingReader } from "../window_splitting.ts";

interface DownloadNodes {
  requester: ComponentNode<"requester">;
  decoder: ComponentNode<"decoder"> | undefined;
  extractor: ComponentNode<"extractor"> | undefined;
  paginator: ComponentNode<"paginator"> | undefined;
}

/** Reads the records of one download target. Filter and transformations come later, in the record selector. */
export function jobDownload(
  nodes: DownloadNodes,
  ctx: BuildContext,
): (slice: StreamSlice) => AsyncIterable<RecordBatch> {
  const stream = ctx.stream.name;
  const written = nodes.decoder ? ctx.build(nodes.decoder) : jsonDecoder(ctx.env.log);
  const plain = { useCache: false, queryPropertiesKey: undefined, cursor: undefined, dataFeed: false };
  const extractor = nodes.extractor ? ctx.build(nodes.extractor, { ...plain, decoder: written }) : wholeBody;
  const decoder = extractor.batches ? fileDecoder(extractor.batches) : written;
  const scope = { ...plain, decoder };
  const read = pageReader({
    stream,
    requester: ctx.build(nodes.requester, scope),
    decoder,
    selector: extractionOnly(extractor.batches ? asFound : extractor),
    paginator: nodes.paginator && ctx.build(nodes.paginator, scope),
    cursor: undefined,
    dataFeed: false,
    properties: undefined,
    reset: undefined,
    reduction: undefined,
    sliceOptionsOnFirstPageOnly: false,
    purpose: pagePurpose(stream),
    env: ctx.env,
  });
  return splittingReader(read, { splitting: undefined, cursor: undefined, stream, env: ctx.env });
}

/** Without an extractor the body is the record, or the list of them; nothing in it is none. */
const wholeBody: Extractor = (body: Json) => {
  if (Array.isArray(body)) return body;
  return isObject(body) && Object.keys(body).length === 0 ? [] : [body];
};

/** Records that an extractor read from the response itself. */
const asFound: Extractor = (record) => [record];

function fileDecoder(decode: Decoder["decode"]): Decoder {
  return { streams: true, decode };
}

function extractionOnly(extract: Extractor): RecordSelector {
  async function select(items: Json[], scope: RecordScope) {
    const records: JsonObject[] = [];
    let extracted = 0;
    for (const item of items) {
      const found = await extract(item, scope);
      extracted += found.length;
      for (const record of found) {
        if (record === emptyRecord) continue;
        if (!isObject(record)) throw notAnObject(record);
        records.push(record);
      }
    }
    return { records, extracted };
  }
  return { select, finish: select };
}

function notAnObject(record: Json): ConnectorError {
  return new ConnectorError("record.not_an_object", {
    failureType: "system_error",
    message: `Cannot read a record: ${JSON.stringify(record)?.slice(0, 100)} is not an object`,
    hint: "Let download_extractor lead to objects, or to a list of objects",
  });
}
