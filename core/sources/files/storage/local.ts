/** Files in a folder of this machine. */
import { lstat, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ConnectorError } from "../../../errors.ts";
import { type Glob, prefixesOf } from "../glob.ts";
import {
  type OpenFile,
  type RandomAccess,
  type Storage,
  type StoredFile,
  timestamp,
} from "../stored_file.ts";

const chunkSize = 256 * 1024;

/** @param folder paths of files are relative to it */
export function localStorage(folder: string): Storage {
  return {
    place: folder,
    list: (globs) => list(folder, globs),
    async open({ uri }) {
      try {
        return await openLocal(join(folder, uri));
      } catch (cause) {
        throw unreadable("file.opening", `Cannot open the file "${uri}" in "${folder}"`, cause);
      }
    },
  };
}

async function* list(folder: string, globs: readonly Glob[]): AsyncGenerator<StoredFile> {
  const prefixes = prefixesOf(globs);
  // A folder is entered where a match can lie below it: one of the two begins with the other.
  const mayHold = (path: string) =>
    prefixes.some((prefix) => prefix.startsWith(path) || path.startsWith(prefix));
  async function* below(path: string): AsyncGenerator<StoredFile> {
    const entries = await readdir(join(folder, path), { withFileTypes: true });
    entries.sort((a, b) => a.name < b.name ? -1 : 1);
    for (const entry of entries) {
      const uri = path + entry.name;
      const isFolder = entry.isDirectory() ||
        entry.isSymbolicLink() && await isLinkedFolder(join(folder, uri));
      if (isFolder) {
        if (!entry.isSymbolicLink() && mayHold(`${uri}/`)) yield* below(`${uri}/`);
      } else if (globs.some(({ matches }) => matches(uri))) {
        const found = await fileAt(join(folder, uri), uri);
        if (found) yield found;
      }
    }
  }
  try {
    yield* below("");
  } catch (cause) {
    throw unreadable("file.listing", `Cannot list the files in "${folder}"`, cause);
  }
}

/** Undefined where it is gone by now, or is no file. */
async function fileAt(path: string, uri: string): Promise<StoredFile | undefined> {
  try {
    const info = await stat(path, { bigint: true });
    if (!info.isFile()) return undefined;
    const microseconds = Number(info.mtimeNs / 1000n % 1_000_000n);
    return { uri, lastModified: timestamp(info.mtime, microseconds), size: Number(info.size) };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function isLinkedFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory() && (await lstat(path)).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Opens a file by its path. */
export async function openLocal(path: string): Promise<OpenFile> {
  const file = await open(path, "r");
  const { size } = await file.stat();
  const random: RandomAccess = {
    size,
    async read(start, end) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) throw new Error("The file became shorter while it was read");
        filled += bytesRead;
      }
      return bytes;
    },
  };
  return { random, stream: () => chunks(random), close: () => file.close() };
}

async function* chunks({ size, read }: RandomAccess): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < size; start += chunkSize) yield await read(start, start + chunkSize);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function unreadable(code: string, message: string, cause: unknown): unknown {
  const reason = {
    ENOENT: "there is no such file or folder",
    EACCES: "access is denied",
    ENOTDIR: "it is no folder",
  };
  const known = Object.entries(reason).find(([name]) => name === codeOf(cause))?.[1];
  return new ConnectorError(code, {
    failureType: known ? "config_error" : "system_error",
    message: `${message}: ${known ?? (cause instanceof Error ? cause.message : cause)}`,
    cause,
  });
}
