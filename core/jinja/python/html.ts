import { Markup } from "./objects.ts";
import { str } from "./text.ts";

const entities: Record<string, string> = {
  "&": "&amp;",
  ">": "&gt;",
  "<": "&lt;",
  "'": "&#39;",
  '"': "&#34;",
};

/** Text for HTML; marked-up text stays as it is. */
export function escapeHtml(value: unknown): string {
  if (value instanceof Markup) return value.text;
  return str(value).replace(/[&<>'"]/g, (char) => entities[char] ?? char);
}
