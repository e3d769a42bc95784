import { ConnectorError } from "../../../errors.ts";
import { component, list, optional, string } from "../../component.ts";
import type { JobStatus } from "../../roles.ts";

const statusOfField = {
  running: "RUNNING",
  completed: "COMPLETED",
  failed: "FAILED",
  timeout: "TIMED_OUT",
  skipped: "SKIPPED",
} as const satisfies Record<string, JobStatus>;

type StatusField = keyof typeof statusOfField;
const fieldsInOrder = Object.keys(statusOfField) as StatusField[];

export const AsyncJobStatusMap = component({
  type: "AsyncJobStatusMap",
  role: "async_job_status_map",
  summary:
    "The API's words for the status of a job; those under `skipped` mean that there is nothing to read",
  fields: {
    running: list(string()),
    completed: list(string()),
    failed: list(string()),
    timeout: list(string()),
    skipped: optional(list(string())),
  },
  build(def, ctx) {
    const statuses = new Map<string, JobStatus>();
    const fieldOf = new Map<string, StatusField>();
    for (const field of fieldsInOrder) {
      for (const word of def[field] ?? []) {
        const earlier = fieldOf.get(word);
        if (earlier) {
          throw new ConnectorError("manifest.async_job_status", {
            failureType: "system_error",
            message: `Cannot map the job status "${word}": it stands under both ${earlier} and ${field}`,
            at: ctx.at(field),
          });
        }
        fieldOf.set(word, field);
        statuses.set(word, statusOfField[field]);
      }
    }
    return statuses;
  },
});
