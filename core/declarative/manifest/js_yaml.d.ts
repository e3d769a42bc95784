/** The part of js-yaml that {@link ./load.ts} uses. */
export interface Mark {
  line: number;
  column: number;
  snippet?: string;
}
export class YAMLException extends Error {
  reason: string;
  mark?: Mark;
}
export class Type {
  constructor(tag: string, options: {
    kind: "scalar" | "sequence" | "mapping";
    resolve?: (data: string | null) => boolean;
    construct?: (data: string | null) => unknown;
  });
}
export class Schema {
  constructor(definition: { implicit?: readonly Type[]; explicit?: readonly Type[] });
}
export interface State {
  readonly input: string;
  readonly position: number;
  readonly kind: "scalar" | "sequence" | "mapping" | null;
  readonly tag: string | null;
  readonly result: unknown;
}
export interface LoadOptions {
  schema?: Schema;
  /** Later duplicates of a key win. */
  json?: boolean;
  listener?: (event: "open" | "close", state: State) => void;
}
export const types: Record<"map" | "merge" | "seq" | "str", Type>;
export function load(text: string, options?: LoadOptions): unknown;
declare const yaml: {
  load: typeof load;
  types: typeof types;
  Schema: typeof Schema;
  Type: typeof Type;
  YAMLException: typeof YAMLException;
};
export default yaml;
