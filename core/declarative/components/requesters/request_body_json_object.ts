import { component, object } from "../../component.ts";

export const RequestBodyJsonObject = component({
  type: "RequestBodyJsonObject",
  role: "request_body",
  summary: "A request body that is sent as JSON",
  fields: { value: object() },
  build: (def) => ({ bodyJson: def.value }),
});
