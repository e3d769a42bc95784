import { ConnectorError } from "../../../errors.ts";
import { judgeByStatus } from "../../../http/status_actions.ts";
import { component, list, slot } from "../../component.ts";
import type { ErrorResolution, ResponseAction } from "../../roles.ts";

/** Actions that end the search: after the others, a later handler may know better. */
const decisive: ReadonlySet<ResponseAction> = new Set<ResponseAction>([
  "SUCCESS",
  "RETRY",
  "IGNORE",
  "RESET_PAGINATION",
  "REDUCE_PAGE_SIZE",
  "SPLIT_REQUEST_WINDOW",
]);

export const CompositeErrorHandler = component({
  type: "CompositeErrorHandler",
  role: "error_handler",
  summary: "Asks several error handlers in turn",
  fields: { error_handlers: list(slot("error_handler", { implied: "DefaultErrorHandler" })) },
  build(def, ctx) {
    const handlers = def.error_handlers.map((handler) => ctx.build(handler));
    const [first] = handlers;
    if (!first) {
      throw new ConnectorError("manifest.no_error_handlers", {
        failureType: "system_error",
        message: "Cannot build the error handler: error_handlers is empty",
        at: ctx.at("error_handlers"),
        hint: "Name at least one, or use DefaultErrorHandler",
      });
    }
    return {
      maxRetries: first.maxRetries,
      maxTime: Math.max(...handlers.map(({ maxTime }) => maxTime)),
      // All of them, in order: the first that answers decides, whichever handler judged.
      backoffStrategies: handlers.flatMap(({ backoffStrategies }) => backoffStrategies),
      async interpret(outcome) {
        let last: ErrorResolution | undefined;
        for (const handler of handlers) {
          last = await handler.interpret(outcome);
          if (decisive.has(last.action)) return last;
        }
        return last ?? judgeByStatus(outcome);
      },
    };
  },
});
