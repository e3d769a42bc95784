/** The official Python CDK, to measure ourselves against and to exchange states with. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const cdkVersion = "7.39.1";
const venv = fileURLToPath(new URL("../.airbyte-ts/cdk-venv", import.meta.url));

/**
 * An interpreter that can import the Python CDK and some more packages: CDK_PYTHON, or a venv that is made the
 * first time. Undefined, with a line that says why, where there is none.
 */
export async function cdkPython(packages: string[] = []): Promise<string | undefined> {
  const modules = ["airbyte_cdk", ...packages.map((name) => name.replaceAll("-", "_"))];
  const works = (python: string) => succeeds(python, "-c", `import ${modules.join(", ")}`);
  const given = Deno.env.get("CDK_PYTHON");
  const python = given ?? join(venv, "bin", "python");
  if (!given && !await works(python)) {
    console.log(`Setting up the Python CDK ${cdkVersion} in ${venv} …`);
    await succeeds("python3", "-m", "venv", venv);
    await succeeds(python, "-m", "pip", "install", "--quiet", `airbyte-cdk==${cdkVersion}`, ...packages);
  }
  if (await works(python)) return python;
  console.log(`The Python CDK is not here: ${python} cannot import ${modules.join(", ")} (set CDK_PYTHON)`);
  return undefined;
}

async function succeeds(program: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}
