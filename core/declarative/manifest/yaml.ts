/** js-yaml with the scalars of PyYAML's SafeLoader. */
// @ts-types="./js_yaml.d.ts"
import yaml, { type LoadOptions } from "js-yaml";
import { implicitScalars } from "./yaml_scalars.ts";

const schema = new yaml.Schema({
  implicit: [
    ...implicitScalars.map(({ tag, resolve, construct }) =>
      new yaml.Type(tag, { kind: "scalar", resolve, construct })
    ),
    yaml.types.merge,
  ],
  explicit: [yaml.types.map, yaml.types.seq, yaml.types.str],
});

/** The value of one YAML document. @throws {YAMLException} where the text is not YAML. */
export function loadYaml(text: string, listener?: LoadOptions["listener"]): unknown {
  // PyYAML lets the last of several equal keys win; `json` does the same here.
  return yaml.load(text, { schema, json: true, ...(listener ? { listener } : {}) });
}

/** What {@link loadYaml} throws. */
export const YAMLException = yaml.YAMLException;
