import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { ConnectorError } from "../../../errors.ts";
import type { LogLevel } from "../../../protocol/messages.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import type { JobStatus } from "../../roles.ts";
import { jobBudget } from "./budget.ts";
import type { JobClock } from "./clock.ts";
import { BufferedResponse } from "../../../http/response.ts";
import { HeaderTable } from "../../../http/headers.ts";
import type { JobApi } from "./http_jobs.ts";
import { createdJob, type Job } from "./job.ts";
import { completedJobs } from "./orchestrate.ts";

/** What the API says of the jobs of one slice: a list per job, of the status at each poll. */
type Script = Record<string, (JobStatus | Error)[][]>;

const refused = new ConnectorError("http.failed", { failureType: "transient_error", message: "busy" });
const forbidden = new ConnectorError("http.failed", { failureType: "config_error", message: "403" });
const answer = {
  response: new BufferedResponse({
    status: 200,
    reason: "OK",
    headers: new HeaderTable([]),
    url: "",
    request: { method: "GET", url: "", headers: {}, body: undefined },
    body: new Uint8Array(),
  }),
  scope: {},
};

function play(script: Script, options: { limit?: number; wait?: number; attempts?: number } = {}) {
  let now = 0;
  const events: string[] = [];
  const polls = new Map<Job, (JobStatus | Error)[]>();
  const created = new Map<string, number>();
  const clock: JobClock = {
    now: () => now,
    sleep(seconds) {
      now += seconds;
      return Promise.resolve();
    },
  };
  const nameOf = (slice: StreamSlice) => String(slice.get("name"));
  const api: JobApi = {
    create(slice) {
      const name = nameOf(slice);
      const attempt = created.get(name) ?? 0;
      created.set(name, attempt + 1);
      events.push(`create ${name} at ${now}`);
      const statuses = [...script[name]?.[attempt] ?? []];
      if (statuses[0] instanceof Error) return Promise.reject(statuses[0]);
      const job = createdJob(slice, answer, 60, clock);
      polls.set(job, statuses);
      return Promise.resolve(job);
    },
    poll(job) {
      const status = polls.get(job)?.shift() ?? "RUNNING";
      if (status instanceof Error) return Promise.reject(status);
      job.update(status);
      return Promise.resolve();
    },
    async *records() {},
    abort(job) {
      events.push(`abort ${nameOf(job.slice)}`);
      return Promise.resolve();
    },
    delete: () => Promise.resolve(),
  };
  async function* slices() {
    for (const name of Object.keys(script)) yield new StreamSlice({ partition: { name } });
  }
  const messages: string[] = [];
  const env = {
    config: {},
    configPath: undefined,
    catalog: undefined,
    folder: ".",
    streamState: () => undefined,
    log: (level: LogLevel, text: string) => void messages.push(`${level} ${text}`),
    message: (message: { type: string }) => void messages.push(message.type),
    shared: <T>(_key: string, make: () => T) => make(),
    limits: undefined,
    signal: undefined,
  };
  const jobs = completedJobs(slices(), {
    stream: "reports",
    api,
    budget: jobBudget(options.limit ?? 10),
    clock,
    maxAttempts: options.attempts ?? 3,
    failedRetryWaitSeconds: options.wait,
    env,
  });
  async function run() {
    for await (const job of jobs) events.push(`done ${nameOf(job.slice)}`);
  }
  return { run, events, messages };
}

const cases: {
  name: string;
  script: Script;
  options?: { limit?: number; wait?: number; attempts?: number };
  events: string[];
  error?: RegExp;
}[] = [
  {
    name: "jobs that complete",
    script: { a: [["RUNNING", "COMPLETED"]], b: [["COMPLETED"]] },
    events: ["create a at 0", "create b at 0", "done b", "done a"],
  },
  {
    name: "one job at a time",
    script: { a: [["RUNNING", "COMPLETED"]], b: [["COMPLETED"]] },
    options: { limit: 1 },
    events: ["create a at 0", "done a", "create b at 10", "done b"],
  },
  {
    name: "a skipped job gives nothing",
    script: { a: [["SKIPPED"]], b: [["COMPLETED"]] },
    events: ["create a at 0", "create b at 0", "done b"],
  },
  {
    name: "a failed job is made again",
    script: { a: [["FAILED"], ["FAILED"], ["COMPLETED"]] },
    events: ["create a at 0", "create a at 5", "create a at 10", "done a"],
  },
  {
    name: "a failed job waits where it is told to",
    script: { a: [["FAILED"], ["COMPLETED"]] },
    options: { wait: 12 },
    events: ["create a at 0", "create a at 20", "done a"],
  },
  {
    name: "after the last attempt the others go on",
    script: { a: [["FAILED"], ["FAILED"], ["FAILED"]], b: [["RUNNING", "RUNNING", "RUNNING", "COMPLETED"]] },
    events: ["create a at 0", "create b at 0", "create a at 5", "create a at 10", "done b"],
    error: /some of its asynchronous jobs failed/,
  },
  {
    name: "a job that times out is aborted and made again",
    script: { a: [[], ["COMPLETED"]] },
    events: ["create a at 0", "abort a", "create a at 65", "done a"],
  },
  {
    name: "a job that cannot be created counts as failed",
    script: { a: [[refused], ["COMPLETED"]] },
    options: { wait: 100 },
    events: ["create a at 0", "create a at 5", "done a"],
  },
  {
    name: "a config error ends it at once",
    script: { a: [["RUNNING"]], b: [[forbidden]] },
    events: ["create a at 0", "create b at 0", "abort a"],
    error: /403/,
  },
  {
    name: "a poll that fails is tried again, and reported in the end",
    script: { a: [["RUNNING", refused, "COMPLETED"]] },
    events: ["create a at 0", "done a"],
    error: /some of its asynchronous jobs failed/,
  },
];

for (const { name, script, options, events, error } of cases) {
  Deno.test(`completedJobs: ${name}`, async () => {
    const played = play(script, options);
    if (error) await rejects(played.run(), error);
    else await played.run();
    deepStrictEqual(played.events, events);
  });
}

Deno.test("completedJobs: a failed creation is a TRACE without a stream", async () => {
  const played = play({ a: [[refused], ["COMPLETED"]] });
  await played.run();
  strictEqual(played.messages.includes("TRACE"), true);
});
