import { ConnectorError } from "../../../errors.ts";
import { writeJson } from "../../../json.ts";
import type { BuildContext } from "../../context.ts";

/**
 * A page size from the manifest: a number, digits, or a template that gives an integer.
 * @throws {ConnectorError} manifest.page_size where a template gives anything else.
 */
export function fixedPageSize(value: number | string | undefined, ctx: BuildContext): number | undefined {
  if (value === undefined || typeof value === "number") return value;
  if (/^\d+$/.test(value)) return Number(value);
  return checkPageSize(ctx.text(value)({}), ctx);
}

/** An evaluated page size. */
export function checkPageSize(value: unknown, ctx: BuildContext): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new ConnectorError("manifest.page_size", {
    failureType: "system_error",
    message: `Cannot read the page size: ${writeJson(value)} is not an integer`,
    at: ctx.at("page_size"),
    hint: "Write a number, or a template that gives one",
  });
}

/** The token after `last`, which must be a count. */
export function nextCount(last: unknown, step: number, at: () => string): number {
  if (typeof last === "number") return last + step;
  throw new ConnectorError("manifest.page_token", {
    failureType: "system_error",
    message: `Cannot count on from the page token ${writeJson(last)}: it is not an integer`,
    at: at(),
  });
}
