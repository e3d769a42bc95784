import type { Expression, Parameter, Statement } from "./ast.ts";
import { compileArguments, compileExpression } from "./compile_expression.ts";
import { compileBody } from "./compile_statement.ts";
import type { Context } from "./context.ts";
import type { Frame } from "./frame.ts";
import { call } from "./python/attributes.ts";
import { typeError } from "./python/errors.ts";
import { Attributes, type Named, PyFunction, Undefined } from "./python/objects.ts";
import { tuple } from "./python/values.ts";
import { mentions } from "./walk.ts";

/** Makes a macro; it is a value that closes over the context in which it is defined. */
export function compileMacro(
  name: string,
  parameters: Parameter[],
  body: Statement[],
  frame: Frame,
): (context: Context) => Attributes {
  const inner = frame.inner();
  for (const parameter of parameters) inner.symbols.declareParameter(parameter.name);
  for (const { fallback } of parameters) inner.symbols.loadAll(fallback);
  const takes = (special: string) =>
    mentions(body, special) && !parameters.some((parameter) => parameter.name === special);
  const specials = { caller: takes("caller"), kwargs: takes("kwargs"), varargs: takes("varargs") };
  for (const [special, used] of Object.entries(specials)) if (used) inner.symbols.declareParameter(special);
  inner.symbols.analyse(body);
  const enter = inner.enter();
  const slots = parameters.map((parameter) => inner.slotOf(parameter.name));
  const fallbacks = parameters.map(({ fallback }) => fallback && compileExpression(fallback, inner));
  const render = compileBody(body, inner);
  const slotOf = (special: keyof typeof specials) => specials[special] ? inner.slotOf(special) : undefined;
  const callerSlot = slotOf("caller"), namedSlot = slotOf("kwargs"), restSlot = slotOf("varargs");

  const run = (definition: Context, args: unknown[], given: Named | undefined): string => {
    const context = { ...definition, slots: [...definition.slots] };
    const named: Named = { ...given };
    const take = (key: string): unknown => {
      const value = named[key];
      delete named[key];
      return value;
    };
    const values = parameters.map((parameter, i) => i < args.length ? args[i] : take(parameter.name));
    enter(context);
    if (callerSlot !== undefined) {
      context.slots[callerSlot] = take("caller") ?? new Undefined("No caller defined");
    }
    if (namedSlot !== undefined) context.slots[namedSlot] = named;
    else for (const key in named) throw typeError(`macro '${name}' takes no keyword argument '${key}'`);
    if (restSlot !== undefined) context.slots[restSlot] = tuple(args.slice(parameters.length));
    else if (args.length > parameters.length) {
      throw typeError(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
    }
    slots.forEach((slot, i) => context.slots[slot] = values[i]);
    slots.forEach((slot, i) => {
      if (values[i] !== undefined) return;
      const fallback = fallbacks[i];
      context.slots[slot] = fallback
        ? fallback(context)
        : new Undefined(`parameter '${parameters[i]?.name}' was not provided`);
    });
    return render(context);
  };

  const facts: Record<string, unknown> = {
    name,
    arguments: tuple(parameters.map((parameter) => parameter.name)),
    caller: specials.caller,
    catch_kwargs: specials.kwargs,
    catch_varargs: specials.varargs,
  };
  return (context) => {
    const callable = new PyFunction(name, (args, named) => run(context, args, named));
    return new Attributes("Macro", (wanted) => {
      if (wanted === "__call__") return callable;
      if (wanted === "__repr__") return `<Macro '${name}'>`;
      return Object.hasOwn(facts, wanted) ? facts[wanted] : undefined;
    });
  };
}

/** A call that hands the called macro a `caller`. */
export function withCaller(
  { node, args }: Expression & { kind: "call" },
  frame: Frame,
): (context: Context, caller: unknown) => unknown {
  const callee = compileExpression(node, frame);
  const { positional, named } = compileArguments(args, frame);
  return (context, caller) => call(callee(context), positional(context), { ...named?.(context), caller });
}
