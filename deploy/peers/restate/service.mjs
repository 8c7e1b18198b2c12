// The chain as a Restate service: node service.mjs PORT URL
// Each call of the provider is a step that Restate journals before the handler goes on.
import "./resolvers.mjs";
import http2 from "node:http2";
import * as restate from "@restatedev/restate-sdk";
import { Agent, request, setGlobalDispatcher } from "undici";

const MODEL = "bench";
const SYSTEM = "You are a helpful assistant who responds to questions about the world";
const [port, url] = process.argv.slice(2);
setGlobalDispatcher(new Agent({ connections: null, pipelining: 1 }));

async function ask(messages) {
  const response = await request(`${url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer bench" },
    body: JSON.stringify({ model: MODEL, messages }),
  });
  const answer = await response.body.json();
  if (response.statusCode !== 200) throw new Error(`the provider said ${response.statusCode}`);
  return answer.choices[0].message.content;
}

const chain = restate.service({
  name: "chain",
  handlers: {
    run: async (context, country) => {
      const opening = [
        { role: "system", content: SYSTEM },
        {
          role: "user",
          content: `Hello, what is the capital of ${country}? Answer only with the city name.`,
        },
      ];
      const city = await context.run("capital", () => ask(opening));
      const following = [
        ...opening,
        { role: "assistant", content: city },
        {
          role: "user",
          content: `${city} sounds like a nice place to visit. What is the population of ${city}?`,
        },
      ];
      return await context.run("population", () => ask(following));
    },
  },
});

http2
  .createServer(
    { settings: { maxConcurrentStreams: 10_000 } },
    restate.createEndpointHandler({ services: [chain] }),
  )
  .listen(Number(port), "127.0.0.1");
