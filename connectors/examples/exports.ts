/**
 * Files that a shop leaves in a bucket every night: CSV, packed, and JSONL.
 *
 *     airbyte-ts read connectors/examples/exports.ts --config config.json
 */
import { fileSource, secret, string } from "airbyte-ts";

export default fileSource({
  name: "source-exports",
  spec: { bucket: string(), key_id: string(), key: secret() },
  storage: (config) => ({
    storage: "S3",
    bucket: config.bucket,
    region_name: "eu-central-1",
    aws_access_key_id: config.key_id,
    aws_secret_access_key: config.key,
  }),
  streams: [
    {
      name: "orders",
      globs: ["orders/*.csv", "orders/*.csv.gz"],
      format: { filetype: "csv", delimiter: ";", inference_type: "Primitive Types Only", null_values: [""] },
      primary_key: "id",
    },
    // Records of any shape, each in a column of its own.
    { name: "events", globs: ["events/**/*.jsonl"], format: { filetype: "jsonl" }, schemaless: true },
  ],
});
