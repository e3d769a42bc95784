/** Python with packages of the tests' own, in an environment that is made the first time. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../.airbyte-ts/", import.meta.url));

/** The interpreter, or undefined where there is no Python. Throws where the packages cannot be installed. */
export async function pythonWith(name: string, packages: readonly string[]): Promise<string | undefined> {
  const venv = join(folder, `${name}-venv`);
  const python = join(venv, "bin", "python");
  const done = join(venv, "packages.txt");
  const wanted = packages.join("\n");
  if (await textOf(done) === wanted) return python;
  if (!await run("python3", "--version").then(() => true, () => false)) {
    console.log("Python is not installed: tests that need it are skipped (apt-get install python3-venv)");
    return undefined;
  }
  console.log(`Setting up Python with ${packages.join(", ")} in ${venv} …`);
  await run("python3", "-m", "venv", "--clear", venv);
  await run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages);
  await Deno.writeTextFile(done, wanted);
  return python;
}

/** Runs a program to its end; gives what it printed. */
export async function run(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  if (!success) throw new Error(`${program} ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return undefined;
  }
}
