import { isObject, type Json } from "../../json.ts";
import { type CustomKind, customKinds } from "./kinds.ts";
import type { ClassUse } from "./module.ts";

/** What an author has to write, class by class, as a `components.ts` to start from. */
export function portingGuide(uses: readonly ClassUse[]): string {
  const classes = new Map<string, ClassUse[]>();
  for (const use of uses) classes.set(use.className, [...classes.get(use.className) ?? [], use]);
  const builders = new Set<string>();
  const drafts: string[] = [];
  for (const [className, places] of classes) {
    const kind = kindOf(places[0]!.type);
    if (!kind) continue;
    builders.add(kind.builder);
    drafts.push(draftOf(className, kind, places));
  }
  const text = drafts.join("\n\n");
  const extra = ["StreamSlice", "isObject"].filter((name) => text.includes(name));
  const types = text.includes("JsonObject") ? ["type JsonObject"] : [];
  const imports = [...builders, ...extra, ...types].sort().join(", ");
  return `Start from this components.ts:\n\nimport { ${imports} } from "airbyte-ts";\n\n${text}`;
}

export function kindOf(type: string): CustomKind | undefined {
  return customKinds.find((kind) => kind.type === type);
}

function draftOf(className: string, kind: CustomKind, places: ClassUse[]): string {
  const name = className.slice(className.lastIndexOf(".") + 1);
  const fields = fieldTypes(places);
  const given = kind.draft.includes("build(")
    ? "{ build, node }"
    : fields
    ? "{ fields, config }"
    : "{ config }";
  const where = places.map(({ path }) => path).join(", ");
  return `/** ${className} (${kind.type} at ${where}) */\n` +
    `export const ${name} = ${kind.builder}${fields}((${given}) => ${kind.draft});`;
}

/** The fields beside `class_name`, typed by the values that stand there. */
function fieldTypes(places: ClassUse[]): string {
  const types = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (const { node } of places) {
    for (const [key, value] of Object.entries(node)) {
      if (key === "type" || key === "class_name" || key.startsWith("$")) continue;
      types.set(key, (types.get(key) ?? new Set()).add(typeOf(value)));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  if (types.size === 0) return "";
  const parts = [...types].map(([key, found]) =>
    `${propertyName(key)}${counts.get(key) === places.length ? "" : "?"}: ${[...found].join(" | ")}`
  );
  return `<{ ${parts.join("; ")} }>`;
}

const propertyName = (key: string): string => /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) {
    const items = [...new Set(value.map(typeOf))];
    return items.length === 1 ? `${items[0]}[]` : "unknown[]";
  }
  if (isObject(value)) return typeof value["type"] === "string" ? "JsonObject" : "Record<string, unknown>";
  return typeof value === "bigint" || typeof value === "object" ? "number" : typeof value;
}
