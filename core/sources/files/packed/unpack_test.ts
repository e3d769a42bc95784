import { deepStrictEqual, rejects } from "node:assert/strict";
import type { OpenFile } from "../stored_file.ts";
import { bunzip2 } from "./bzip2.ts";
import { type Access, contentsOf } from "./unpack.ts";

/** A file of these bytes; `hasRanges`: they can be read at any place. */
function fileOf(bytes: Uint8Array, hasRanges = true): OpenFile {
  return {
    random: hasRanges
      ? { size: bytes.length, read: (start, end) => Promise.resolve(bytes.slice(start, end)) }
      : undefined,
    async *stream() {
      for (let at = 0; at < bytes.length; at += 3) yield bytes.slice(at, at + 3);
    },
    close: () => Promise.resolve(),
  };
}

async function read(file: OpenFile, access: Access = {}): Promise<[string | undefined, string][]> {
  const found: [string | undefined, string][] = [];
  for await (const content of contentsOf(file, access)) {
    let text = "";
    for await (const chunk of content.stream()) text += new TextDecoder().decode(chunk);
    const { size, read } = await content.random();
    deepStrictEqual(new TextDecoder().decode(await read(0, size)), text);
    found.push([content.name, text]);
  }
  return found;
}

const zip =
  "UEsDBBQAAAAIAAxJdV1WNKLRBgAAAAQAAAAHAAAAYS94LmNzdsvjMuQCAFBLAwQUAAAAAAAMSXVdAAAAAAAAAAAAAAAAAgAAAGEvUEsDBBQAAAAA" +
  "AAxJdV05nPsGBAAAAAQAAAAOAAAAX19NQUNPU1gveC5jc3ZqdW5rUEsDBBQAAAAAAAxJdV2VZ4/6BAAAAAQAAAAFAAAAeS5jc3ZuCjIKUEsBAhQD" +
  "FAAAAAgADEl1XVY0otEGAAAABAAAAAcAAAAAAAAAAAAAAIABAAAAAGEveC5jc3ZQSwECFAMUAAAAAAAMSXVdAAAAAAAAAAAAAAAAAgAAAAAAAAAA" +
  "ABAA/UErAAAAYS9QSwECFAMUAAAAAAAMSXVdOZz7BgQAAAAEAAAADgAAAAAAAAAAAAAAgAFLAAAAX19NQUNPU1gveC5jc3ZQSwECFAMUAAAAAAAM" +
  "SXVdlWeP+gQAAAAEAAAABQAAAAAAAAAAAAAAgAF7AAAAeS5jc3ZQSwUGAAAAAAQABADUAAAAogAAAAAA";
// Written by Python: zipfile, with zip64 too, bz2 and gzip of two streams each, and zstd by pyarrow.
const cases: { name: string; base64: string; contents: [string | undefined, string][] }[] = [
  { name: "plain", base64: btoa("n\n1\n"), contents: [[undefined, "n\n1\n"]] },
  { name: "empty", base64: "", contents: [[undefined, ""]] },
  { name: "zip", base64: zip, contents: [["a/x.csv", "n\n1\n"], ["y.csv", "n\n2\n"]] },
  {
    name: "zip64",
    base64:
      "UEsDBC0AAAAAAAAAIQDUVpTj//////////8HABQAYmlnLmNzdgEAEAAEAAAAAAAAAAQAAAAAAAAAbgozClBLAQItAy0AAAAAAAAAIQDUVpTjBAAA" +
      "AAQAAAAHAAAAAAAAAAAAAACAAQAAAABiaWcuY3N2UEsFBgAAAAABAAEANQAAAD0AAAAAAA==",
    contents: [["big.csv", "n\n3\n"]],
  },
  {
    name: "bzip2",
    base64:
      "QlpoOTFBWSZTWfvhFzgAAAPJAAAQAIAAASAAISZBmK0HF3JFOFCQ++EXOEJaaDkxQVkmU1kMoHc+AAADWACAEAAgAEAACCAAISGgzTS4FwcXckU4" +
      "UJAMoHc+",
    contents: [[undefined, `n\n7\n7\n7\n${"8".repeat(300)}\n`]],
  },
  {
    name: "gzip",
    base64: "H4sIAAAAAAACA8vjMuQCAFY0otEEAAAAH4sIAAAAAAACAzPiAgCQr3xMAgAAAA==",
    contents: [[undefined, "n\n1\n2\n"]],
  },
  { name: "zstd", base64: "KLUv/QBIIQAAbgo0Cg==", contents: [[undefined, "n\n4\n"]] },
];
for (const { name, base64, contents } of cases) {
  Deno.test(`contentsOf ${name}`, async () => {
    const bytes = Uint8Array.fromBase64(base64);
    deepStrictEqual(await read(fileOf(bytes)), contents);
    deepStrictEqual(await read(fileOf(bytes), { isRandom: true }), contents);
    deepStrictEqual(await read(fileOf(bytes, false)), contents);
  });
}

Deno.test("contentsOf leaves an archive whole that is a format itself", async () => {
  const [[, text] = ["", ""]] = await read(fileOf(Uint8Array.fromBase64(zip)), { isZip: true });
  deepStrictEqual(text.slice(0, 2), "PK");
});

const broken: { name: string; change: (bytes: Uint8Array) => Uint8Array; code: string }[] = [
  { name: "without its end", change: (bytes) => bytes.slice(0, -22), code: "record.zip" },
  { name: "with other data", change: (bytes) => bytes.with(37, 0), code: "record.zip" },
];
for (const { name, change, code } of broken) {
  Deno.test(`contentsOf refuses a zip ${name}`, async () => {
    const bytes = change(Uint8Array.fromBase64(zip));
    await rejects(
      read(fileOf(bytes)),
      (error: Error & { code?: string }) => error.code === code || /inval/.test(error.message),
    );
  });
}

Deno.test("bunzip2 refuses data that is cut off or changed", async () => {
  const whole = Uint8Array.fromBase64(cases[4]!.base64);
  for (const bytes of [whole.slice(0, 30), whole.with(20, 0), Uint8Array.of(1, 2, 3, 4)]) {
    await rejects(Array.fromAsync(bunzip2(fileOf(bytes).stream())), { code: "record.bzip2" });
  }
});
