import type { ForLoop } from "./ast.ts";
import { compileExpression } from "./compile_expression.ts";
import { compileBody, compileInner, compileTarget, type Render } from "./compile_statement.ts";
import type { Context } from "./context.ts";
import type { Frame } from "./frame.ts";
import { same } from "./python/compare.ts";
import { typeError } from "./python/errors.ts";
import { listOf, truthy } from "./python/iterate.ts";
import { Attributes, PyFunction, Undefined } from "./python/objects.ts";
import { mentions } from "./walk.ts";

/** Makes a `for` statement a function that renders it. */
export function compileLoop(loop: ForLoop, frame: Frame): Render {
  const iterable = compileExpression(loop.iterable, frame);
  const keep = compileTest(loop, frame);
  const inner = frame.inner();
  const usesLoop = loop.recursive || mentions(loop.body, "loop");
  if (usesLoop) inner.symbols.declareParameter("loop");
  inner.symbols.declareTarget(loop.target);
  inner.symbols.analyse(loop.body);
  const enter = inner.enter();
  const assign = compileTarget(loop.target, inner);
  const body = compileBody(loop.body, inner);
  const otherwise = compileInner(loop.otherwise, frame.inner());
  const loopSlot = usesLoop ? inner.slotOf("loop") : -1;

  const run = (context: Context, values: unknown, depth: number): string => {
    const items = keep(context, listOf(values));
    if (items.length === 0) return otherwise(context);
    const state = { items, index: 0, depth };
    const variable = usesLoop
      ? loopVariable(state, (inward) => {
        if (!loop.recursive) {
          throw typeError("The loop must have the 'recursive' marker to be called recursively.");
        }
        return run({ ...context, slots: [...context.slots] }, inward, depth + 1);
      })
      : undefined;
    let text = "";
    for (const item of items) {
      assign(context, item);
      if (variable) context.slots[loopSlot] = variable;
      enter(context);
      text += body(context);
      state.index++;
    }
    return text;
  };
  return (context) => run(context, iterable(context), 1);
}

/** The items that a loop's `if` lets through. */
function compileTest(loop: ForLoop, frame: Frame): (context: Context, items: unknown[]) => unknown[] {
  if (!loop.test) return (_context, items) => items;
  const inner = frame.inner();
  inner.symbols.declareTarget(loop.target);
  inner.symbols.loadAll(loop.test);
  const enter = inner.enter();
  const assign = compileTarget(loop.target, inner);
  const test = compileExpression(loop.test, inner);
  return (context, items) => {
    enter(context);
    return items.filter((item) => {
      assign(context, item);
      return truthy(test(context));
    });
  };
}

interface LoopState {
  readonly items: unknown[];
  readonly depth: number;
  index: number;
}

/** The `loop` variable; it follows the loop's state. */
function loopVariable(state: LoopState, recurse: (items: unknown) => string): Attributes {
  const { items, depth } = state;
  let last: unknown[] | undefined;
  const neighbour = (index: number, message: string) =>
    index in items ? items[index] : new Undefined(message);
  const readers: Record<string, () => unknown> = {
    index: () => state.index + 1,
    index0: () => state.index,
    revindex: () => items.length - state.index,
    revindex0: () => items.length - state.index - 1,
    first: () => state.index === 0,
    last: () => state.index === items.length - 1,
    length: () => items.length,
    depth: () => depth,
    depth0: () => depth - 1,
    previtem: () => neighbour(state.index - 1, "there is no previous item"),
    nextitem: () => neighbour(state.index + 1, "there is no next item"),
    cycle: () =>
      new PyFunction("cycle", (args) => {
        if (args.length === 0) throw typeError("no items for cycling given");
        return args[state.index % args.length];
      }),
    changed: () =>
      new PyFunction("changed", (args) => {
        const changed = !last || last.length !== args.length || !last.every((one, i) => same(one, args[i]));
        last = args;
        return changed;
      }),
    __call__: () => new PyFunction("loop", ([inward]) => recurse(inward)),
    __repr__: () => `<LoopContext ${state.index + 1}/${items.length}>`,
  };
  return new Attributes(
    "LoopContext",
    (name) => Object.hasOwn(readers, name) ? readers[name]?.() : undefined,
  );
}
