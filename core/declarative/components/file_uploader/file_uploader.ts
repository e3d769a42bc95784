import { isAbsolute, join, normalize } from "node:path";
import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, optional, slot, template } from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import { filesDirectory, storeFile } from "../../read/files.ts";
import { refusePageActions } from "../../read/restrictions.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";

export const FileUploader = component({
  type: "FileUploader",
  role: "file_uploader",
  summary: "Stores the file that each record points to, and names it in the record's message",
  fields: {
    requester: slot("requester"),
    download_target_extractor: slot("extractor"),
    file_extractor: optional(slot("extractor")),
    filename_extractor: optional(template()),
  },
  build(def, ctx) {
    refusePageActions(def.requester, "the requester of a file_uploader", () => ctx.at("requester"));
    // The body is a file: it goes to the disk as it comes.
    const asFile = {
      decoder: { streams: true, decode: nothing },
      useCache: false,
      queryPropertiesKey: undefined,
    };
    const requester = ctx.build(def.requester, asFile);
    const target = ctx.build(def.download_target_extractor, { decoder: undefined });
    const fileName = def.filename_extractor ? ctx.text(def.filename_extractor) : undefined;
    const { name: stream } = ctx.stream;
    const testRead = ctx.env.limits !== undefined;

    return async (record) => {
      const [url] = await target(record, { slice: undefined, nextPageToken: undefined });
      if (typeof url !== "string") throw noTarget(url, stream, ctx);
      const slice = new StreamSlice({ extraFields: { download_target: url } });
      const response = await requester.send({ slice, nextPageToken: undefined });
      if (!response) throw noAnswer(url, stream);
      const name = fileName ? str(fileName({ record })) : crypto.randomUUID();
      const path = relativePath(stream, name);
      const directory = await filesDirectory();
      const place = join(directory, path);
      // A test read looks at the records only.
      const size = testRead ? -1 : await storeFile(response, place);
      if (testRead) record["source_file_relative_path"] = path;
      ctx.env.log("INFO", `Stream ${stream}: file ${path} stored (${size / 1024} KB)`);
      return { staging_file_url: place, source_file_relative_path: path, file_size_bytes: size };
    };
  },
});

async function* nothing(): AsyncGenerator<never> {}

/** The path under the staging directory, starting with the stream's name. */
function relativePath(stream: string, name: string): string {
  const path = normalize(join(stream, name.replace(/^\/+/, ""))).replace(/(?<=.)\/+$/, "");
  if (path !== ".." && !path.startsWith("../") && !isAbsolute(path)) return path;
  throw new ConnectorError("record.file_path", {
    failureType: "system_error",
    message: `Cannot store a file of stream "${stream}": "${name}" leads out of the staging directory`,
    hint: "Let filename_extractor give a path without '..'",
    stream,
  });
}

function noTarget(found: unknown, stream: string, ctx: BuildContext): ConnectorError {
  return new ConnectorError("record.download_target", {
    failureType: "system_error",
    message: found === undefined
      ? `Cannot store a file of stream "${stream}": the record names no download target`
      : `Cannot store a file of stream "${stream}": the download target ${
        JSON.stringify(found)
      } is not a string`,
    at: ctx.at("download_target_extractor"),
    stream,
  });
}

function noAnswer(url: string, stream: string): ConnectorError {
  return new ConnectorError("http.no_file", {
    failureType: "system_error",
    message: `Cannot store a file of stream "${stream}": the error handler ignored the answer of ${url}`,
    stream,
  });
}
