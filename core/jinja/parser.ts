import type { Expression, Parameter, Statement, Target } from "./ast.ts";
import { tokenize } from "./lexer.ts";
import { parseBlockFilter, parseExpression, parseTuple } from "./parse_expression.ts";
import { TokenStream } from "./token_stream.ts";

/**
 * Parses a template.
 *
 * @throws {PythonError} TemplateSyntaxError
 */
export function parse(text: string): Statement[] {
  return parseBody(new TokenStream(tokenize(text)), []);
}

/** Statements up to one of the end tags, whose name is then the current token; or to the end of the template. */
function parseBody(stream: TokenStream, ends: string[]): Statement[] {
  const body: Statement[] = [];
  let parts: (string | Expression)[] = [];
  const flush = () => {
    if (parts.length > 0) body.push({ kind: "output", parts });
    parts = [];
  };
  while (!stream.at("end")) {
    if (stream.at("data")) parts.push(String(stream.next().value));
    else if (stream.skip("variable_begin")) {
      parts.push(parseTuple(stream));
      stream.expect("variable_end");
    } else {
      stream.expect("block_begin");
      flush();
      if (ends.some((name) => stream.isName(name))) return body;
      body.push(parseStatement(stream, ends));
      stream.expect("block_end");
    }
  }
  flush();
  if (ends.length > 0) {
    stream.fail(`Unexpected end of template, looking for ${ends.map((name) => `'${name}'`).join(" or ")}`);
  }
  return body;
}

/** The rest of a tag and the statements up to an end tag; gives the name of the end tag, too. */
function parseBlock(stream: TokenStream, ...ends: string[]): { body: Statement[]; end: string } {
  stream.skip("operator", ":");
  stream.expect("block_end");
  const body = parseBody(stream, ends);
  return { body, end: stream.expectName() };
}

const parsers: Record<string, (stream: TokenStream) => Statement> = {
  for: parseFor,
  if: parseIf,
  set: parseSet,
  macro(stream) {
    const name = parseName(stream);
    const parameters = parseSignature(stream);
    return { kind: "macro", name, parameters, ...parseBlock(stream, "endmacro") };
  },
  call(stream) {
    const parameters = stream.isOperator("(") ? parseSignature(stream) : [];
    const call = parseExpression(stream);
    if (call.kind !== "call") stream.fail("expected call");
    return { kind: "call_block", call, parameters, ...parseBlock(stream, "endcall") };
  },
  filter(stream) {
    const filter = parseBlockFilter(stream, true);
    if (!filter) return stream.fail("expected a filter");
    return { kind: "filter_block", filter, ...parseBlock(stream, "endfilter") };
  },
  with(stream) {
    const targets: Target[] = [], values: Expression[] = [];
    while (!stream.at("block_end")) {
      if (targets.length > 0) stream.expect("operator", ",");
      targets.push(parseTarget(stream));
      stream.expect("operator", "=");
      values.push(parseExpression(stream));
    }
    return { kind: "with", targets, values, ...parseBlock(stream, "endwith") };
  },
  block(stream) {
    const name = stream.expectName();
    stream.skip("name", "scoped");
    stream.skip("name", "required");
    const { body } = parseBlock(stream, "endblock");
    stream.skip("name", name);
    return { kind: "block", name, body };
  },
  autoescape(stream) {
    parseExpression(stream);
    return { kind: "scope", ...parseBlock(stream, "endautoescape") };
  },
  print(stream) {
    const parts: Expression[] = [];
    while (!stream.at("block_end")) {
      if (parts.length > 0) stream.expect("operator", ",");
      parts.push(parseExpression(stream));
    }
    return { kind: "output", parts };
  },
  extends: (stream) => ({ kind: "load_template", template: parseExpression(stream), stores: [] }),
  include(stream) {
    const template = parseExpression(stream);
    if (stream.isName("ignore") && stream.at("name", "missing", 1)) {
      stream.next();
      stream.next();
    }
    skipImportContext(stream);
    return { kind: "load_template", template, stores: [] };
  },
  import(stream) {
    const template = parseExpression(stream);
    stream.expect("name", "as");
    const name = parseName(stream);
    skipImportContext(stream);
    return { kind: "load_template", template, stores: [name] };
  },
  from: parseFromImport,
};

function parseStatement(stream: TokenStream, ends: string[]): Statement {
  if (!stream.at("name")) stream.fail("tag name expected");
  const tag = String(stream.current.value);
  if (!Object.hasOwn(parsers, tag)) {
    const looking = ends.length > 0 ? `, looking for ${ends.map((name) => `'${name}'`).join(" or ")}` : "";
    stream.fail(`Encountered unknown tag '${tag}'${looking}`);
  }
  stream.next();
  const parser = parsers[tag];
  return parser ? parser(stream) : stream.fail(`unknown tag '${tag}'`);
}

function parseFor(stream: TokenStream): Statement {
  const target = parseTarget(stream, "in");
  stream.expect("name", "in");
  const iterable = parseTuple(stream, { condition: false, until: "recursive" });
  const test = stream.skip("name", "if") ? parseExpression(stream) : null;
  const recursive = stream.skip("name", "recursive");
  const { body, end } = parseBlock(stream, "endfor", "else");
  const otherwise = end === "else" ? parseBlock(stream, "endfor").body : [];
  return { kind: "for", target, iterable, test, recursive, body, otherwise };
}

function parseIf(stream: TokenStream): Statement {
  const branches: { test: Expression; body: Statement[] }[] = [];
  let otherwise: Statement[] = [];
  while (true) {
    const test = parseTuple(stream, { condition: false });
    const { body, end } = parseBlock(stream, "elif", "else", "endif");
    branches.push({ test, body });
    if (end === "elif") continue;
    if (end === "else") otherwise = parseBlock(stream, "endif").body;
    return { kind: "if", branches, otherwise };
  }
}

function parseSet(stream: TokenStream): Statement {
  const target = parseTarget(stream, undefined, true);
  if (stream.skip("operator", "=")) return { kind: "set", target, value: parseTuple(stream) };
  const filter = parseBlockFilter(stream, false);
  const { body } = parseBlock(stream, "endset");
  return { kind: "set_block", target, filter, body };
}

function parseFromImport(stream: TokenStream): Statement {
  const template = parseExpression(stream);
  stream.expect("name", "import");
  const stores: string[] = [];
  do {
    if (skipImportContext(stream)) break;
    const name = parseName(stream);
    if (name.startsWith("_")) stream.fail("names starting with an underline can not be imported");
    stores.push(stream.skip("name", "as") ? parseName(stream) : name);
    if (skipImportContext(stream)) break;
  } while (stream.skip("operator", ","));
  return { kind: "load_template", template, stores };
}

function skipImportContext(stream: TokenStream): boolean {
  if (!(stream.isName("with") || stream.isName("without")) || !stream.at("name", "context", 1)) return false;
  stream.next();
  stream.next();
  return true;
}

const constants = new Set(["true", "True", "false", "False", "none", "None"]);

function parseName(stream: TokenStream): string {
  const name = stream.expectName();
  if (constants.has(name)) stream.fail(`can't assign to '${name}'`);
  return name;
}

function parseTarget(stream: TokenStream, until?: string, withNamespace = false): Target {
  const items: Target[] = [];
  let isTuple = false;
  while (true) {
    if (items.length > 0) stream.expect("operator", ",");
    if (stream.at("block_end") || stream.isOperator(")") || until !== undefined && stream.isName(until)) {
      break;
    }
    items.push(parseSingleTarget(stream, withNamespace));
    if (!stream.isOperator(",")) break;
    isTuple = true;
  }
  const [only] = items;
  if (isTuple) return { kind: "tuple", items };
  return only ?? stream.fail(`Expected an expression, got ${stream.describe()}`);
}

function parseSingleTarget(stream: TokenStream, withNamespace: boolean): Target {
  if (stream.skip("operator", "(")) {
    const target = parseTarget(stream);
    stream.expect("operator", ")");
    return target;
  }
  if (!stream.at("name")) stream.fail(`can't assign to ${stream.describe()}`);
  const name = parseName(stream);
  if (withNamespace && stream.skip("operator", ".")) {
    return { kind: "namespace", name, attribute: stream.expectName() };
  }
  return { kind: "name", name };
}

function parseSignature(stream: TokenStream): Parameter[] {
  const parameters: Parameter[] = [];
  stream.expect("operator", "(");
  while (!stream.isOperator(")")) {
    if (parameters.length > 0) stream.expect("operator", ",");
    const name = parseName(stream);
    const fallback = stream.skip("operator", "=") ? parseExpression(stream) : null;
    if (!fallback && parameters.at(-1)?.fallback) {
      stream.fail("non-default argument follows default argument");
    }
    parameters.push({ name, fallback });
  }
  stream.expect("operator", ")");
  return parameters;
}
