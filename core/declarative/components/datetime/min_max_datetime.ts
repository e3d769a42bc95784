import { type DateTime, earliest, latest, parseDatetime } from "../../../datetime/mod.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, optional, string, template } from "../../component.ts";

export const MinMaxDatetime = component({
  type: "MinMaxDatetime",
  role: "datetime",
  summary: "A date, kept between a lower and an upper limit",
  fields: {
    datetime: template(),
    datetime_format: optional(string(), ""),
    min_datetime: optional(template()),
    max_datetime: optional(template()),
  },
  build(def, ctx) {
    const format = def.datetime_format || "%Y-%m-%dT%H:%M:%S.%f%z";
    const text = ctx.text(def.datetime);
    const limit = (source: string | undefined) => {
      const evaluate = source ? ctx.text(source) : undefined;
      return (): DateTime | undefined => {
        const value = evaluate ? str(evaluate({})) : "";
        return value === "" ? undefined : parseDatetime(value, format);
      };
    };
    const lower = limit(def.min_datetime);
    const upper = limit(def.max_datetime);
    return () => {
      let time = parseDatetime(str(text({})), format);
      const minimum = lower();
      if (minimum) time = latest(time, minimum);
      const maximum = upper();
      return maximum ? earliest(time, maximum) : time;
    };
  },
});
