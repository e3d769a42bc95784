import { dirname } from "node:path";
import type { HttpResponse } from "../../http/message.ts";

const defaultStaging = "/staging/files";
const localDirectory = "/tmp/airbyte-file-transfer";

/** Where files go: the platform's staging directory if it is there, else a folder of our own. */
export async function filesDirectory(): Promise<string> {
  const staging = Deno.env.get("AIRBYTE_STAGING_DIRECTORY") ?? defaultStaging;
  return await exists(staging) ? staging : localDirectory;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}

/** Writes a body to a file as it arrives; gives its size. */
export async function storeFile(response: HttpResponse, path: string): Promise<number> {
  await Deno.mkdir(dirname(path), { recursive: true });
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  let size = 0;
  for await (const chunk of response.stream()) {
    for (let written = 0; written < chunk.length;) written += await file.write(chunk.subarray(written));
    size += chunk.length;
  }
  return size;
}
