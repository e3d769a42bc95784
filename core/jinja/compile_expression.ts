import type { Arguments, BinaryOperator, CompareOperator, Expression, Filter } from "./ast.ts";
import type { BuiltIns } from "./built_in.ts";
import type { Context, Evaluate } from "./context.ts";
import { filters } from "./filters/mod.ts";
import type { Frame } from "./frame.ts";
import * as arithmetic from "./python/arithmetic.ts";
import { attributeReader, call, getItem, itemReader } from "./python/attributes.ts";
import { contains, equals, order } from "./python/compare.ts";
import { PythonError, typeError } from "./python/errors.ts";
import { iterate, truthy } from "./python/iterate.ts";
import { dictEntries, isDict, makeDict } from "./python/mapping.ts";
import { type Named, Undefined } from "./python/objects.ts";
import { slice } from "./python/slicing.ts";
import { str } from "./python/text.ts";
import { typeName } from "./python/type_name.ts";
import { tuple } from "./python/values.ts";
import { tests } from "./tests.ts";

const binary: Record<BinaryOperator, (a: unknown, b: unknown) => unknown> = {
  "+": arithmetic.add,
  "-": arithmetic.subtract,
  "*": arithmetic.multiply,
  "/": arithmetic.divide,
  "//": arithmetic.floorDivide,
  "%": arithmetic.modulo,
  "**": arithmetic.power,
};

const comparisons: Record<CompareOperator, (a: unknown, b: unknown) => boolean> = {
  "==": equals,
  "!=": (a, b) => !equals(a, b),
  "<": (a, b) => order(a, b, "<") < 0,
  "<=": (a, b) => order(a, b, "<=") <= 0,
  ">": (a, b) => order(a, b, ">") > 0,
  ">=": (a, b) => order(a, b, ">=") >= 0,
  in: (a, b) => contains(b, a),
  "not in": (a, b) => !contains(b, a),
};

/** Makes an expression a function of the context. */
export function compileExpression(expression: Expression, frame: Frame): Evaluate {
  const compile = (one: Expression) => compileExpression(one, frame);
  switch (expression.kind) {
    case "const": {
      const { value } = expression;
      return () => value;
    }
    case "name":
      return frame.nameReader(expression.name);
    case "list":
    case "tuple": {
      const items = expression.items.map(compile);
      if (expression.kind === "list") return (context) => items.map((item) => item(context));
      return (context) => tuple(items.map((item) => item(context)));
    }
    case "concat": {
      const items = expression.items.map(compile);
      return (context) => arithmetic.concat(items.map((item) => item(context)));
    }
    case "dict": {
      const pairs = expression.pairs.map(([key, value]) => [compile(key), compile(value)] as const);
      return (context) => makeDict(pairs.map(([key, value]) => [key(context), value(context)] as const));
    }
    case "getattr": {
      const node = compile(expression.node);
      const read = attributeReader(expression.name);
      return (context) => read(node(context));
    }
    case "getitem":
      return compileItem(compile(expression.node), expression.key, compile);
    case "slice":
      return () => {
        throw typeError("unhashable type: 'slice'");
      };
    case "call": {
      const node = compile(expression.node);
      const { positional, named } = compileArguments(expression.args, frame);
      return (context) => call(node(context), positional(context), named?.(context));
    }
    case "filter":
      return compileFilter(expression, frame);
    case "test":
      return compileBuiltIn(tests, "test", expression, compile(expression.node), frame);
    case "binary": {
      const left = compile(expression.left), right = compile(expression.right);
      const operate = binary[expression.op];
      return (context) => operate(left(context), right(context));
    }
    case "and":
    case "or": {
      const left = compile(expression.left), right = compile(expression.right);
      const goesOn = expression.kind === "and";
      return (context) => {
        const value = left(context);
        return truthy(value) === goesOn ? right(context) : value;
      };
    }
    case "not": {
      const node = compile(expression.node);
      return (context) => !truthy(node(context));
    }
    case "negative":
    case "positive": {
      const node = compile(expression.node);
      const operate = expression.kind === "negative" ? arithmetic.negative : arithmetic.positive;
      return (context) => operate(node(context));
    }
    case "compare":
      return compileComparison(
        compile(expression.left),
        expression.ops.map(([op, right]) => [op, compile(right)]),
      );
    case "condition": {
      // Unknown filters may stand in the branch that is not taken.
      const soft = frame.softened();
      const test = compileExpression(expression.test, soft), then = compileExpression(expression.then, soft);
      const otherwise = expression.otherwise ? compileExpression(expression.otherwise, soft) : noElse;
      return (context) => truthy(test(context)) ? then(context) : otherwise(context);
    }
  }
}

function noElse(): Undefined {
  return new Undefined("the inline if-expression evaluated to false and no else section was defined.");
}

function compileItem(node: Evaluate, key: Expression, compile: (one: Expression) => Evaluate): Evaluate {
  if (key.kind === "const" && typeof key.value === "string") {
    const read = itemReader(key.value);
    return (context) => read(node(context));
  }
  if (key.kind === "slice") {
    const [start, stop, step] = [key.start, key.stop, key.step].map((one) => one ? compile(one) : () => null);
    return (context) => slice(node(context), start?.(context), stop?.(context), step?.(context));
  }
  const index = compile(key);
  return (context) => getItem(node(context), index(context));
}

function compileComparison(left: Evaluate, ops: [CompareOperator, Evaluate][]): Evaluate {
  const [first, ...others] = ops;
  if (!first) return left;
  const [op, right] = first;
  const compare = comparisons[op];
  if (others.length === 0) return (context) => compare(left(context), right(context));
  const steps = ops.map(([name, operand]) => [comparisons[name], operand] as const);
  return (context) => {
    let value = left(context);
    for (const [holds, operand] of steps) {
      const next = operand(context);
      if (!holds(value, next)) return false;
      value = next;
    }
    return true;
  };
}

/** A filter; in a filter block, `body` gives the text that the innermost one takes. */
export function compileFilter(filter: Filter, frame: Frame, body: Evaluate = () => ""): Evaluate {
  const { node } = filter;
  const value = node === null
    ? body
    : node.kind === "filter"
    ? compileFilter(node, frame, body)
    : compileExpression(node, frame);
  return compileBuiltIn(filters, "filter", filter, value, frame);
}

interface Use {
  name: string;
  args: Arguments;
  offset: number;
}

function compileBuiltIn(table: BuiltIns, what: string, use: Use, value: Evaluate, frame: Frame): Evaluate {
  const found = Object.hasOwn(table, use.name) ? table[use.name] : undefined;
  if (!found) {
    if (!frame.soft) {
      throw new PythonError("TemplateAssertionError", `No ${what} named '${use.name}'`, use.offset);
    }
    return () => {
      throw new PythonError("TemplateRuntimeError", `No ${what} named '${use.name}' found`);
    };
  }
  const { positional, named } = compileArguments(use.args, frame);
  return (context) => found.call([value(context), ...positional(context)], named?.(context));
}

interface CompiledArguments {
  positional: (context: Context) => unknown[];
  named: ((context: Context) => Named | undefined) | undefined;
}

export function compileArguments(args: Arguments, frame: Frame): CompiledArguments {
  const items = args.positional.map((one) => compileExpression(one, frame));
  const star = args.star && compileExpression(args.star, frame);
  const pairs = args.named.map(([name, value]) => [name, compileExpression(value, frame)] as const);
  const starStar = args.starStar && compileExpression(args.starStar, frame);
  const plain = (context: Context) => items.map((item) => item(context));
  return {
    positional: star ? (context) => [...plain(context), ...iterate(star(context))] : plain,
    named: pairs.length === 0 && !starStar ? undefined : (context) => {
      const named: Named = {};
      for (const [name, value] of pairs) named[name] = value(context);
      if (starStar) addNamed(named, starStar(context));
      return named;
    },
  };
}

function addNamed(named: Named, value: unknown): void {
  if (!isDict(value)) throw typeError(`argument after ** must be a mapping, not ${typeName(value)}`);
  for (const [key, one] of dictEntries(value)) named[str(key)] = one;
}
