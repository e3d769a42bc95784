import { component } from "../../component.ts";

export const NoAuth = component({
  type: "NoAuth",
  role: "authenticator",
  summary: "Adds nothing: the API is open",
  fields: {},
  build: () => ({ options: () => ({}) }),
});
