import { component, map, template } from "../../component.ts";

export const RequestBodyUrlEncodedForm = component({
  type: "RequestBodyUrlEncodedForm",
  role: "request_body",
  summary: "A request body that is sent as a form",
  fields: { value: map(template()) },
  build: (def) => ({ bodyData: def.value }),
});
