import { BufferedResponse } from "../../http/response.ts";
import { HeaderTable } from "../../http/headers.ts";
import type { HttpResponse } from "../../http/message.ts";
import { type Json, writeJson } from "../../json.ts";

/** A response made of a part of another one: the first page of a child that lies in its parent's record. */
export function embeddedResponse(body: Json): HttpResponse {
  return new BufferedResponse({
    status: 200,
    reason: "OK",
    headers: new HeaderTable([["Content-Type", "application/json"]]),
    url: "",
    request: { method: "GET", url: "", headers: {}, body: undefined },
    body: new TextEncoder().encode(writeJson(body)),
  });
}
