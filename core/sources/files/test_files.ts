/** A folder of files for tests. */
import { dirname, join } from "node:path";

/** Name → content; the nth file changed last on the nth of January 2025. */
export async function withFiles(
  files: Record<string, string | Uint8Array>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-test-" });
  try {
    let day = 0;
    for (const [name, content] of Object.entries(files)) await writeFile(folder, name, content, ++day);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a file that changed last on a day of January 2025. */
export async function writeFile(
  folder: string,
  name: string,
  content: string | Uint8Array,
  day: number,
): Promise<void> {
  const path = join(folder, name);
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  const date = new Date(Date.UTC(2025, 0, day));
  await Deno.utime(path, date, date);
}

/** When a file of that day changed last, as records tell it. */
export const changedOn = (day: number) => `2025-01-${String(day).padStart(2, "0")}T00:00:00.000000Z`;
