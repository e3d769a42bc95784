import type { Arguments, Expression, Statement, Target } from "./ast.ts";

/** Calls `visit` with every name that an expression reads. */
export function eachName(expression: Expression | null, visit: (name: string) => void): void {
  if (expression === null) return;
  const each = (one: Expression | null) => eachName(one, visit);
  switch (expression.kind) {
    case "name":
      visit(expression.name);
      break;
    case "tuple":
    case "list":
    case "concat":
      expression.items.forEach(each);
      break;
    case "dict":
      for (const [key, value] of expression.pairs) {
        each(key);
        each(value);
      }
      break;
    case "getitem":
      each(expression.node);
      each(expression.key);
      break;
    case "slice":
      each(expression.start);
      each(expression.stop);
      each(expression.step);
      break;
    case "call":
    case "filter":
    case "test":
      each(expression.node);
      eachArgument(expression.args, each);
      break;
    case "getattr":
    case "not":
    case "negative":
    case "positive":
      each(expression.node);
      break;
    case "binary":
    case "and":
    case "or":
      each(expression.left);
      each(expression.right);
      break;
    case "compare":
      each(expression.left);
      for (const [, right] of expression.ops) each(right);
      break;
    case "condition":
      each(expression.test);
      each(expression.then);
      each(expression.otherwise);
  }
}

function eachArgument(args: Arguments, visit: (argument: Expression | null) => void): void {
  args.positional.forEach(visit);
  for (const [, value] of args.named) visit(value);
  visit(args.star);
  visit(args.starStar);
}

/** Calls `visit` with every name that a target sets, and `read` with those of namespaces. */
export function eachTarget(
  target: Target,
  visit: (name: string) => void,
  read: (name: string) => void,
): void {
  if (target.kind === "name") visit(target.name);
  else if (target.kind === "namespace") read(target.name);
  else for (const item of target.items) eachTarget(item, visit, read);
}

/** The expressions that stand directly in a statement, and the bodies within it. */
export function partsOf(statement: Statement): { expressions: (Expression | null)[]; bodies: Statement[][] } {
  switch (statement.kind) {
    case "output":
      return { expressions: statement.parts.filter((part) => typeof part !== "string"), bodies: [] };
    case "set":
      return { expressions: [statement.value], bodies: [] };
    case "set_block":
    case "filter_block":
      return { expressions: [statement.filter], bodies: [statement.body] };
    case "for":
      return {
        expressions: [statement.iterable, statement.test],
        bodies: [statement.body, statement.otherwise],
      };
    case "if":
      return {
        expressions: statement.branches.map(({ test }) => test),
        bodies: [...statement.branches.map(({ body }) => body), statement.otherwise],
      };
    case "macro":
      return { expressions: statement.parameters.map(({ fallback }) => fallback), bodies: [statement.body] };
    case "call_block":
      return {
        expressions: [statement.call, ...statement.parameters.map(({ fallback }) => fallback)],
        bodies: [statement.body],
      };
    case "with":
      return { expressions: statement.values, bodies: [statement.body] };
    case "block":
    case "scope":
      return { expressions: [], bodies: [statement.body] };
    case "load_template":
      return { expressions: [statement.template], bodies: [] };
  }
}

/** Whether statements read a name anywhere, nested ones included. */
export function mentions(statements: readonly Statement[], name: string): boolean {
  let found = false;
  const visit = (one: string) => {
    if (one === name) found = true;
  };
  for (const statement of statements) {
    const { expressions, bodies } = partsOf(statement);
    for (const expression of expressions) eachName(expression, visit);
    if (found || bodies.some((body) => mentions(body, name))) return true;
  }
  return false;
}
