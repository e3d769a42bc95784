/** Chunks of bytes as one array; a single chunk is not copied. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1 && chunks[0]) return chunks[0];
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

// More arguments than this may not fit a call.
const charactersPerCall = 8192;

/** Latin-1 as Python reads it: byte = code point. `TextDecoder` takes its name for windows-1252. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += charactersPerCall) {
    text += String.fromCharCode(...bytes.subarray(start, start + charactersPerCall));
  }
  return text;
}
