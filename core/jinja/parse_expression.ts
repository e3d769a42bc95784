import type { Arguments, CompareOperator, Expression, Filter } from "./ast.ts";
import type { TokenStream } from "./token_stream.ts";

/** How far a comma-separated list goes, and what its items may be. */
export interface TupleOptions {
  condition?: boolean;
  /** A name that ends the list, such as `in`. */
  until?: string;
  /** Parentheses stand around the list, so that it may be empty. */
  parenthesised?: boolean;
}

/** `a`, `a, b` or `a,` */
export function parseTuple(
  stream: TokenStream,
  { condition = true, until, parenthesised = false }: TupleOptions = {},
): Expression {
  const items: Expression[] = [];
  let isTuple = false;
  while (true) {
    if (items.length > 0) stream.expect("operator", ",");
    if (
      stream.at("variable_end") || stream.at("block_end") || stream.isOperator(")") ||
      until !== undefined && stream.isName(until)
    ) break;
    items.push(parseExpression(stream, condition));
    if (!stream.isOperator(",")) break;
    isTuple = true;
  }
  const [only] = items;
  if (!isTuple) {
    if (only) return only;
    if (!parenthesised) stream.fail(`Expected an expression, got ${stream.describe()}`);
  }
  return { kind: "tuple", items };
}

export function parseExpression(stream: TokenStream, condition = true): Expression {
  return condition ? parseCondition(stream) : parseOr(stream);
}

function parseCondition(stream: TokenStream): Expression {
  let then = parseOr(stream);
  while (stream.skip("name", "if")) {
    const test = parseOr(stream);
    const otherwise = stream.skip("name", "else") ? parseCondition(stream) : null;
    then = { kind: "condition", test, then, otherwise };
  }
  return then;
}

function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream);
  while (stream.skip("name", "or")) left = { kind: "or", left, right: parseAnd(stream) };
  return left;
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream);
  while (stream.skip("name", "and")) left = { kind: "and", left, right: parseNot(stream) };
  return left;
}

function parseNot(stream: TokenStream): Expression {
  if (stream.skip("name", "not")) return { kind: "not", node: parseNot(stream) };
  return parseCompare(stream);
}

function parseCompare(stream: TokenStream): Expression {
  const left = parseSum(stream);
  const ops: [CompareOperator, Expression][] = [];
  while (true) {
    const op = compareOperator(stream);
    if (!op) break;
    ops.push([op, parseSum(stream)]);
  }
  return ops.length > 0 ? { kind: "compare", left, ops } : left;
}

function compareOperator(stream: TokenStream): CompareOperator | undefined {
  if (stream.at("operator")) {
    const { value } = stream.current;
    if (
      value === "==" || value === "!=" || value === "<" || value === "<=" || value === ">" || value === ">="
    ) {
      stream.next();
      return value;
    }
  } else if (stream.skip("name", "in")) return "in";
  else if (stream.isName("not") && stream.at("name", "in", 1)) {
    stream.next();
    stream.next();
    return "not in";
  }
  return undefined;
}

function parseSum(stream: TokenStream): Expression {
  let left = parseConcat(stream);
  while (true) {
    const op = stream.isOperator("+") ? "+" : stream.isOperator("-") ? "-" : undefined;
    if (!op) return left;
    stream.next();
    left = { kind: "binary", op, left, right: parseConcat(stream) };
  }
}

// In Jinja `~` binds tighter than `+` and looser than `*`.
function parseConcat(stream: TokenStream): Expression {
  const items = [parseProduct(stream)];
  while (stream.skip("operator", "~")) items.push(parseProduct(stream));
  const [only] = items;
  return items.length === 1 && only ? only : { kind: "concat", items };
}

function parseProduct(stream: TokenStream): Expression {
  let left = parsePower(stream);
  while (stream.at("operator")) {
    const { value: op } = stream.current;
    if (op !== "*" && op !== "/" && op !== "//" && op !== "%") break;
    stream.next();
    left = { kind: "binary", op, left, right: parsePower(stream) };
  }
  return left;
}

// Left-associative, unlike Python's: 2**3**2 is 64.
function parsePower(stream: TokenStream): Expression {
  let left = parseUnary(stream, true);
  while (stream.skip("operator", "**")) {
    left = { kind: "binary", op: "**", left, right: parseUnary(stream, true) };
  }
  return left;
}

function parseUnary(stream: TokenStream, withFilter: boolean): Expression {
  let node: Expression;
  if (stream.skip("operator", "-")) node = { kind: "negative", node: parseUnary(stream, false) };
  else if (stream.skip("operator", "+")) node = { kind: "positive", node: parseUnary(stream, false) };
  else node = parsePrimary(stream);
  node = parsePostfix(stream, node);
  return withFilter ? parseFiltersAndTests(stream, node) : node;
}

function parsePrimary(stream: TokenStream): Expression {
  const token = stream.current;
  switch (token.type) {
    case "name":
      stream.next();
      switch (token.value) {
        case "true":
        case "True":
          return { kind: "const", value: true };
        case "false":
        case "False":
          return { kind: "const", value: false };
        case "none":
        case "None":
          return { kind: "const", value: null };
      }
      return { kind: "name", name: String(token.value) };
    case "string": {
      let value = "";
      while (stream.at("string")) value += stream.next().value;
      return { kind: "const", value };
    }
    case "integer":
    case "float":
      stream.next();
      return { kind: "const", value: token.value };
    case "operator":
      if (token.value === "(") {
        stream.next();
        const node = parseTuple(stream, { parenthesised: true });
        stream.expect("operator", ")");
        return node;
      }
      if (token.value === "[") return { kind: "list", items: parseItems(stream, "[", "]", parseExpression) };
      if (token.value === "{") return { kind: "dict", pairs: parseItems(stream, "{", "}", parsePair) };
  }
  return stream.fail(`unexpected ${stream.describe()}`);
}

function parseItems<T>(
  stream: TokenStream,
  open: string,
  close: string,
  parse: (stream: TokenStream) => T,
): T[] {
  const items: T[] = [];
  stream.expect("operator", open);
  while (!stream.isOperator(close)) {
    if (items.length > 0) stream.expect("operator", ",");
    if (stream.isOperator(close)) break;
    items.push(parse(stream));
  }
  stream.expect("operator", close);
  return items;
}

function parsePair(stream: TokenStream): [Expression, Expression] {
  const key = parseExpression(stream);
  stream.expect("operator", ":");
  return [key, parseExpression(stream)];
}

function parsePostfix(stream: TokenStream, start: Expression): Expression {
  let node = start;
  while (true) {
    if (stream.skip("operator", ".")) node = parseAttribute(stream, node);
    else if (stream.isOperator("[")) node = parseSubscript(stream, node);
    else if (stream.isOperator("(")) node = { kind: "call", node, args: parseArguments(stream) };
    else return node;
  }
}

function parseAttribute(stream: TokenStream, node: Expression): Expression {
  const token = stream.next();
  if (token.type === "name") return { kind: "getattr", node, name: String(token.value) };
  if (token.type === "integer") return { kind: "getitem", node, key: { kind: "const", value: token.value } };
  return stream.fail("expected name or number");
}

function parseSubscript(stream: TokenStream, node: Expression): Expression {
  stream.expect("operator", "[");
  const keys: Expression[] = [];
  while (!stream.isOperator("]")) {
    if (keys.length > 0) stream.expect("operator", ",");
    keys.push(parseKey(stream));
  }
  stream.expect("operator", "]");
  const [only] = keys;
  return { kind: "getitem", node, key: keys.length === 1 && only ? only : { kind: "tuple", items: keys } };
}

function parseKey(stream: TokenStream): Expression {
  const part = () =>
    stream.isOperator(":") || stream.isOperator("]") || stream.isOperator(",")
      ? null
      : parseExpression(stream);
  const start = stream.isOperator(":") ? null : parseExpression(stream);
  if (start && !stream.isOperator(":")) return start;
  stream.expect("operator", ":");
  const stop = part();
  const step = stream.skip("operator", ":") ? part() : null;
  return { kind: "slice", start, stop, step };
}

export function parseArguments(stream: TokenStream): Arguments {
  const args: Arguments = { positional: [], named: [], star: null, starStar: null };
  const ensure = (fine: boolean) => {
    if (!fine) stream.fail("invalid syntax for function call expression");
  };
  stream.expect("operator", "(");
  let first = true;
  while (!stream.isOperator(")")) {
    if (!first) {
      stream.expect("operator", ",");
      if (stream.isOperator(")")) break;
    }
    first = false;
    if (stream.skip("operator", "*")) {
      ensure(!args.star && !args.starStar);
      args.star = parseExpression(stream);
    } else if (stream.skip("operator", "**")) {
      ensure(!args.starStar);
      args.starStar = parseExpression(stream);
    } else if (stream.at("name") && stream.at("operator", "=", 1)) {
      ensure(!args.starStar);
      const name = stream.expectName();
      stream.next();
      args.named.push([name, parseExpression(stream)]);
    } else {
      ensure(!args.star && !args.starStar && args.named.length === 0);
      args.positional.push(parseExpression(stream));
    }
  }
  stream.expect("operator", ")");
  return args;
}

const noArguments = (): Arguments => ({ positional: [], named: [], star: null, starStar: null });

function parseFiltersAndTests(stream: TokenStream, start: Expression): Expression {
  let node = start;
  while (true) {
    if (stream.skip("operator", "|")) node = parseFilterName(stream, node);
    else if (stream.skip("name", "is")) node = parseTest(stream, node);
    else if (stream.isOperator("(")) node = { kind: "call", node, args: parseArguments(stream) };
    else return node;
  }
}

function parseFilterName(stream: TokenStream, node: Expression | null): Filter {
  const { offset } = stream.current;
  const name = parseDottedName(stream);
  return {
    kind: "filter",
    node,
    name,
    args: stream.isOperator("(") ? parseArguments(stream) : noArguments(),
    offset,
  };
}

/** The chain of filters of a filter block or a set block; the innermost one takes the block's text. */
export function parseBlockFilter(stream: TokenStream, named: boolean): Filter | null {
  let filter: Filter | null = null;
  if (named) filter = parseFilterName(stream, null);
  while (stream.skip("operator", "|")) filter = parseFilterName(stream, filter);
  return filter;
}

function parseDottedName(stream: TokenStream): string {
  let name = stream.expectName();
  while (stream.skip("operator", ".")) name += `.${stream.expectName()}`;
  return name;
}

function parseTest(stream: TokenStream, node: Expression): Expression {
  const negated = stream.skip("name", "not");
  const { offset } = stream.current;
  const name = parseDottedName(stream);
  let args = noArguments();
  if (stream.isOperator("(")) args = parseArguments(stream);
  else if (startsTestArgument(stream)) {
    if (stream.isName("is")) stream.fail("You cannot chain multiple tests with is");
    args.positional.push(parsePostfix(stream, parsePrimary(stream)));
  }
  const test: Expression = { kind: "test", node, name, args, offset };
  return negated ? { kind: "not", node: test } : test;
}

function startsTestArgument(stream: TokenStream): boolean {
  switch (stream.current.type) {
    case "string":
    case "integer":
    case "float":
      return true;
    case "name":
      return !stream.isName("else") && !stream.isName("or") && !stream.isName("and");
  }
  return stream.isOperator("[") || stream.isOperator("{");
}
