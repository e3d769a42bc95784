import { truthy } from "../../../jinja/python/iterate.ts";
import { component, list, string, union } from "../../component.ts";

export const GroupByKeyMergeStrategy = component({
  type: "GroupByKeyMergeStrategy",
  role: "record_merge",
  summary: "Takes records with the same values of some keys for parts of one record",
  fields: { key: union(string(), list(string())) },
  build({ key }) {
    const keys = Array.isArray(key) ? key : [key];
    return (record) => {
      const values = keys.map((name) => record[name]);
      // Integer keys are accepted too; the CDK fails on them.
      return values.every(truthy) ? values.map(String).join(",") : undefined;
    };
  },
});
