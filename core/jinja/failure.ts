import { isMissing, type Scope } from "./context.ts";
import { ConnectorError } from "../errors.ts";
import { isPythonError, PythonError } from "./python/errors.ts";

/** Whether an error is one that Python would raise as a TypeError: such templates stand for their own text. */
export function isTypeError(error: unknown): boolean {
  return isPythonError(error, "TypeError") ||
    error instanceof ConnectorError && error.code === "datetime.type";
}

const codes: Record<string, string> = {
  TemplateSyntaxError: "jinja.syntax",
  TemplateAssertionError: "jinja.syntax",
  UndefinedError: "jinja.undefined",
  SecurityError: "jinja.security",
};

const datetimeErrors: Record<string, string> = {
  "datetime.value": "ValueError",
  "datetime.overflow": "OverflowError",
  "datetime.type": "TypeError",
};

/** What a failed evaluation throws: the connector's error, with the template and Python's words. */
export function templateError(error: unknown, template: string): unknown {
  const message = (reason: string) => `Cannot evaluate the template ${JSON.stringify(template)}: ${reason}`;
  if (error instanceof PythonError) {
    const code = codes[error.name] ?? "jinja.value";
    // A template that cannot be read is the connector's fault before any data is; the CDK fails alike on both.
    return new ConnectorError(code, {
      failureType: "system_error",
      message: message(error.message),
      internalMessage: `${error.name}: ${error.message}`,
      cause: error,
    });
  }
  if (error instanceof ConnectorError && error.code.startsWith("datetime.")) {
    return new ConnectorError("jinja.value", {
      failureType: error.failureType,
      message: message(error.message),
      internalMessage: `${datetimeErrors[error.code] ?? error.code}: ${error.message}`,
      cause: error,
    });
  }
  return error;
}

/** The error of a template that uses names which are not in scope. */
export function undeclaredError(names: readonly string[], template: string, scope: Scope): ConnectorError {
  const unknown = names.filter((name) => isMissing(scope, name));
  const list = unknown.map((name) => `"${name}"`).join(", ");
  const known = ["config", "parameters", ...Object.keys(scope)];
  return new ConnectorError("jinja.undeclared", {
    failureType: "system_error",
    message: `Cannot evaluate the template ${JSON.stringify(template)}: ${list} ${
      unknown.length === 1 ? "is" : "are"
    } not in scope`,
    internalMessage: `ValueError: Jinja macro has undeclared variables: {${
      unknown.map((name) => `'${name}'`).join(", ")
    }}`,
    hint: `In scope here: ${[...new Set(known)].join(", ")}`,
  });
}

/** The error of a template that mentions `stream_state`, in whatever way. */
export function streamStateError(template: string): ConnectorError {
  return new ConnectorError("jinja.stream_state", {
    failureType: "config_error",
    message: `Cannot evaluate the template ${
      JSON.stringify(template)
    }: "stream_state" is no longer supported in templates`,
    internalMessage:
      "`stream_state` is no longer supported for interpolation. We recommend using `stream_interval` instead. " +
      "Please reference the CDK Migration Guide for more information.",
    hint: 'Use "stream_interval" instead',
  });
}
