/**
 * Whether a `stop_condition` still holds where pages shrink. "The page was short" ends pagination; a page that is
 * full at a reduced size looks short to a condition that compares with a fixed number, and the rest would be lost.
 */
import type { CompareOperator, Expression, Statement } from "../../jinja/ast.ts";
import { parse } from "../../jinja/parser.ts";

export interface StopJudgement {
  verdict: "safe" | "truncates" | "unknown";
  reason: string;
}

const counted = "last_page_size";
const requested = "page_size";

/** A comparison, and whether the truth of the whole condition follows its own. */
interface Comparison {
  left: Expression;
  op: CompareOperator;
  right: Expression;
  decides: boolean;
}

const mirrored: Partial<Record<CompareOperator, CompareOperator>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

export function judgeStopCondition(template: string, minimumPageSize: number): StopJudgement {
  let statements: Statement[];
  try {
    statements = parse(template);
  } catch {
    return unknown("it is not a valid template");
  }
  const comparisons = [...comparisonsIn(statements, true)];
  if (!names(statements, counted)) return judgeByOtherCounts(comparisons);
  let doubt: StopJudgement | undefined;
  let understood: StopJudgement | undefined;
  for (const comparison of comparisons) {
    if (!names(comparison.left, counted) && !names(comparison.right, counted)) continue;
    const judged = comparison.decides
      ? judge(comparison, minimumPageSize)
      : unknown(`${counted} is in a comparison that does not decide the condition by itself`);
    if (judged.verdict === "truncates") return judged;
    if (judged.verdict === "unknown") doubt ??= judged;
    else understood ??= judged;
  }
  return doubt ?? understood ?? unknown(`${counted} is used outside of a comparison`);
}

/** The body of the response can be counted too, and nothing tells which number in it does so. */
function judgeByOtherCounts(comparisons: Comparison[]): StopJudgement {
  for (const { left, op, right, decides } of comparisons) {
    if (!(op in mirrored)) continue;
    const bounded = !decides
      ? (left.kind === "const" ? right : left)
      : op === "<" || op === "<="
      ? left
      : right;
    if (bounded.kind !== "const") return unknown("it bounds a value that may count the records of a page");
  }
  return safe;
}

function judge(comparison: Comparison, minimumPageSize: number): StopJudgement {
  let { left, op, right } = comparison;
  const [inLeft, inRight] = [names(left, counted), names(right, counted)];
  if (inLeft && inRight) return unknown(`it compares ${counted} with itself`);
  if (inRight) [left, right, op] = [right, left, mirrored[op] ?? op];
  const bare = left.kind === "name";
  if (op === "==" || op === "!=") {
    if (!bare) return unknown(`${counted} is changed before it is compared`);
    return right.kind === "const" && right.value === 0
      ? safe
      : unknown(`${counted} is tested for equality with something other than 0`);
  }
  // A smaller page can only make a lower bound less true.
  if (op === ">" || op === ">=") return bare ? safe : unknown(`${counted} is changed before it is compared`);
  if (op !== "<" && op !== "<=") return unknown(`${counted} is used with "${op}"`);
  if (left.kind === "binary") return unknown(`${counted} takes part in arithmetic before it is compared`);
  if (names(right, requested)) {
    return isRequestedSize(right)
      ? safe
      : unknown(`${counted} is compared with something made from ${requested}, which may not shrink with it`);
  }
  if (right.kind === "const" && typeof right.value === "number" && Number.isInteger(right.value)) {
    const threshold = op === "<" ? right.value : right.value + 1;
    if (threshold <= minimumPageSize) return safe;
  }
  return {
    verdict: "truncates",
    reason: "a page that is full at a reduced size is smaller than what it compares with",
  };
}

const safe: StopJudgement = { verdict: "safe", reason: "" };
const unknown = (reason: string): StopJudgement => ({ verdict: "unknown", reason });

function isRequestedSize(node: Expression): boolean {
  let inner: Expression | null = node;
  while (inner?.kind === "filter") inner = inner.node;
  return inner?.kind === "name" && inner.name === requested;
}

function names(node: unknown, name: string): boolean {
  if (Array.isArray(node)) return node.some((item) => names(item, name));
  if (typeof node !== "object" || node === null) return false;
  if ("kind" in node && node.kind === "name" && "name" in node && node.name === name) return true;
  return Object.values(node).some((child) => names(child, name));
}

function* comparisonsIn(node: unknown, decides: boolean): Generator<Comparison> {
  if (Array.isArray(node)) {
    // Text beside a comparison makes the rendered condition true, whatever the comparison says.
    for (const item of node) yield* comparisonsIn(item, decides && node.length === 1);
    return;
  }
  if (!isNode(node)) return;
  switch (node.kind) {
    case "compare": {
      let { left } = node;
      for (const [op, right] of node.ops) {
        yield { left, op, right, decides };
        left = right;
      }
      for (const operand of [node.left, ...node.ops.map(([, right]) => right)]) {
        yield* comparisonsIn(operand, false);
      }
      return;
    }
    case "output":
      yield* comparisonsIn(node.parts, decides);
      return;
    case "and":
    case "or":
      yield* comparisonsIn(node.left, decides);
      yield* comparisonsIn(node.right, decides);
      return;
    case "if":
      for (const { test, body } of node.branches) {
        yield* comparisonsIn(test, decides && followsItsTest(node));
        for (const statement of body) yield* comparisonsIn(statement, false);
      }
      for (const statement of node.otherwise) yield* comparisonsIn(statement, false);
      return;
    default:
      for (const child of Object.values(node)) yield* comparisonsBelow(child);
  }
}

function* comparisonsBelow(child: unknown): Generator<Comparison> {
  if (Array.isArray(child)) { for (const item of child) yield* comparisonsBelow(item); }
  else if (isNode(child)) yield* comparisonsIn(child, false);
  else if (typeof child === "object" && child !== null) {
    for (const inner of Object.values(child)) yield* comparisonsBelow(inner);
  }
}

function isNode(value: unknown): value is Expression | Statement {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** Texts that a condition reads as false. */
const falseTexts = new Set(["", "False", "false", "{}", "[]", "()", "0", "0.0"]);

/** `{% if test %}true{% endif %}`: the text is true exactly where the test is. */
function followsItsTest(node: Statement & { kind: "if" }): boolean {
  if (node.branches.length !== 1 || node.otherwise.length > 0) return false;
  let text = "";
  for (const statement of node.branches[0]!.body) {
    if (statement.kind !== "output") return false;
    for (const part of statement.parts) {
      if (typeof part === "string") text += part;
      else if (part.kind === "const") text += String(part.value);
      else return false;
    }
  }
  return !falseTexts.has(text);
}
