import type { RequestOptions } from "../../../http/message.ts";
import type { RequestOption } from "../../roles.ts";
import type { StreamSlice } from "../../../sources/stream_slice.ts";

/** Puts fields of a slice's window into the request. */
export function windowOptions(
  pairs: [field: string, option: RequestOption | undefined][],
): (slice: StreamSlice) => RequestOptions {
  return (slice) => {
    const options: RequestOptions = {};
    for (const _ in slice.toObject()) {
      for (const [field, option] of pairs) option?.inject(options, slice.get(field) ?? null);
      break;
    }
    return options;
  };
}
