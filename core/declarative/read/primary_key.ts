import { ConnectorError } from "../../errors.ts";
import type { BuildContext } from "../context.ts";

/**
 * The columns of a primary key: one, several, or several paths of one step each.
 * @throws {ConnectorError} manifest.nested_primary_key, as in the CDK.
 */
export function primaryKeyColumns(
  key: string | string[] | string[][] | undefined,
  ctx: BuildContext,
): string[] {
  if (key === undefined) return [];
  if (typeof key === "string") return [key];
  return key.map((column) => {
    if (typeof column === "string") return column;
    const [only] = column;
    if (only !== undefined && column.length === 1) return only;
    throw new ConnectorError("manifest.nested_primary_key", {
      failureType: "system_error",
      message: `Cannot use the primary key ${JSON.stringify(key)}: nested keys are not supported`,
      at: ctx.at("primary_key"),
      hint: "Copy the nested value into a field of its own with AddFields, and name that field",
    });
  });
}
