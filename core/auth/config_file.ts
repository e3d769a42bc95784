/**
 * Replaces a file in one step: whoever reads it sees the old text or the new one, never half of it. A rotated
 * refresh token that is lost cannot be had again.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeTextFile(draft, text, { createNew: true, mode: 0o600 });
    await Deno.rename(draft, path);
  } catch {
    // The folder may not be writable, or the file may be a mount of its own.
    await Deno.remove(draft).catch(() => {});
    await Deno.writeTextFile(path, text);
  }
}
