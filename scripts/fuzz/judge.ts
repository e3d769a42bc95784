/** What must hold for every run, however broken its input: ends, says what is wrong, keeps secrets. */
import { isObject, type Json, type JsonObject } from "../../core/json.ts";

export interface Run {
  verb: string;
  code: number;
  /** It had to be stopped: an API that never ends, a million slices. */
  stopped: boolean;
  stdout: string;
  /** What went to the console instead. */
  console: string;
  uncaught: string[];
  /** Values that must not show. */
  secrets: readonly string[];
}

// The engine's own words: an error of ours has others.
const engineWords = new RegExp(
  [
    /Cannot (?:read propert|set propert|create property|destructure|convert undefined|convert object|mix BigInt)/,
    /Cannot (?:access '|assign to|add property|delete property|redefine|perform|use 'in' operator)/,
    /is not a (?:function|constructor)|\w is not iterable|not (?:iterable or )?async iterable|object is not extensible/,
    /Maximum call stack|Reduce of empty array|called on (?:null|non-object)|circular structure|Assignment to constant/,
    /Invalid (?:array length|time value|count value|string length|date\b|argument type)/,
    /URI malformed|Unexpected (?:token|end of JSON|identifier|string in JSON)|in JSON at position|\bBigInt\b/,
    /\[object \w+\]|\bundefined\.\w|\b(?:Type|Range|Reference|Syntax|URI|Internal)Error\b|\bDOMException\b|\bat \S+\.ts:\d+/,
  ].map(({ source }) => source).join("|"),
);
// Python's TypeErrors, whose words templates give as the Python CDK does.
const pythonWords =
  /TypeError: .*(?:'\w+' object|unsupported operand|argument of type|not supported between|can only concatenate|must be|positional argument|indices must|expected|operand type|not all arguments|format)/;
// What stands beneath an error of ours, where data of any kind may bring it about.
const knownCauses =
  /TypeError: (?:error sending request|Invalid URL|error reading a body|client error|request or response body|Input is not|brotli|[Ii]nvalid gzip|corrupt (?:gzip|deflate)|Url scheme|The encoded data)|RangeError: Maximum call stack|RangeError: Invalid (?:string length|count value)|SyntaxError: Invalid regular expression|TypeError: \S* ?stream closed|SyntaxError: (?:Unexpected|Expected|Unterminated|Bad |No number|Exponent|JSON)/;

// Each of the engine's errors in a stack trace.
const engineErrors = /^(?:caused by: )?(?:Type|Range|Reference|Syntax|URI|Internal)Error\b.*$/gm;

/** Everything that is wrong with a run, each as one line. */
export function judge(run: Run): string[] {
  const found: string[] = run.uncaught.map((text) => `uncaught: ${text}`);
  const messages: JsonObject[] = [];
  for (const line of run.stdout.split("\n")) {
    if (line === "") continue;
    try {
      // Not parseJson: records may be nested deeper than it goes.
      const message: unknown = JSON.parse(line);
      if (!isObject(message) || typeof message["type"] !== "string") throw new Error("no message");
      messages.push(message);
    } catch {
      found.push(`stdout holds ${line.slice(0, 200)}`);
    }
  }
  if (run.console !== "") found.push(`console: ${run.console.slice(0, 300)}`);
  const errors = messages.map(({ trace }) => isObject(trace) ? trace["error"] : undefined).filter(isObject);
  if (run.code !== 0 && !run.stopped && errors.length === 0) found.push(`exit ${run.code} without a TRACE`);
  for (const error of errors) {
    const internal = String(error["internal_message"] ?? "");
    // A secret such as "a" is masked inside of words, too.
    if (!/(?:^|\[)[a-z_*]+\.[a-z0-9_*]+\]?$/.test(internal)) {
      found.push(`unnamed: ${error["message"]} | ${internal.slice(0, 200)} | ${stackLines(error)}`);
    } else if (!error["message"]) found.push(`without a message: ${internal}`);
    for (const [bug] of String(error["stack_trace"]).matchAll(engineErrors)) {
      if (!knownCauses.test(bug)) found.push(`a bug beneath ${internal}: ${bug} | ${stackLines(error, bug)}`);
    }
  }
  for (const text of messages.flatMap(shownTexts)) {
    // What a broken spec requires is quoted as Ajv has it.
    if (engineWords.test(text) && !pythonWords.test(text) && !text.includes("is a required property")) {
      found.push(`engine's words: ${text.slice(0, 300)}`);
    }
  }
  if (run.verb === "read" && !run.stopped) found.push(...unfinished(messages, run.code));
  const spoken = messages.filter(({ type }) => /^(LOG|TRACE|CONNECTION_STATUS)$/.test(String(type)));
  found.push(...leaks([run.console, ...spoken.flatMap(texts)], run.secrets));
  return [...new Set(found)];
}

/** Where an error was thrown, or the one in its trace that begins with `start`. */
function stackLines(error: JsonObject, start = ""): string {
  const trace = String(error["stack_trace"]);
  const lines = trace.slice(trace.indexOf(start)).split("\n").filter((line) => /^\s+at /.test(line));
  return lines.slice(0, 4).map((line) => line.trim().replace(/file:\/\/\S*?\/(core|cli|scripts)\//, "$1/"))
    .join(" < ");
}

/** What people read; a stack trace is for developers and may name an engine's error as the cause. */
function shownTexts({ log, trace, connectionStatus }: JsonObject): string[] {
  const error = isObject(trace) ? trace["error"] : undefined;
  return [
    ...(isObject(log) && log["level"] !== "DEBUG" ? [log["message"]] : []),
    ...(isObject(error) ? [error["message"], error["internal_message"]] : []),
    ...(isObject(connectionStatus) ? [connectionStatus["message"]] : []),
  ].filter((text) => typeof text === "string");
}

/** Each stream that starts also ends, and exit code 0 means that none failed. */
function unfinished(messages: readonly JsonObject[], code: number): string[] {
  const last = new Map<string, string>();
  const started = new Set<string>();
  for (const { trace } of messages) {
    const status = isObject(trace) ? trace["stream_status"] : undefined;
    if (!isObject(status) || !isObject(status["stream_descriptor"])) continue;
    const name = String(status["stream_descriptor"]["name"]);
    last.set(name, String(status["status"]));
    if (status["status"] === "STARTED") started.add(name);
  }
  return [...last].flatMap(([name, status]) =>
    started.has(name) && (status === "STARTED" || status === "RUNNING")
      ? [`stream ${JSON.stringify(name)} is left ${status}`]
      : code === 0 && status === "INCOMPLETE" && started.has(name)
      ? [`exit 0 though stream ${JSON.stringify(name)} is INCOMPLETE`]
      : []
  );
}

/** Every string in a message, keys too. */
function texts(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.entries(value).flatMap(([key, item]) => [key, ...texts(item)]) : [];
}

function leaks(spoken: readonly string[], secrets: readonly string[]): string[] {
  if (secrets.length === 0) return [];
  const shown = spoken.flatMap((text) => [text, unescaped(text), unescaped(text.replaceAll("+", " "))]);
  return secrets.flatMap((secret) =>
    formsOf(secret).flatMap((form) => {
      const text = shown.find((text) => text.includes(form));
      if (text === undefined) return [];
      const at = text.indexOf(form);
      return [
        `secret ${JSON.stringify(secret)} shows as ${form}: …${
          text.slice(Math.max(0, at - 80), at + form.length + 20)
        }…`,
      ];
    }).slice(0, 1)
  );
}

/** The text with each %XX as what it stands for, wherever that is possible. */
const unescaped = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes;
    }
  });

/** A secret as it is, in JSON, and inside of base64 wherever it may start there. */
function formsOf(secret: string): string[] {
  const bytes = [...new TextEncoder().encode(secret)];
  const base64 = [0, 1, 2].map((offset) => {
    const text = btoa(String.fromCharCode(...Array(offset).fill(0), ...bytes));
    return text.slice(Math.ceil(offset * 8 / 6), Math.floor((offset + bytes.length) * 8 / 6));
  });
  const web = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), ...base64, ...web])].filter((form) =>
    form.length >= 6
  );
}
