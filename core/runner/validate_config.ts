/** Validates a config against the spec's JSON Schema, as Python's jsonschema does; messages hold no value. */
import { ConnectorError, nearest } from "../errors.ts";
import { isObject, type JsonObject, writeJson } from "../json.ts";
import { certainlyFits } from "./config_fits.ts";
import { schemaProblem } from "../schema/schema_problem.ts";
import type { ErrorObject } from "ajv";

/**
 * @throws {ConnectorError} config.invalid, which names the path and what to write
 */
export async function validateConfig(
  config: JsonObject,
  schema: JsonObject,
  warn: (text: string) => void,
): Promise<void> {
  const values = Object.fromEntries(
    Object.entries(config).filter(([key]) =>
      !key.startsWith("__injected_") && key !== "_limit" && key !== "_page_size"
    ),
  );
  if (certainlyFits(values, schema, pythonPattern)) return;
  const { Ajv } = await import("ajv");
  // Python's jsonschema ignores formats and unknown keywords, and takes 1.0 for an integer.
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    validateSchema: false,
    validateFormats: false,
    verbose: true,
    logger: false,
    code: { regExp: pythonPattern },
  });
  const { $schema: _, $id: __, ...plain } = schema;
  let validate;
  try {
    validate = ajv.compile(plain);
  } catch (error) {
    warn(`The config is not validated: the spec is not a JSON Schema (${schemaProblem(error)})`);
    return;
  }
  const data: JsonObject = JSON.parse(writeJson(values));
  if (validate(data)) return;
  const { message, hint } = describe(mostTelling(validate.errors ?? []), data);
  throw new ConnectorError("config.invalid", {
    failureType: "config_error",
    message: `Config validation error: ${message}`,
    hint,
  });
}

/** The error that tells most: not in a oneOf branch that was not meant, then the one nearest to the root. */
function mostTelling(errors: ErrorObject[]): ErrorObject {
  // A branch whose constants do not fit was not meant.
  const unmeant = errors
    .filter(({ keyword, schemaPath }) =>
      (keyword === "const" || keyword === "enum") && /\/(oneOf|anyOf)\/\d+\//.test(schemaPath)
    )
    .map(({ schemaPath }) => /^.*\/(?:oneOf|anyOf)\/\d+\//.exec(schemaPath)![0]);
  const meant = errors.filter(({ schemaPath }) => !unmeant.some((prefix) => schemaPath.startsWith(prefix)));
  const inBranch = meant.filter(({ schemaPath }) => /\/(oneOf|anyOf)\/\d+\//.test(schemaPath));
  const outside = meant.filter(({ keyword, schemaPath }) =>
    keyword !== "oneOf" && keyword !== "anyOf" && !/\/(oneOf|anyOf)\/\d+\//.test(schemaPath)
  );
  return outside[0] ?? inBranch[0] ?? meant[0] ?? errors[0]!;
}

/** What is wrong and what to write. Values are left out: any of them may be secret. */
function describe(error: ErrorObject, config: JsonObject): { message: string; hint: string | undefined } {
  const path = error.instancePath.slice(1).split("/").filter(Boolean).map((part) =>
    part.replaceAll("~1", "/").replaceAll("~0", "~")
  );
  const at = path.length > 0 ? path.join(".") : "the config";
  const parent = isObject(error.parentSchema) ? error.parentSchema : {};
  switch (error.keyword) {
    case "required": {
      const missing = String(error.params.missingProperty);
      const full = [...path, missing].join(".");
      const present = Object.keys(valueAt(config, path));
      const properties = isObject(parent.properties) ? parent.properties : {};
      const near = nearest(missing, present.filter((key) => !Object.hasOwn(properties, key)));
      const property = properties[missing];
      const told = isObject(property) ? property.title ?? property.description : undefined;
      return {
        message: `'${missing}' is a required property${path.length > 0 ? ` of ${at}` : ""}`,
        hint: near
          ? `Did you mean "${full}" where "${[...path, near].join(".")}" stands?`
          : `Add "${full}" to the config${typeof told === "string" ? ` (${told.split("\n")[0]})` : ""}`,
      };
    }
    case "additionalProperties": {
      const extra = String(error.params.additionalProperty);
      const known = isObject(parent.properties) ? Object.keys(parent.properties) : [];
      const near = nearest(extra, known);
      return {
        message: `${at} has the property '${extra}', which the spec does not know`,
        hint: near ? `Did you mean "${near}"?` : `It knows: ${known.join(", ")}`,
      };
    }
    case "type": {
      const wanted = [error.params.type].flat().join(" or ");
      return { message: `${at} is not of type '${wanted}'`, hint: `Write ${article(wanted)} there` };
    }
    case "enum":
      return {
        message: `${at} is not one of the allowed values`,
        hint: `Allowed: ${
          error.params.allowedValues.map((value: unknown) => JSON.stringify(value)).join(", ")
        }`,
      };
    case "const":
      return {
        message: `${at} is not the value that the spec wants`,
        hint: `Write ${JSON.stringify(error.params.allowedValue)}`,
      };
    case "pattern": {
      const { examples } = parent;
      const example = Array.isArray(examples) && examples.length > 0 ? examples[0] : undefined;
      return {
        message: `${at} does not match '${error.params.pattern}'`,
        hint: example === undefined ? undefined : `For example ${JSON.stringify(example)}`,
      };
    }
    case "oneOf":
    case "anyOf":
      return { message: `${at} is not valid under any of the given schemas`, hint: choices(error.schema) };
    default:
      return { message: `${at} ${error.message ?? "is not valid"}`, hint: undefined };
  }
}

const article = (type: string): string => /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;

function valueAt(config: JsonObject, path: string[]): JsonObject {
  let value: unknown = config;
  for (const part of path) {
    value = Array.isArray(value) ? value[Number(part)] : isObject(value) ? value[part] : undefined;
  }
  return isObject(value) ? value : {};
}

/** The constants that tell the branches of a oneOf apart. */
function choices(schema: unknown): string | undefined {
  if (!Array.isArray(schema)) return undefined;
  const found = schema.flatMap((branch) => {
    const properties = isObject(branch) && isObject(branch.properties) ? branch.properties : {};
    return Object.entries(properties).flatMap(([key, property]) =>
      isObject(property) && property.const !== undefined
        ? [`"${key}": ${JSON.stringify(property.const)}`]
        : []
    );
  });
  return found.length > 0 ? `Choose one of ${found.join(", ")}` : undefined;
}

/** Patterns are Python's: named groups, `\A`, `\Z` and leading flags are spelt differently. */
function pythonPattern(source: string): RegExp {
  let flags = "";
  const text = source
    .replace(/^\(\?([aimsux]+)\)/, (_, letters: string) => {
      for (const letter of letters) if ("ims".includes(letter)) flags += letter;
      return "";
    })
    .replaceAll("(?P<", "(?<")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replace(/\\A/g, "^")
    .replace(/\\Z/g, "(?![\\s\\S])");
  // `$` also stands before a last newline.
  const end = text.replace(/(^|[^\\])\$$/, "$1(?=\\n?(?![\\s\\S]))");
  try {
    return new RegExp(end, `${flags}u`);
  } catch {
    return new RegExp(end, flags);
  }
}
pythonPattern.code = "pythonPattern";
