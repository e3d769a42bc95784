/** All stages from text to a tree that can be built: load, resolve references, propagate, validate. */
import { ConnectorError } from "../../errors.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { type ManifestText, readManifest } from "./load.ts";
import { type Path, pathText } from "./path.ts";
import { type Locate, readPositions } from "./positions.ts";
import { propagate } from "./propagate.ts";
import { resolveReferences, sourcePath } from "./resolve_refs.ts";
import { type Problem, validateManifest } from "./validate.ts";

/** A manifest that went through all stages. None of its trees is to be changed. */
export interface PreparedManifest {
  readonly source: ManifestText;
  /** References resolved, types and parameters filled in; without `definitions`, which nothing reads any more. */
  readonly root: JsonObject;
  readonly problems: readonly Problem[];
  /** `file:line:col path` of a place in `root`. */
  at(path: Path, part?: "key" | "value"): string;
}

export interface PrepareOptions {
  /** As shown in messages. */
  file?: string;
}

/**
 * Prepares a manifest and says what is wrong with it.
 *
 * @throws {ConnectorError} manifest.* where it cannot even be read or resolved
 */
export function prepareManifest(
  manifest: string | JsonObject,
  options: PrepareOptions = {},
): PreparedManifest {
  const file = options.file ?? "manifest.yaml";
  const source = typeof manifest === "string"
    ? readManifest(manifest, file)
    : { file, text: "", root: manifest };
  const raw = "type" in source.root ? source.root : { ...source.root, type: "DeclarativeSource" };
  const place = placeIn(source);
  const resolved = resolveReferences(raw, (path) => place(path, path));
  const { definitions, ...used } = resolved;
  // What is no mapping stays, to be refused.
  const root = propagate(definitions === undefined || isObject(definitions) ? used : resolved);
  return {
    source,
    root,
    problems: distinct(validateManifest(root), source.root),
    at: (path, part) => place(path, sourcePath(source.root, path), part),
  };
}

/** What many streams share by reference is wrong once. */
function distinct(problems: readonly Problem[], written: JsonObject): Problem[] {
  if (problems.length < 2) return [...problems];
  const seen = new Set<string>();
  return problems.filter(({ path, message }) => {
    const place = `${pathText(sourcePath(written, path))} ${message}`;
    return !seen.has(place) && seen.add(place);
  });
}

/**
 * Prepares a manifest that is to be run.
 *
 * @throws {ConnectorError} manifest.* with the first error, all others in its internal message
 */
export function loadManifest(manifest: string | JsonObject, options: PrepareOptions = {}): PreparedManifest {
  const prepared = prepareManifest(manifest, options);
  const errors = prepared.problems.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first) throw problemError(first, prepared, errors);
  return prepared;
}

/** A problem as an error that names its place. */
export function problemError(
  problem: Problem,
  { at }: Pick<PreparedManifest, "at">,
  all: readonly Problem[] = [problem],
): ConnectorError {
  return new ConnectorError(problem.code, {
    failureType: "system_error",
    message: problem.message,
    internalMessage: [
      "Validation against json schema defined in declarative_component_schema.yaml schema failed",
      ...all.map(({ path, message }) => `${pathText(path)}: ${message}`),
    ].join("\n"),
    at: at(problem.path, problem.part),
    hint: problem.hint,
  });
}

/** Positions are read when the first message asks for one. */
function placeIn({ file, text }: ManifestText) {
  let locate: Locate | undefined;
  return (path: Path, written: Path, part?: "key" | "value"): string => {
    const name = pathText(path);
    const suffix = name ? ` ${name}` : "";
    if (text === "") return `${file}${suffix}`;
    try {
      locate ??= readPositions(text);
    } catch {
      // JSON that is no YAML, such as with tabs: there are no positions.
      return `${file}${suffix}`;
    }
    const { line, column } = locate(written, part);
    return `${file}:${line}:${column}${suffix}`;
  };
}
