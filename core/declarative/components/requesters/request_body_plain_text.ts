import { component, template } from "../../component.ts";

export const RequestBodyPlainText = component({
  type: "RequestBodyPlainText",
  role: "request_body",
  summary: "A request body that is sent as it stands",
  fields: { value: template() },
  build: (def) => ({ bodyData: def.value }),
});
