/** Why Ajv does not take a schema: in its words, or in ours where it met a null or such in place of a schema. */
export function schemaProblem(error: unknown): string {
  if (!(error instanceof Error) || error instanceof TypeError) return "a part of it is no schema";
  return error.message.replace(/: \[object Object\](?:,\[object Object\])*$/, "");
}
