/**
 * `connectors/source-tap-github`: a tap from PyPI against a double of GitHub. Without Python, or where the tap does
 * not install, it says so and tests nothing.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { errorsOf, messagesOf, recordsOf, runCli, startCli, statusesOf } from "../../cli/run_cli.ts";

const connector = fileURLToPath(new URL("../../../connectors/source-tap-github", import.meta.url));
const token = "token-of-the-tap";

/** A folder with the tap's own Python. */
async function installTap(): Promise<string | undefined> {
  const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-pip-" });
  const run = async (command: string, ...args: string[]) => {
    const { success, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr).trim().split("\n").at(-1));
  };
  try {
    await run("python3", "-m", "venv", folder);
    await run(`${folder}/bin/pip`, "install", "--quiet", "--disable-pip-version-check", "tap-github==4.0.0");
    return folder;
  } catch (error) {
    console.log(
      `tap-github does not install, its tests are skipped: ${error instanceof Error ? error.message : error}`,
    );
    await Deno.remove(folder, { recursive: true });
    return undefined;
  }
}

const issue = (id: number, updated_at: string) => ({ id, number: id, title: `issue ${id}`, updated_at });

/** Answers as GitHub does, as far as the tap asks. */
function fakeGithub() {
  const asked: string[] = [];
  const held = Promise.withResolvers<void>();
  const github = {
    issues: [issue(2, "2025-01-03T00:00:00Z"), issue(1, "2025-01-02T00:00:00Z")],
    hold: false,
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const url = new URL(request.url);
    asked.push(url.pathname + url.search);
    const headers = { "X-RateLimit-Remaining": "1000", "X-RateLimit-Reset": "0" };
    if (request.headers.get("authorization") !== `token ${token}`) {
      return Response.json({ message: `Bad credentials: ${request.headers.get("authorization")}` }, {
        status: 401,
      });
    }
    if (url.pathname === "/repos/acme/shop/labels") {
      if (github.hold && !url.search) {
        held.resolve();
        await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
      }
      return Response.json([{ id: 7, name: "bug" }], { headers });
    }
    const isIssues = url.pathname === "/repos/acme/shop/issues";
    return Response.json(isIssues ? github.issues : [], { headers });
  });
  return Object.assign(github, {
    asked,
    held: held.promise,
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  });
}

/** Processes that a process started. */
function childrenOf(pid: number): number[] {
  const tasks = [...Deno.readDirSync(`/proc/${pid}/task`)];
  return tasks.flatMap(({ name }) =>
    Deno.readTextFileSync(`/proc/${pid}/task/${name}/children`).split(" ").filter(Boolean).map(Number)
  );
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

Deno.test("source-tap-github runs a real tap", async (t) => {
  const python = await installTap();
  if (!python) return;
  await using github = fakeGithub();
  const env = { PATH: `${python}/bin:${Deno.env.get("PATH")}` };
  const config = {
    access_token: token,
    repository: "acme/shop",
    start_date: "2025-01-01T00:00:00Z",
    base_url: github.url,
  };
  const entry = (name: string, sync_mode: string) => ({
    stream: { name, json_schema: {}, supported_sync_modes: ["full_refresh", "incremental"] },
    sync_mode,
    destination_sync_mode: "append",
  });
  const files = {
    "config.json": config,
    "catalog.json": { streams: [entry("issues", "incremental"), entry("issue_labels", "full_refresh")] },
  };
  const read = ["read", connector, "--config", "config.json", "--catalog", "catalog.json"];
  let state: unknown[] = [];

  await t.step("check and discover", async () => {
    const check = await runCli(["check", connector, "--config", "config.json"], { files, env });
    strictEqual(messagesOf(check).at(-1).connectionStatus?.status, "SUCCEEDED", check.stdout);
    const discover = await runCli(["discover", connector, "--config", "config.json"], { files, env });
    const { streams } = messagesOf(discover).find(({ type }) => type === "CATALOG").catalog;
    const { json_schema, ...issues } = streams.find(({ name }: { name: string }) => name === "issues");
    ok("title" in json_schema.properties);
    deepStrictEqual(issues, {
      name: "issues",
      supported_sync_modes: ["full_refresh", "incremental"],
      source_defined_cursor: true,
      default_cursor_field: ["updated_at"],
      source_defined_primary_key: [["id"]],
    });
  });

  await t.step("reads the streams of the catalog, and leaves a state", async () => {
    const result = await runCli(read, { files, env });
    strictEqual(result.code, 0, result.stdout);
    deepStrictEqual(recordsOf(result, "issues").map(({ id }) => id), [2, 1]);
    deepStrictEqual(recordsOf(result, "issue_labels").map(({ name }) => name), ["bug"]);
    deepStrictEqual(statusesOf(result), { issues: "COMPLETE", issue_labels: "COMPLETE" });
    const logs = messagesOf(result).filter(({ type }) => type === "LOG").map(({ log }) => log.message);
    ok(logs.includes("Starting sync of repository: acme/shop"), logs.join("\n"));
    state = messagesOf(result).filter(({ type }) => type === "STATE").map(({ state }) => state);
    const last = state.findLast((one) => Object(one).stream.stream_descriptor.name === "issues");
    deepStrictEqual(Object(last).stream.stream_state.bookmarks.issues, {
      "acme/shop": { since: "2025-01-03T00:00:00Z" },
    });
  });

  await t.step("goes on from its state", async () => {
    github.issues.unshift(issue(3, "2025-01-05T00:00:00Z"));
    const result = await runCli([...read, "--state", "state.json"], {
      files: { ...files, "state.json": state },
      env,
    });
    deepStrictEqual(recordsOf(result, "issues").map(({ id }) => id), [3, 2]);
    deepStrictEqual(recordsOf(result, "issue_labels").length, 1);
  });

  await t.step("SIGTERM ends the tap too, and its files", async () => {
    github.hold = true;
    const before = [...Deno.readDirSync("/tmp")].map(({ name }) => name);
    await using run = await startCli(read, { files, env });
    await github.held;
    const taps = childrenOf(run.child.pid);
    strictEqual(taps.length, 1);
    run.child.kill("SIGTERM");
    const [{ signal }] = await Promise.all([
      run.child.status,
      run.child.stdout.cancel(),
      run.child.stderr.cancel(),
    ]);
    strictEqual(signal, "SIGTERM");
    ok(!taps.some(isAlive));
    const left = [...Deno.readDirSync("/tmp")].map(({ name }) => name).filter((name) =>
      name.startsWith("airbyte-ts-tap-") && !before.includes(name)
    );
    deepStrictEqual(left, []);
    github.hold = false;
  });

  await t.step("a refused token is told, the token is not", async () => {
    const secret = "another-token-of-the-tap";
    const wrong = { ...files, "config.json": { ...config, access_token: secret } };
    const check = await runCli(["check", connector, "--config", "config.json"], { files: wrong, env });
    const status = messagesOf(check).find(({ type }) => type === "CONNECTION_STATUS")?.connectionStatus;
    strictEqual(status?.status, "FAILED", check.stdout);
    ok(/tap-github ended with exit code 1: .*401/.test(status.message), status.message);
    ok(!(check.stdout + check.stderr).includes(secret));
    deepStrictEqual(errorsOf(check), []);
  });

  await Deno.remove(python, { recursive: true });
});
