import { ConnectorError } from "../../errors.ts";
import type { HttpResponse } from "../../http/message.ts";
import { type Json, parseJson } from "../../json.ts";
import type { BodyFormat } from "./options.ts";

/** The body of a response as JSON. An empty body is null. */
export async function decodeBody(response: HttpResponse, format: BodyFormat, stream: string): Promise<Json> {
  try {
    switch (format) {
      case "json":
        return response.status === 204 ? null : await response.json();
      case "text":
        return await response.text();
      case "jsonl":
        return (await response.text()).split("\n").filter((line) => line.trim() !== "").map((line) =>
          parseJson(line)
        );
      case "xml": {
        const { parseXml } = await import("../../formats/xml.ts");
        return await parseXml(await response.text());
      }
    }
  } catch (error) {
    if (format === "json" && (await response.text()).trim() === "") return null;
    throw new ConnectorError("http.undecodable", {
      failureType: "system_error",
      message: `Cannot read the response to ${response.request.method} ${
        response.url.replace(/\?.*$/s, "")
      } as ${format.toUpperCase()}`,
      internalMessage: `${error instanceof Error ? error.message : error}. The body begins: ${
        (await response.text()).slice(0, 200)
      }`,
      hint: `Name the format of the API's responses: format: "json", "jsonl", "xml" or "text"`,
      stream,
      cause: error,
    });
  }
}
