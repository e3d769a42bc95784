import type { Clock } from "../../../clock.ts";
import { ConnectorError } from "../../../errors.ts";
import { createClient, type HttpClient } from "../../../http/client.ts";
import type { HttpRequest } from "../../../http/message.ts";
import { sendWithRetries } from "../../../http/retry.ts";
import type { MessageSink } from "../../../protocol/messages.ts";
import { errorHandler } from "../../http/error_handler.ts";
import type { StatusAction } from "../../http/options.ts";
import type { SendRequest } from "./http_file.ts";

/** What requests for files need of the run. */
export interface RequestWorld {
  /** Real connections where left out. */
  client?: HttpClient | undefined;
  clock: Clock;
  sink: MessageSink;
  signal?: AbortSignal | undefined;
}

/** Requests with retries. `sign` adds what proves who asks, to each attempt. */
export function requestSender(
  { client = createClient(), clock, sink, signal }: RequestWorld,
  statuses: Record<number, StatusAction>,
  sign: (request: HttpRequest) => Promise<HttpRequest> | HttpRequest = (request) => request,
): SendRequest {
  const changed: StatusAction = {
    action: "fail",
    failureType: "transient_error",
    message: "Cannot read the file to its end: it changed while it was read",
  };
  const handler = errorHandler({ statuses: { 412: changed, ...statuses } }, clock.now);
  return async ({ method, url, headers = {} }, { stream = false } = {}) => {
    const response = await sendWithRetries({
      client,
      request: () => sign({ method, url, headers, body: undefined }),
      errorHandler: handler,
      streamName: "",
      log: sink.log.bind(sink),
      message: () => {},
      signal,
      stream,
      wait: clock.wait,
    });
    if (response) return response;
    throw new ConnectorError("http.failed", {
      failureType: "system_error",
      message: `Cannot read "${url}": there is no response`,
    });
  };
}
