/** Values that only live while a template runs: undefined ones, functions, iterators, views, marked-up text. */
import { PythonError } from "./errors.ts";

/** Named arguments of a call. */
export type Named = Record<string, unknown>;

/** Something a template can call. */
export class PyFunction {
  constructor(readonly name: string, readonly call: (args: unknown[], named: Named | undefined) => unknown) {}
}

/** A value that is missing. Most uses of it fail; printing, testing and looping do not. */
export class Undefined {
  readonly #message: string | (() => string);

  /** The message may be made when it is needed: most undefined values are only asked for. */
  constructor(message: string | (() => string), readonly exception = "UndefinedError") {
    this.#message = message;
  }

  fail(): never {
    throw new PythonError(
      this.exception,
      typeof this.#message === "string" ? this.#message : this.#message(),
    );
  }
}

/** Text that is known to be safe HTML. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** A generator or iterator: it gives its items once. */
export class PyIterator implements IterableIterator<unknown> {
  readonly #source: Iterator<unknown>;

  constructor(source: Iterable<unknown>) {
    this.#source = source[Symbol.iterator]();
  }

  next(): IteratorResult<unknown> {
    return this.#source.next();
  }

  [Symbol.iterator](): IterableIterator<unknown> {
    return this;
  }
}

/** What `keys()`, `values()` and `items()` give: it follows the dict. */
export class DictView {
  constructor(readonly kind: "dict_keys" | "dict_values" | "dict_items", readonly items: () => unknown[]) {}
}

/** `namespace()`: an object whose attributes templates may set, even from within loops. */
export class Namespace {
  readonly attributes = new Map<string, unknown>();
}

/** A record with named fields, such as `loop`, a macro or a week of the ISO calendar. */
export class Attributes {
  constructor(readonly typeName: string, readonly get: (name: string) => unknown) {}
}
