import { component, fields, template } from "../../component.ts";

export const RequestBodyGraphQL = component({
  type: "RequestBodyGraphQL",
  role: "request_body",
  summary: "A GraphQL query and its variables, sent as JSON",
  fields: { value: fields({ query: template() }) },
  build: (def) => ({
    bodyJson: Object.fromEntries(Object.entries(def.value).filter(([, value]) => value !== null)),
  }),
});
