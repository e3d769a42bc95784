import { component } from "../../component.ts";

export const RequestPath = component({
  type: "RequestPath",
  role: "request_path",
  summary: "The page token is the path or the whole URL of the next request",
  fields: {},
  build: () => ({ kind: "path" as const }),
});
