import type { Expression, Statement } from "./ast.ts";
import { compileExpression } from "./compile_expression.ts";
import { compileInner, type Render } from "./compile_statement.ts";
import type { Context, Evaluate } from "./context.ts";
import { Frame } from "./frame.ts";
import { parse } from "./parser.ts";
import { Attributes, PyFunction } from "./python/objects.ts";
import { str } from "./python/text.ts";
import { Symbols } from "./symbols.ts";
import { mentions } from "./walk.ts";

/** A compiled template. */
export interface Compiled {
  /** Names that must be in scope, whether or not they are reached. */
  readonly undeclared: readonly string[];
  /** How many values of its own a run needs room for. */
  readonly slots: number;
  readonly render: Render;
  /** Set if the template is one `{{ }}` and nothing else: the value that it renders. */
  readonly single: Evaluate | undefined;
  /** Whether evaluating it twice may differ from evaluating it once, as with `list.append`. */
  readonly mutates: boolean;
}

const compiled = new Map<string, Compiled>();

/**
 * Compiles a template, once per text.
 *
 * @throws {PythonError} TemplateSyntaxError or TemplateAssertionError
 */
export function compileTemplate(text: string): Compiled {
  let template = compiled.get(text);
  if (!template) compiled.set(text, template = compile(text));
  return template;
}

function compile(text: string): Compiled {
  const statements = parse(text);
  const counter = { count: 0 };
  const undeclared = new Set<string>();
  const frame = new Frame(new Symbols(counter), undeclared, new Map());
  const self = mentions(statements, "self") ? frame.symbols.declareParameter("self") : undefined;
  const expression = self ? undefined : singleExpression(statements);
  let single: Evaluate | undefined;
  let render: Render;
  if (expression) {
    frame.symbols.analyse(statements);
    frame.enter();
    const evaluate = compileExpression(expression, frame);
    single = evaluate;
    render = (context) => str(evaluate(context));
  } else if (self) {
    const body = compileInner(statements, frame);
    render = (context) => {
      context.slots[self.slot] = templateReference(frame.blocks, context);
      return body(context);
    };
  } else render = compileInner(statements, frame);
  return {
    undeclared: [...undeclared],
    slots: counter.count,
    render,
    single,
    mutates: changingMethod.test(text),
  };
}

/** `self`: the template's blocks as functions. */
function templateReference(blocks: ReadonlyMap<string, Render>, context: Context): Attributes {
  return new Attributes("TemplateReference", (name) => {
    if (name === "__repr__") return "<TemplateReference None>";
    const block = blocks.get(name);
    return block && new PyFunction(name, () => block(context));
  });
}

function singleExpression(statements: Statement[]): Expression | undefined {
  const [only] = statements;
  if (statements.length !== 1 || only?.kind !== "output" || only.parts.length !== 1) return undefined;
  const [part] = only.parts;
  return typeof part === "string" ? undefined : part;
}

const changingMethod = /\.(?:append|extend|insert|remove|pop|popitem|clear|sort|reverse|update|setdefault)\b/;
