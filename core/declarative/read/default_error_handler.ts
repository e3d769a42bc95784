import { defaultErrorHandler as byStatus } from "../../http/status_actions.ts";
import type { BuildContext } from "../context.ts";
import type { ErrorHandler } from "../roles.ts";

/** The error handler of a requester that names none. */
export function defaultErrorHandler(_ctx: BuildContext): ErrorHandler {
  return byStatus;
}
