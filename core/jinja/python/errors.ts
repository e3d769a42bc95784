/** Python's exceptions, as templates can raise them. */

/** What a template raised: `name` is the Python class. Turned into a ConnectorError where templates are evaluated. */
export class PythonError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    /** Where in the template, for syntax errors. */
    readonly offset?: number,
  ) {
    super(message);
  }
}

const parents: Record<string, string> = {
  KeyError: "LookupError",
  IndexError: "LookupError",
  UnicodeEncodeError: "ValueError",
  UnicodeDecodeError: "ValueError",
  ZeroDivisionError: "ArithmeticError",
  OverflowError: "ArithmeticError",
  FilterArgumentError: "TemplateRuntimeError",
  UndefinedError: "TemplateRuntimeError",
};

/** Whether an error is of a Python class or of a class derived from it. */
export function isPythonError(error: unknown, name: string): error is PythonError {
  if (!(error instanceof PythonError)) return false;
  return error.name === name || parents[error.name] === name;
}

export const typeError = (message: string) => new PythonError("TypeError", message);
export const valueError = (message: string) => new PythonError("ValueError", message);
export const undefinedError = (message: string) => new PythonError("UndefinedError", message);
export const syntaxError = (message: string, offset: number) =>
  new PythonError("TemplateSyntaxError", message, offset);
