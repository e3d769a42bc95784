import { component, list, optional, slot, string } from "../../component.ts";

export const ConfigMigration = component({
  type: "ConfigMigration",
  role: "config_migration",
  summary: "Brings a config of an older version into today's form; the result is written back",
  fields: {
    description: optional(string()),
    transformations: list(slot("config_transformation")),
  },
  build(def, ctx) {
    const transformations = def.transformations.map((node) => ctx.build(node));
    return (config) => transformations.forEach((transform) => transform(config));
  },
});
