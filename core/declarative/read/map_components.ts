/** What components resolvers do with a stream template: values go into copies of it. */
import { ConnectorError } from "../../errors.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { BuildContext } from "../context.ts";
import type { ComponentNode } from "../component.ts";
import { copyTree } from "../manifest/copy.ts";
import { readYaml } from "../manifest/load.ts";
import type { ComponentMapping } from "../roles.ts";
import { compilePath } from "./dpath.ts";
import { compileSetter } from "./dpath_set.ts";

/** How a resolver treats its mappings. */
export interface MappingOptions {
  /** Text is read as YAML, unless its value_type is "string". */
  yaml: "always" | "unless_text" | "never";
  conditions: boolean;
  /** `create_or_update` is heeded. */
  create: boolean;
}

/** Compiles the mappings of a resolver: template × values of one stream → its definition. */
export function componentsMapper(
  nodes: readonly ComponentNode<"component_mapping">[],
  ctx: BuildContext,
  options: MappingOptions,
): (template: JsonObject, scope: Record<string, unknown>) => JsonObject {
  const mappings = nodes.map((node) => ctx.build(node));
  if (!options.conditions && mappings.some(({ applies }) => applies)) {
    throw new ConnectorError("manifest.unsupported", {
      failureType: "system_error",
      message: "Cannot build the components resolver: only a ConfigComponentsResolver takes conditions",
      at: ctx.at("components_mapping"),
      hint: "Remove the condition",
    });
  }
  return (template, values) => {
    const scope = { ...values, stream_template_config: template };
    const definition = copyTree(template);
    for (const mapping of mappings) {
      if (mapping.applies && !mapping.applies(scope)) continue;
      write(definition, mapping, scope, options);
    }
    return definition;
  };
}

function write(
  definition: JsonObject,
  mapping: ComponentMapping,
  scope: Record<string, unknown>,
  { yaml, create }: MappingOptions,
): void {
  const value = mapping.value(scope);
  const isYaml = yaml === "always" || (yaml === "unless_text" && !mapping.isText);
  // Values of templates are what JSON and YAML can say.
  const parsed = (isYaml ? parseYaml(value) : value) as Json;
  const path = mapping.path(scope);
  const count = compilePath(path).set(definition, parsed);
  if (create && mapping.create && count === 0 && !isEmpty(parsed)) {
    compileSetter(path.map(String))(definition, parsed);
  }
}

function parseYaml(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return readYaml(value, "value");
  } catch {
    // `{{ record[0] in ['a'] }}`, `%Y-%m-%d` and the like are no YAML: they stay text.
    return value;
  }
}

function isEmpty(value: Json): boolean {
  return !value || (typeof value === "object" && Object.keys(value).length === 0);
}
