import { component } from "../../component.ts";

export const NoPagination = component({
  type: "NoPagination",
  role: "paginator",
  summary: "Reads one page and stops",
  fields: {},
  build: () => ({
    pageSize: undefined,
    initialToken: () => undefined,
    nextToken: () => undefined,
    path: () => undefined,
    options: () => ({}),
  }),
});
