/** A place in a tree: keys and list indexes from the root. */
export type Path = readonly (string | number)[];

/** A path as messages show it: `streams[0].retriever`. */
export function pathText(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[\w$-]+$/.test(step)) text += text ? `.${step}` : step;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
