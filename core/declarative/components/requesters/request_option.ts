import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { choice, component, list, optional, template } from "../../component.ts";
import type { RequestOption as Option } from "../../roles.ts";
import { inject } from "../../read/request_option.ts";

export const RequestOption = component({
  type: "RequestOption",
  role: "request_option",
  summary: "Tells where in a request a value goes, and under which name",
  fields: {
    inject_into: choice("request_parameter", "header", "body_data", "body_json"),
    field_name: optional(template()),
    field_path: optional(list(template())),
  },
  build({ inject_into, field_name, field_path }, ctx) {
    if ((field_name === undefined) === (field_path === undefined) || field_path?.length === 0) {
      throw new ConnectorError("manifest.request_option_name", {
        failureType: "system_error",
        message: "Cannot build the request option: it needs either a field_name or a field_path",
        at: ctx.at(),
      });
    }
    if (field_path && inject_into !== "body_json") {
      throw new ConnectorError("manifest.request_option_path", {
        failureType: "system_error",
        message: `Cannot build the request option: a field_path cannot be injected into "${inject_into}"`,
        at: ctx.at("field_path"),
        hint: "Use field_name, or inject_into: body_json",
      });
    }
    const { text } = ctx.withParameters(ctx.stream.optionParameters ?? {});
    const path = (field_path ?? [field_name ?? ""]).map((name) => text(name));
    const option: Option = {
      kind: "option",
      injectInto: inject_into,
      inject(options, value) {
        const [first = "", ...rest] = path.map((name) => str(name({})));
        inject(options, inject_into, [first, ...rest], value);
      },
    };
    return option;
  },
});
