/**
 * The fourth stage: tree + registry → problems. What is an error here is one for the Python CDK too: it validates
 * against a JSON Schema that allows unknown keys, so these are warnings, except at the top of a manifest.
 */
import { nearest } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import type { Field, Shape } from "../component.ts";
import { registry } from "../registry.ts";
import type { Path } from "./path.ts";
import { renamedFields, renamedTypes } from "./renamed.ts";
import { accepts, describeShape, fits, isLongEnough, slotComponent, slotsOf, slotTypes } from "./shapes.ts";
import { sourceFields } from "./source_fields.ts";

/** Something wrong with a manifest. */
export interface Problem {
  code: string;
  severity: "error" | "warning";
  /** In the tree after references are resolved. */
  path: Path;
  /** Whether the key or its value is at fault. */
  part: "key" | "value";
  message: string;
  hint?: string | undefined;
}

/** Keys that are fine anywhere. */
const ignored = new Set(["type", "$parameters", "$schema", "description"]);

type SlotShape = Extract<Shape, { kind: "slot" }>;
type Fields = Record<string, Field<unknown>>;

/** Validates a manifest whose references are resolved and whose types are filled in. */
export function validateManifest(manifest: JsonObject): Problem[] {
  const check = validator();
  check.fields(sourceFields, manifest);
  const { problems } = check;
  for (const key of Object.keys(manifest)) {
    if (key === "type" || key in sourceFields) continue;
    problems.push(unknownKey(key, Object.keys(sourceFields), [key], "error"));
  }
  if (manifest["type"] !== "DeclarativeSource") {
    problems.push({
      code: "manifest.unknown_type",
      severity: "error",
      path: ["type"],
      part: "value",
      message: `Cannot read the manifest: its type is ${quote(manifest["type"])}`,
      hint: `Write "DeclarativeSource", or remove the type`,
    });
  }
  if (!("streams" in manifest) && !("dynamic_streams" in manifest)) {
    problems.push({
      code: "manifest.missing_field",
      severity: "error",
      path: [],
      part: "value",
      message: "The manifest has no streams",
      hint: `Add "streams" or "dynamic_streams"`,
    });
  }
  return problems;
}

/** Validates one component, such as a stream that a resolver has made. */
export function validateComponent(shape: Shape, node: JsonObject, path: Path): Problem[] {
  const check = validator(path);
  check.value(shape, node);
  return check.problems;
}

function validator(start: Path = []) {
  const problems: Problem[] = [];
  // One path for the whole walk: only a problem takes a copy.
  const path: (string | number)[] = [...start];

  function at(step: string | number, shape: Shape, node: Json): void {
    path.push(step);
    value(shape, node);
    path.pop();
  }

  function value(shape: Shape, node: Json): void {
    switch (shape.kind) {
      case "list":
        if (!Array.isArray(node)) return refuse(shape, node);
        if (!isLongEnough(shape, node)) return refuse(shape, node);
        return node.forEach((item, i) => at(i, shape.items, item));
      case "map":
        if (!isObject(node)) return refuse(shape, node);
        for (const key of Object.keys(node)) at(key, shape.values, node[key]!);
        return;
      case "fields":
        if (!isObject(node)) return refuse(shape, node);
        fields(shape.fields, node);
        if (shape.closed) unknownKeys(shape.fields, node, `"${lastName(path)}"`, "error");
        return;
      case "slot":
        return slot(shape, node);
      case "union":
        return union(shape, node);
      default:
        if (!fits(shape, node)) refuse(shape, node);
    }
  }

  function slot(shape: SlotShape, node: Json): void {
    const component = isObject(node) ? slotComponent(shape, node) : undefined;
    if (!isObject(node) || !component) return refuse(shape, node);
    fields(component.fields, node, component.type);
    if (!component.open) unknownKeys(component.fields, node, component.type);
  }

  function union(shape: Extract<Shape, { kind: "union" }>, node: Json): void {
    const fitting = shape.options.filter((option) => fits(option, node));
    if (fitting.length === 0) return refuse(shape, node);
    const [first] = fitting;
    // Where several fit, one that accepts all of it decides; the first one explains what is wrong.
    const best = fitting.length > 1 ? fitting.find((option) => accepts(option, node)) ?? first : first;
    if (best) value(best, node);
  }

  function fields(declared: Fields, node: JsonObject, type?: string): void {
    for (const name in declared) {
      const { shape, required } = declared[name]!;
      const present = node[name];
      if (present !== undefined) at(name, shape, present);
      else if (required) problems.push(missing(name, shape, node, [...path], type));
    }
  }

  function unknownKeys(
    declared: Fields,
    node: JsonObject,
    type: string,
    severity: Problem["severity"] = "warning",
  ): void {
    const parameters = isObject(node["$parameters"]) ? node["$parameters"] : {};
    for (const key in node) {
      if (key in declared) continue;
      if (severity === "warning" && (ignored.has(key) || key.startsWith("x-") || key in parameters)) continue;
      problems.push(unknownKey(key, Object.keys(declared), [...path, key], severity, type));
    }
  }

  function refuse(shape: Shape, node: Json): void {
    const slots = slotsOf(shape);
    problems.push(
      isObject(node) && slots.length > 0
        ? wrongType(slots, node, [...path])
        : wrongValue(shape, node, [...path]),
    );
  }

  return { problems, value, fields };
}

function wrongValue(shape: Shape, node: Json, path: Path): Problem {
  const hint = shape.kind === "enum" && typeof node === "string" ? nearest(node, shape.values) : undefined;
  return {
    code: "manifest.wrong_value",
    severity: "error",
    path,
    part: "value",
    message: `"${lastName(path)}" is ${quote(node)}: it has to be ${describeShape(shape)}`,
    hint: hint === undefined ? quoteHint(shape, node) : `Did you mean "${hint}"?`,
  };
}

function quoteHint(shape: Shape, node: Json): string | undefined {
  if (fits(shape, "") && ["number", "bigint", "boolean"].includes(typeof node)) return "Put it in quotes";
  return node === null ? "Remove the key, or give it a value" : undefined;
}

/** A node in a place for components is none of those that fit. */
function wrongType(slots: readonly SlotShape[], node: JsonObject, path: Path): Problem {
  const known = [...new Set(slots.flatMap(slotTypes))];
  const fitting = `Types that fit here: ${known.join(", ")}`;
  const place = [...path].reverse().find((step) => typeof step === "string") ?? "manifest";
  const { type } = node;
  if (type === undefined) {
    return {
      code: "manifest.missing_type",
      severity: "error",
      path,
      part: "value",
      message: `Cannot build the ${place}: it has no type`,
      hint: known.length === 1 ? `Add type: ${known[0]}` : fitting,
    };
  }
  const name = quote(type);
  const message = typeof type === "string" && registry.has(type)
    ? `Cannot build the ${place}: ${name} does not fit here`
    : `Cannot build the ${place}: ${name} is not a component type`;
  const meant = typeof type === "string" ? nearest(type, known) : undefined;
  const renamed = typeof type === "string" ? renamedTypes.get(type) : undefined;
  return {
    code: "manifest.unknown_type",
    severity: "error",
    path: [...path, "type"],
    part: "value",
    message,
    hint: renamed ?? (meant === undefined ? fitting : `Did you mean "${meant}"? ${fitting}`),
  };
}

function missing(name: string, shape: Shape, node: JsonObject, path: Path, type?: string): Problem {
  const keys = Object.keys(node);
  const old = keys.map((key) => [key, renamedFields.get(key)] as const).find(([, hint]) =>
    hint?.includes(`"${name}"`)
  );
  const near = old ? undefined : nearest(name, keys);
  return {
    code: "manifest.missing_field",
    severity: "error",
    path,
    part: "value",
    message: `${type ?? "The manifest"} needs "${name}"`,
    hint: old
      ? `"${old[0]}" is its old name`
      : near === undefined
      ? `Add ${name}: ${describeShape(shape)}`
      : `Is "${near}" meant to be it?`,
  };
}

function unknownKey(
  key: string,
  known: readonly string[],
  path: Path,
  severity: Problem["severity"],
  type = "a manifest",
): Problem {
  const meant = nearest(key, known);
  return {
    code: "manifest.unknown_field",
    severity,
    path,
    part: "key",
    message: `"${key}" is not a field of ${type}`,
    hint: renamedFields.get(key) ??
      (meant === undefined ? `Fields: ${known.join(", ")}` : `Did you mean "${meant}"?`),
  };
}

const lastName = (path: Path) => String(path.findLast((step) => typeof step === "string") ?? "manifest");

function quote(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
