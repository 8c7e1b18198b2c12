// Hands every line to Restate's ingress and waits for its end: node submit.mjs INGRESS LINES WIDTH
// So many invocations are under way at a time; Restate stores each before it starts.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Agent, request, setGlobalDispatcher } from "undici";

const [ingress, path, width] = process.argv.slice(2);
setGlobalDispatcher(new Agent({ connections: Number(width), pipelining: 1 }));
const lines = createInterface({ input: createReadStream(path) })[Symbol.asyncIterator]();

async function worker() {
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const response = await request(`${ingress}/chain/run`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(JSON.parse(next.value).country),
    });
    const said = await response.body.text();
    if (response.statusCode >= 300) throw new Error(`${response.statusCode} ${said}`);
  }
}

await Promise.all(Array.from({ length: Number(width) }, worker));
