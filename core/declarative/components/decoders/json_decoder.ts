import { component } from "../../component.ts";
import { jsonDecoder } from "../../read/json_decoder.ts";

export const JsonDecoder = component({
  type: "JsonDecoder",
  role: "decoder",
  summary: "Reads a response as one JSON document",
  fields: {},
  build: (_def, ctx) => jsonDecoder(ctx.env.log),
});
