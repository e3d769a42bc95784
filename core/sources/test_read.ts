/** What a test read of the Connector Builder asks of a source, and what it wants to see. */
import type { HttpResponse } from "../http/message.ts";
import type { Json } from "../json.ts";

export interface TestLimits {
  maxPagesPerSlice: number;
  maxSlices: number;
  maxRecords: number;
  maxStreams: number;
}

/** What a request is for, in words for the person who tests. */
export interface RequestPurpose {
  /** In a few words. */
  title: string;
  /** In a sentence. */
  description: string;
  /** `AUTH`, `ASYNC_CREATE` …; `HTTP` where left out. */
  type?: string;
  /** The stream whose page it asks for. */
  stream?: string | undefined;
  /** It leads to no records by itself: logins, jobs, schemas, parents. */
  auxiliary?: boolean;
  /** It asks for records of a parent stream. */
  parent?: boolean;
}

/** Sees a read from within. */
export interface ReadObserver {
  exchange(purpose: RequestPurpose, response: HttpResponse): Promise<void>;
  /** Reading of a slice begins. */
  slice(descriptor: Json): void;
}

/** A read with limits, without retries, caches and patience. */
export interface TestRead {
  limits: TestLimits;
  observer: ReadObserver;
}

/** The purpose of a request for a page of records. */
export function pagePurpose(stream: string): RequestPurpose {
  return {
    title: `Stream '${stream}' request`,
    description: `Request performed in order to extract records for stream '${stream}'`,
    stream,
  };
}

/** The purpose of a page that the API refused as too large: it is asked for again, so it is no page. */
export function refusedPurpose(purpose: RequestPurpose, action: string, stream: string): RequestPurpose {
  const smaller = action === "REDUCE_PAGE_SIZE" ? "page size" : "window";
  const refused = action === "REDUCE_PAGE_SIZE" ? "page" : "request window";
  return {
    ...purpose,
    auxiliary: true,
    title: `Stream '${stream}' ${refused} rejected, retrying with a smaller ${smaller}`,
    description:
      `The response for stream '${stream}' asked for a smaller ${refused}; this request gave no records`,
  };
}
