/** What no connector can beat: fetch each page, parse it, write each record. `bare_loop.ts URL TOTAL` */
const [base = "", total = "0"] = Deno.args;
const encoder = new TextEncoder();
let pending = "";

function flush(): void {
  const bytes = encoder.encode(pending);
  for (let done = 0; done < bytes.length;) done += Deno.stdout.writeSync(bytes.subarray(done));
  pending = "";
}

for (let page = 1; page <= Number(total) / 100 + 1; page++) {
  const response = await fetch(`${base}/items?page=${page}&page_size=100`);
  const { data } = JSON.parse(await response.text());
  for (const record of data) {
    pending += `${
      JSON.stringify({ type: "RECORD", record: { stream: "items", data: record, emitted_at: Date.now() } })
    }\n`;
    if (pending.length > 65_536) flush();
  }
}
flush();
