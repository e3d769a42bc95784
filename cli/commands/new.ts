/** `airbyte-ts new source-acme --template source-http` */
import { basename } from "node:path";
import { ConnectorError } from "../../core/errors.ts";
import type { Command, Io } from "../command.ts";
import { folderFor, namePattern, scaffold, templates, titleOf } from "../scaffold.ts";
import { paintFor, print } from "../style.ts";

export const newConnector: Command = {
  name: "new",
  summary: "scaffold a connector",
  argument: { name: "[name]", summary: "its name, such as source-acme, or the path of its folder" },
  flags: [
    { name: "template", short: "t", value: "<template>", summary: Object.keys(templates).join(" or ") },
  ],
  examples: [
    ["airbyte-ts new source-acme", "asks what it should be"],
    ["airbyte-ts new source-acme --template source-http", "without questions"],
  ],
  async run({ positionals, flags }, io) {
    if (positionals.length > 1) {
      throw wrongUse(
        `new makes one connector, not ${positionals.length}`,
        "Write airbyte-ts new source-acme",
      );
    }
    const given = {
      name: positionals[0],
      template: typeof flags.template === "string" ? flags.template : undefined,
    };
    const { name, template } = given.name !== undefined && given.template !== undefined
      ? { name: given.name, template: given.template }
      : await ask(given, io);
    const folder = await folderFor(name);
    const files = await scaffold({ template, name: basename(name), folder });
    const paint = paintFor(io, io.stdout);
    const lines = [
      `${paint.green("✓")} ${titleOf(basename(name))}: ${files.length} files in ${folder}`,
      ...files.map((file) => `    ${paint.dim(file)}`),
      "",
      "  It works before any edit, against the API of its tests:",
      `    cd ${folder} && deno test -A`,
      `    deno run -A ${folder}/tests/fixtures/serve.ts &`,
      `    airbyte-ts read ${folder} --limit 5`,
      `  Then: grep -rn TODO ${folder}`,
      "",
    ];
    print(io.stdout, lines.join("\n"));
    return { code: 0 };
  },
};

/** Asks for what was not said. Without a terminal there is nobody to ask. */
async function ask(
  given: { name: string | undefined; template: string | undefined },
  io: Io,
): Promise<{ name: string; template: string }> {
  if (!io.stdout.isTerminal || !Deno.stdin.isTerminal()) {
    const missing = given.name === undefined ? "a name" : "a template";
    throw wrongUse(
      `Cannot make the connector without ${missing}`,
      `Write airbyte-ts new source-acme --template ${Object.keys(templates).join("|")}`,
    );
  }
  const { input, select } = await import("@inquirer/prompts");
  const name = given.name ?? await input({
    message: "Name",
    default: "source-acme",
    validate: (text) => namePattern.test(basename(text)) || "Like source-acme: small letters, digits, dashes",
  });
  const template = given.template ?? await select({
    message: "What should it be?",
    choices: Object.entries(templates).map(([value, description]) => ({ value, name: value, description })),
  });
  return { name, template };
}

function wrongUse(message: string, hint: string): ConnectorError {
  return new ConnectorError("cli.wrong_use", { failureType: "config_error", message, hint });
}
