import { truthy } from "../../../jinja/python/iterate.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, optional, template } from "../../component.ts";

export const KeyTransformation = component({
  type: "KeyTransformation",
  role: "key_transformation",
  summary: "Puts a text before or after the names of flattened fields",
  fields: { prefix: optional(template()), suffix: optional(template()) },
  build({ prefix, suffix }, ctx) {
    const before = affix(prefix && ctx.text(prefix)({}));
    const after = affix(suffix && ctx.text(suffix)({}));
    return (key) => `${before}${key}${after}`;
  },
});

const affix = (value: unknown) => value !== undefined && truthy(value) ? str(value) : "";
