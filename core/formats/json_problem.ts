/** What keeps a text from being JSON, and where; without the text around it, which may hold secrets. */
export function jsonProblem(text: string): string {
  if (text.trim() === "") return "it is empty";
  const end = validPrefix(text);
  const before = text.slice(0, end);
  const line = before.split("\n").length;
  const column = before.length - before.lastIndexOf("\n");
  const problem = end === text.length ? "it ends too early" : wordingOf(errorOf(text.slice(0, end + 1)));
  return `line ${line}, column ${column}: ${problem}`;
}

/** The length of the longest beginning that JSON may have. The engine names places in some of its messages only. */
function validPrefix(text: string): number {
  let [valid, invalid] = [0, text.length + 1];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isBeginning(text.slice(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function isBeginning(text: string): boolean {
  const message = errorOf(text);
  if (message === undefined || /end of JSON|unterminated string/i.test(message)) return true;
  const position = /at position (\d+)/.exec(message);
  // A number, word or escape that is only begun.
  return position !== null && Number(position[1]) >= text.length;
}

function errorOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wordingOf(message = ""): string {
  const token = /^Unexpected token '(.+?)'/su.exec(message)?.[1];
  if (token !== undefined) return `"${token}" is out of place`;
  return message.replace(/(?: in JSON)? at position.*$/s, "").replace(/, "[\s\S]*$/, "") ||
    "it is out of place";
}
