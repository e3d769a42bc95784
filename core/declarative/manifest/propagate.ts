/**
 * The third stage: components get the type their place implies, and `$parameters` come down to every component
 * below. What does not change is shared with the input.
 */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { truthy } from "../../jinja/python/iterate.ts";
import { impliedCustomTypes, impliedTypes } from "./implied_types.ts";

/** Where propagation starts, if not at a whole manifest. */
export interface PropagateOptions {
  /** `parent type.field` of the node, which implies its type. */
  identifier?: string;
  parameters?: JsonObject;
  /** On equal names the parent's parameters win over the component's own. */
  parentsWin?: boolean | undefined;
}

/** Gives types and parameters to a component and all below it. */
export function propagate(component: JsonObject, options: PropagateOptions = {}): JsonObject {
  const parentsWin = options.parentsWin === true;
  return visit(component, options.identifier ?? "", { ...options.parameters });

  /** `inherited` belongs to the callee, which may change it. */
  function visit(source: JsonObject, identifier: string, inherited: JsonObject): JsonObject {
    const { $parameters: declared, ...node } = source;
    if (!Object.hasOwn(node, "type")) {
      const types = Object.hasOwn(node, "class_name") ? impliedCustomTypes : impliedTypes;
      const type = types.get(identifier);
      if (type !== undefined) node["type"] = type;
    }
    if (declared !== undefined && !isObject(declared)) throw refusedParameters(declared);
    const parameters = parentsWin ? { ...declared, ...inherited } : { ...inherited, ...declared };
    if (isJsonSchema(node)) return node;
    if (!Object.hasOwn(node, "type")) return visitPlainObject(node, identifier, parameters);
    for (const key in parameters) {
      const present = node[key];
      if (present === undefined || !truthy(present)) node[key] = parameters[key]!;
    }
    visitFields(node, parameters);
    if (!isEmpty(parameters)) node["$parameters"] = parameters;
    return node;
  }

  function visitFields(node: JsonObject, parameters: JsonObject): void {
    const type = text(node["type"]);
    for (const field of Object.keys(node)) {
      const value = node[field]!;
      if (!isObject(value) && !Array.isArray(value)) continue;
      // A parameter named like the field would come back into it without end.
      const excluded = parameters[field];
      delete parameters[field];
      const identifier = `${type}.${field}`;
      if (Array.isArray(value)) {
        if (value.some(isObject)) {
          node[field] = value.map((item) =>
            isObject(item) ? visit(item, identifier, { ...parameters }) : item
          );
        }
      } else {
        node[field] = visit(value, identifier, { ...parameters });
      }
      // A parameter that is empty or false does not come back: that is how the Python CDK does it.
      if (excluded !== undefined && truthy(excluded)) parameters[field] = excluded;
    }
  }

  /** An object without a type passes parameters on to components right in it, and keeps none itself. */
  function visitPlainObject(node: JsonObject, identifier: string, parameters: JsonObject): JsonObject {
    for (const field of Object.keys(node)) {
      const value = node[field];
      if (isObject(value) && truthy(value["type"] ?? null)) {
        node[field] = visit(value, identifier, { ...parameters });
      }
    }
    return node;
  }
}

/** Types of components are text: a list is a union of JSON Schema, an object a property with the name `type`. */
function isJsonSchema({ type }: JsonObject): boolean {
  return type === "object" || Array.isArray(type) || isObject(type);
}

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

const text = (type: Json | undefined) => type === null || type === undefined ? "None" : String(type);

function refusedParameters(declared: Json): ConnectorError {
  return new ConnectorError("manifest.parameters", {
    failureType: "system_error",
    message: `Cannot read $parameters: ${JSON.stringify(declared)} is not a mapping`,
    hint: "Write names and values below $parameters",
  });
}
