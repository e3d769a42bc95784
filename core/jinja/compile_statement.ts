import type { Statement, Target } from "./ast.ts";
import { compileExpression, compileFilter } from "./compile_expression.ts";
import { compileLoop } from "./compile_loop.ts";
import { compileMacro, withCaller } from "./compile_macro.ts";
import type { Context, Evaluate } from "./context.ts";
import type { Frame } from "./frame.ts";
import { PythonError, typeError, valueError } from "./python/errors.ts";
import { listOf, truthy } from "./python/iterate.ts";
import { Namespace } from "./python/objects.ts";
import { str } from "./python/text.ts";

export type Render = (context: Context) => string;

/** Makes statements a function that renders them. Their names must be in the frame's symbols already. */
export function compileBody(statements: readonly Statement[], frame: Frame): Render {
  const parts = statements.map((statement) => compileStatement(statement, frame));
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  return (context) => {
    let text = "";
    for (const part of parts) text += part(context);
    return text;
  };
}

/** A body with names of its own. */
export function compileInner(statements: readonly Statement[], inner: Frame): Render {
  inner.symbols.analyse(statements);
  const enter = inner.enter();
  const body = compileBody(statements, inner);
  return (context) => {
    enter(context);
    return body(context);
  };
}

function compileStatement(statement: Statement, frame: Frame): Render {
  switch (statement.kind) {
    case "output":
      return compileOutput(
        statement.parts.map((part) => typeof part === "string" ? part : compileExpression(part, frame)),
      );
    case "set":
      return compileSet(statement.target, compileExpression(statement.value, frame), frame);
    case "set_block": {
      const inner = frame.inner();
      inner.symbols.analyse(statement.body);
      inner.symbols.loadAll(statement.filter);
      const body = compileInner(statement.body, inner);
      return compileSet(
        statement.target,
        statement.filter ? compileFilter(statement.filter, inner, body) : body,
        frame,
      );
    }
    case "if":
      return compileIf(statement, frame.softened());
    case "for":
      return compileLoop(statement, frame);
    case "macro": {
      const { name, parameters, body } = statement;
      const make = compileMacro(name, parameters, body, frame);
      const slot = frame.slotOf(name);
      return (context) => {
        context.slots[slot] = make(context);
        return "";
      };
    }
    case "call_block":
      return compileCallBlock(statement, frame);
    case "filter_block": {
      const inner = frame.inner();
      inner.symbols.analyse(statement.body);
      inner.symbols.loadAll(statement.filter);
      const filter = compileFilter(statement.filter, inner, compileInner(statement.body, inner));
      return (context) => str(filter(context));
    }
    case "with":
      return compileWith(statement, frame);
    case "block": {
      // A block sees the scope, but not what the template around it has set.
      const render = compileInner(statement.body, frame.separate());
      frame.blocks.set(statement.name, render);
      return render;
    }
    case "scope":
      return compileInner(statement.body, frame.inner());
    case "load_template": {
      const template = compileExpression(statement.template, frame);
      return (context) => {
        template(context);
        throw typeError("no loader for this environment specified");
      };
    }
  }
}

function compileOutput(parts: (string | Evaluate)[]): Render {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    return typeof only === "string" ? () => only : (context) => str(only(context));
  }
  return (context) => {
    let text = "";
    for (const part of parts) text += typeof part === "string" ? part : str(part(context));
    return text;
  };
}

function compileIf(statement: Statement & { kind: "if" }, frame: Frame): Render {
  const branches = statement.branches.map(({ test, body }) => ({
    test: compileExpression(test, frame),
    body: compileBody(body, frame),
  }));
  const otherwise = compileBody(statement.otherwise, frame);
  return (context) => {
    for (const { test, body } of branches) if (truthy(test(context))) return body(context);
    return otherwise(context);
  };
}

function compileSet(target: Target, value: Evaluate, frame: Frame): Render {
  const assign = compileTarget(target, frame);
  return (context) => {
    assign(context, value(context));
    return "";
  };
}

/** Makes a target a function that puts a value there. */
export function compileTarget(target: Target, frame: Frame): (context: Context, value: unknown) => void {
  switch (target.kind) {
    case "name": {
      const slot = frame.slotOf(target.name);
      return (context, value) => {
        context.slots[slot] = value;
      };
    }
    case "namespace": {
      const read = frame.nameReader(target.name);
      return (context, value) => {
        const namespace = read(context);
        if (!(namespace instanceof Namespace)) {
          throw new PythonError("TemplateRuntimeError", "cannot assign attribute on non-namespace object");
        }
        namespace.attributes.set(target.attribute, value);
      };
    }
    case "tuple": {
      const items = target.items.map((item) => compileTarget(item, frame));
      return (context, value) => {
        const values = listOf(value);
        if (values.length !== items.length) {
          throw valueError(`not enough or too many values to unpack (expected ${items.length})`);
        }
        items.forEach((assign, i) => assign(context, values[i]));
      };
    }
  }
}

function compileWith(statement: Statement & { kind: "with" }, frame: Frame): Render {
  const inner = frame.inner();
  for (const target of statement.targets) inner.symbols.declareTarget(target);
  const values = statement.values.map((value) => compileExpression(value, frame));
  inner.symbols.analyse(statement.body);
  const enter = inner.enter();
  const targets = statement.targets.map((target) => compileTarget(target, inner));
  const body = compileBody(statement.body, inner);
  return (context) => {
    enter(context);
    targets.forEach((assign, i) => assign(context, values[i]?.(context)));
    return body(context);
  };
}

function compileCallBlock(
  { call, parameters, body }: Statement & { kind: "call_block" },
  frame: Frame,
): Render {
  const make = compileMacro("caller", parameters, body, frame);
  if (call.kind !== "call") throw new TypeError("a call block calls");
  const run = withCaller(call, frame);
  return (context) => str(run(context, make(context)));
}
