/** The first stage: YAML or JSON text → tree, as the Python CDK's loader reads it. */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject, parseJson } from "../../json.ts";
import { loadYaml, YAMLException } from "./yaml.ts";

/** A manifest as it was written. */
export interface ManifestText {
  /** As shown in messages. */
  readonly file: string;
  /** Empty where the manifest came as an object. */
  readonly text: string;
  readonly root: JsonObject;
}

/**
 * Reads the text of a manifest.
 *
 * @throws {ConnectorError} manifest.yaml where the text is not YAML, or no mapping.
 */
export function readManifest(text: string, file: string): ManifestText {
  const root = readYaml(text, file);
  if (isObject(root)) return { file, text, root };
  throw new ConnectorError("manifest.yaml", {
    failureType: "system_error",
    message: `Cannot read the manifest: it is ${root === null ? "empty" : "not a mapping of keys to values"}`,
    at: file,
    hint: "Start with the keys version, type, check and streams",
  });
}

/** Reads YAML, or JSON where the text is JSON. @throws {ConnectorError} manifest.yaml */
export function readYaml(text: string, file: string): Json {
  if (/^\s*\{/.test(text)) {
    try {
      return parseJson(text);
    } catch {
      // A YAML flow mapping, or broken JSON: the YAML reader knows which, and where.
    }
  }
  try {
    const root = loadYaml(text);
    if (/(?:^|[:[,{-])[ \t]+\{\{/m.test(text)) refuseBareTemplates(root, text, file);
    // Scalars are those of yaml_scalars.ts, so the tree is made of JSON values.
    return (root ?? null) as Json;
  } catch (error) {
    if (error instanceof YAMLException || error instanceof RangeError) throw yamlError(error, text, file);
    throw error;
  }
}

/** `path: {{ x }}` is a mapping with a mapping for a key; the reader names such keys by their class. */
function refuseBareTemplates(root: unknown, text: string, file: string): void {
  const search = (node: unknown): boolean =>
    Array.isArray(node)
      ? node.some(search)
      : isObject(node) && ("[object Object]" in node || Object.values(node).some(search));
  if (!search(root)) return;
  const match = /(?:^|[:[,{-])[ \t]+\{\{[^\n]*/m.exec(text);
  const before = text.slice(0, text.indexOf("{{", match?.index)).split("\n");
  throw new ConnectorError("manifest.yaml", {
    failureType: "system_error",
    message: "Cannot read the manifest: a template without quotes is a YAML mapping",
    at: `${file}:${before.length}:${(before.at(-1) ?? "").length + 1}`,
    hint: `Quote the template: "{{ … }}"`,
  });
}

// What the reader says → what to write.
const hints: readonly [pattern: RegExp, hint: string][] = [
  [/tab characters/, "Indent with spaces"],
  [
    /bad indentation of a mapping entry|implicit mapping pair|multiline key|incomplete explicit/,
    'Give keys of one mapping the same indentation; quote values with ": " in them or % @ ` at their start',
  ],
  [/bad indentation of a sequence entry/, 'Give the "- " of one list the same indentation'],
  [/double quoted scalar/, 'Close the quotes: "…"'],
  [/single quoted scalar/, "Close the quotes: '…'"],
  [/unknown escape sequence/, "Write the backslash twice, or use single quotes"],
  [/flow collection|missed comma/, "Close brackets, and put a comma between entries"],
  [/unidentified alias/, "Define the anchor (&name) before the alias (*name)"],
  [/single document/, "Remove the second document, which starts at ---"],
  [/merge mappings/, "Merge a mapping or a list of mappings: <<: *name"],
  [/unknown tag/, "Remove the tag"],
  [
    /end of the stream or a document separator/,
    "Quote text that starts with one of % @ ` & * ! |, and check the indentation",
  ],
  [/is no date/, "Quote it if it is text"],
];

function yamlError(error: Error, text: string, file: string): ConnectorError {
  const { reason, mark } = error instanceof YAMLException
    ? error
    : { reason: error.message, mark: undefined };
  const lines = text.replace(/\n$/, "").split("\n");
  // What is still open at the end is reported on the line behind it.
  const [line, column] = mark && mark.line >= lines.length
    ? [lines.length, (lines.at(-1) ?? "").length + 1]
    : [mark && mark.line + 1, mark && mark.column + 1];
  return new ConnectorError("manifest.yaml", {
    failureType: "system_error",
    message: `Cannot read the manifest: ${reason}`,
    at: line === undefined ? file : `${file}:${line}:${column}`,
    hint: hints.find(([pattern]) => pattern.test(reason))?.[1],
    cause: error,
  });
}
