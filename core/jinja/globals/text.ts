import { builtIn, type BuiltIns } from "../built_in.ts";
import { quotePlus } from "../filters/urls.ts";
import { text } from "../python/arguments.ts";

/** Global functions about text. */
export const textGlobals: BuiltIns = {
  sanitize_url: builtIn(
    "value",
    (value) => quotePlus(text(value)),
    ["{{ sanitize_url('https://x.io/a b?c=d') }}", "https%3A%2F%2Fx.io%2Fa+b%3Fc%3Dd"],
  ),
  camel_case_to_snake_case: builtIn(
    "value",
    (value) => text(value).replace(/(?<!^)(?=[A-Z])/g, "_").toLowerCase(),
    ["{{ camel_case_to_snake_case('someCamelCaseURL') }}", "some_camel_case_u_r_l"],
  ),
  generate_uuid: builtIn("", () => crypto.randomUUID(), ["{{ generate_uuid() | length }}", 36]),
};
