import { ConnectorError } from "../../errors.ts";
import { RequestSignal } from "../../http/message.ts";
import type { CustomModule } from "./module.ts";

/** Whose code runs. */
export interface Author {
  module: CustomModule;
  className: string;
  stream: string;
}

/** Runs an author's code; an error that it throws points to the author's own line. */
export function guarded<T>(author: Author, run: () => T): T {
  try {
    const result = run();
    return result instanceof Promise ? result.catch(blame(author)) as T : result;
  } catch (error) {
    return blame(author)(error);
  }
}

/** The same value; whatever of it is called later is guarded, generators while they run. */
export function guardedValue<T>(author: Author, value: T): T {
  if (typeof value === "function") return guardedFunction(author, value, undefined) as T;
  if (typeof value !== "object" || value === null) return value;
  const methods = new Map<unknown, unknown>();
  return new Proxy(value, {
    get(target, key) {
      const member = guarded(author, () => Reflect.get(target, key, target));
      if (typeof member !== "function") return member;
      let method = methods.get(member);
      if (!method) methods.set(member, method = guardedFunction(author, member, target));
      return method;
    },
  });
}

// deno-lint-ignore ban-types
function guardedFunction(author: Author, call: Function, self: unknown): unknown {
  const wrapped = (...args: unknown[]) => {
    const result = guarded(author, () => call.apply(self, args));
    return isAsyncIterable(result) ? guardedItems(author, result) : result;
  };
  return Object.assign(wrapped, call);
}

async function* guardedItems(author: Author, items: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* items;
  } catch (error) {
    blame(author)(error);
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Errors of ours, thrown by what the author called, say enough themselves. */
const blame = (author: Author) => (error: unknown): never => {
  if (error instanceof ConnectorError || error instanceof RequestSignal) throw error;
  const { className, module, stream } = author;
  throw new ConnectorError("component.threw", {
    failureType: "system_error",
    message: `The component "${className}" failed: ${textOf(error)}`,
    at: placeIn(module.path, error),
    ...(stream === "" ? {} : { stream }),
    cause: error,
  });
};

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** `components.ts:18:11`: the innermost line of the stack that is the author's. */
function placeIn(path: string, error: unknown): string {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const stack = error instanceof Error ? error.stack ?? "" : "";
  for (const line of stack.split("\n")) {
    const match = /([^\s(]+):(\d+):(\d+)\)?$/.exec(line);
    if (match && decodeURI(match[1]!).endsWith(path)) return `${file}:${match[2]}:${match[3]}`;
  }
  return file;
}
