/** GitHub by the Singer tap: `pip install tap-github==4.0.0` puts it on the PATH. */
import { dateTime, integer, optional, secret, singerSource, string } from "airbyte-ts";

export default singerSource({
  name: "source-tap-github",
  command: ["tap-github"],
  documentationUrl: "https://github.com/singer-io/tap-github",
  spec: {
    access_token: secret({ title: "Access token", order: 0 }),
    repository: string({
      title: "Repositories",
      description: "Their names, with spaces between them; `*` for all of an organization.",
      examples: ["denoland/deno denoland/std", "denoland/*"],
      order: 1,
    }),
    start_date: dateTime({ title: "Start date", examples: ["2025-01-01T00:00:00Z"], order: 2 }),
    base_url: optional(string({ title: "API", examples: ["https://github.example.com/api/v3"], order: 3 })),
    request_timeout: optional(integer({ title: "Request time-out", description: "In seconds.", order: 4 })),
  },
});
