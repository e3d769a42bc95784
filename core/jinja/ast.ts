/** What the parser makes of a template. */

export type Expression =
  | { kind: "const"; value: unknown }
  | { kind: "name"; name: string }
  | { kind: "tuple" | "list" | "concat"; items: Expression[] }
  | { kind: "dict"; pairs: [Expression, Expression][] }
  | { kind: "getattr"; node: Expression; name: string }
  | { kind: "getitem"; node: Expression; key: Expression }
  | { kind: "slice"; start: Expression | null; stop: Expression | null; step: Expression | null }
  | { kind: "call"; node: Expression; args: Arguments }
  | Filter
  | { kind: "test"; node: Expression; name: string; args: Arguments; offset: number }
  | { kind: "binary"; op: BinaryOperator; left: Expression; right: Expression }
  | { kind: "and" | "or"; left: Expression; right: Expression }
  | { kind: "not" | "negative" | "positive"; node: Expression }
  | { kind: "compare"; left: Expression; ops: [CompareOperator, Expression][] }
  | { kind: "condition"; test: Expression; then: Expression; otherwise: Expression | null };

/** `node` is null in a filter block, where the filter takes the rendered body. */
export interface Filter {
  kind: "filter";
  node: Expression | null;
  name: string;
  args: Arguments;
  offset: number;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

export interface Arguments {
  positional: Expression[];
  named: [name: string, value: Expression][];
  star: Expression | null;
  starStar: Expression | null;
}

/** What can stand left of `=` or between `for` and `in`. */
export type Target =
  | { kind: "name"; name: string }
  | { kind: "tuple"; items: Target[] }
  | { kind: "namespace"; name: string; attribute: string };

export interface Parameter {
  name: string;
  fallback: Expression | null;
}

export type Statement =
  | { kind: "output"; parts: (string | Expression)[] }
  | { kind: "set"; target: Target; value: Expression }
  | { kind: "set_block"; target: Target; filter: Filter | null; body: Statement[] }
  | ForLoop
  | { kind: "if"; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[] }
  | { kind: "macro"; name: string; parameters: Parameter[]; body: Statement[] }
  | { kind: "call_block"; call: Expression; parameters: Parameter[]; body: Statement[] }
  | { kind: "filter_block"; filter: Filter; body: Statement[] }
  | { kind: "with"; targets: Target[]; values: Expression[]; body: Statement[] }
  | { kind: "block"; name: string; body: Statement[] }
  | { kind: "scope"; body: Statement[] }
  | { kind: "load_template"; template: Expression; stores: string[] };

export interface ForLoop {
  kind: "for";
  target: Target;
  iterable: Expression;
  test: Expression | null;
  recursive: boolean;
  body: Statement[];
  otherwise: Statement[];
}
