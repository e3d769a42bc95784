/** Arrays as PostgreSQL writes them: `{1,NULL,"a b",{2}}`. */
import type { Json } from "../../../json.ts";

/** A reader of arrays whose elements `value` understands. Dimensions nest; their bounds are left out. */
export function arrayReader(value: (text: string) => Json, delimiter = ","): (text: string) => Json {
  return (text) => {
    // `[0:1]={…}`: an array that does not begin at 1.
    let at = text.indexOf("{");
    const list = (): Json[] => {
      const items: Json[] = [];
      at++;
      while (text[at] !== "}") {
        if (text[at] === delimiter) at++;
        items.push(text[at] === "{" ? list() : text[at] === '"' ? value(quoted()) : plain());
      }
      at++;
      return items;
    };
    const quoted = (): string => {
      let result = "";
      for (at++; text[at] !== '"'; at++) {
        if (text[at] === "\\") at++;
        result += text[at];
      }
      at++;
      return result;
    };
    const plain = (): Json => {
      const start = at;
      while (text[at] !== delimiter && text[at] !== "}" && at < text.length) at++;
      const word = text.slice(start, at);
      return word === "NULL" ? null : value(word);
    };
    return list();
  };
}
