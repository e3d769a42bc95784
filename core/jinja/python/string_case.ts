/** Upper, lower and title case, word by word as Python's str methods see words. */

const isCased = (char: string) => char.toLowerCase() !== char.toUpperCase();
const titleChar = (char: string) => char === "ß" ? "Ss" : char.toUpperCase();

export function capitalize(text: string): string {
  const [first = "", ...rest] = text;
  return titleChar(first) + rest.join("").toLowerCase();
}

/** Every run of letters starts upper and goes on lower: `they're` → `They'Re`. */
export function titleCase(text: string): string {
  let inWord = false;
  let result = "";
  for (const char of text) {
    result += inWord ? char.toLowerCase() : titleChar(char);
    inWord = isCased(char);
  }
  return result;
}

export function swapCase(text: string): string {
  return Array.from(text, (char) => char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase())
    .join("");
}

export function isUpper(text: string): boolean {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}

export function isLower(text: string): boolean {
  return text === text.toLowerCase() && text !== text.toUpperCase();
}

export function isTitle(text: string): boolean {
  return text === titleCase(text) && Array.from(text).some(isCased);
}
