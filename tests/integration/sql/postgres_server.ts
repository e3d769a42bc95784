/** A PostgreSQL server of the tests' own: its data in a folder, its port free, its certificate fresh. */
import postgres from "postgres";

export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The certificate of the authority that signed the server's, which is for `localhost`. */
  readonly ca: string;
  /** Runs statements as the owner. */
  run(script: string): Promise<void>;
  /** What the server was asked, in order. */
  statements(): Promise<string[]>;
}

/** The folder of initdb and postgres; undefined where they are not installed. */
export const binaries = await findBinaries();

async function findBinaries(): Promise<string | undefined> {
  const places: string[] = [];
  try {
    for await (const { name } of Deno.readDir("/usr/lib/postgresql")) {
      places.push(`/usr/lib/postgresql/${name}/bin`);
    }
  } catch {
    // Not Debian: perhaps it is on the PATH.
  }
  places.sort().reverse().push(...(Deno.env.get("PATH") ?? "").split(":"));
  for (const place of places) {
    try {
      if ((await Deno.stat(`${place}/initdb`)).isFile) return place;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

// The server refuses to run as root.
const nobody = Deno.uid() === 0 ? { uid: 65534, gid: 65534 } : {};

async function must(command: string, args: string[], cwd: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args, cwd, ...nobody, stdin: "null" })
    .output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
}

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-pg-" });
  if (nobody.uid !== undefined) await Deno.chown(folder, nobody.uid, nobody.gid);
  const [user, password, port] = ["owner", "open-sesame", freePort()];
  const data = `${folder}/data`;
  await Deno.writeTextFile(`${folder}/password`, password);
  const initial = [
    "-U",
    user,
    "-A",
    "scram-sha-256",
    `--pwfile=${folder}/password`,
    "-E",
    "UTF8",
    "--locale=C",
  ];
  await must(`${binaries}/initdb`, ["-D", data, ...initial], folder);
  await certificates(folder);
  const options = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    fsync: "off",
    log_statement: "all",
    log_destination: "stderr",
    ssl: "on",
    ssl_cert_file: `${folder}/server.pem`,
    ssl_key_file: `${folder}/server.key`,
  };
  const log = `${folder}/log`;
  const flags = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // The server writes to the file by itself: what was asked is there once it is answered.
  const server = new Deno.Command("/bin/sh", {
    args: ["-c", `exec "$0" "$@" 2> ${log}`, `${binaries}/postgres`, "-D", data, ...flags],
    cwd: folder,
    ...nobody,
    stdin: "null",
    stdout: "null",
  }).spawn();
  const sql = postgres({ host: "127.0.0.1", port, user, password, database: "postgres", onnotice: () => {} });
  await until(async () => (await sql`SELECT 1`).length === 1);
  return {
    port,
    user,
    password,
    ca: await Deno.readTextFile(`${folder}/ca.pem`),
    run: async (script) => void await sql.unsafe(script),
    async statements() {
      const text = await Deno.readTextFile(log);
      return [...text.matchAll(/LOG: {2}(?:statement|execute [^:]*): (.*)/g)].map(([, statement]) =>
        statement!
      );
    },
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 });
      // Fast shutdown: open sessions are ended.
      server.kill("SIGINT");
      await server.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function certificates(folder: string): Promise<void> {
  const openssl = (...args: string[]) => must("openssl", args, folder);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl(
    "req",
    "-x509",
    ...key,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-subj",
    "/CN=test",
    "-days",
    "2",
  );
  await openssl("req", ...key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost");
  await Deno.writeTextFile(`${folder}/san`, "subjectAltName=DNS:localhost");
  const sign = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "san"];
  await openssl("x509", "-req", "-in", "server.csr", "-out", "server.pem", ...sign);
}

async function until(ready: () => Promise<boolean>): Promise<void> {
  for (let tries = 0;; tries++) {
    try {
      if (await ready()) return;
    } catch (error) {
      if (tries > 100) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
