/** An OpenAI-compatible gateway for a team, on Node. */
import { createServer } from "node:http";
import { env } from "node:process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createVertex } from "@vertex-edge/client";
import { vertexGateway } from "@vertex-edge/client/hono";
import { page } from "@vertex-edge/client/playground";

const vertex = createVertex({
  credentials: env.GOOGLE_SERVICE_ACCOUNT ?? "",
  models: ["google/gemini-3.1-pro-preview", { id: "fast", model: "google/gemini-3-flash-preview" }],
});
const apiKeys = env.GATEWAY_KEYS?.split(",");
const gateway = vertexGateway({ vertex, apiKeys, playground: page });

const server = createServer((incoming, outgoing) => {
  // A caller who leaves, or asks for what no Request can say, must not end the process.
  answer(incoming, outgoing).catch(() => outgoing.destroy());
});
server.listen(Number(env.PORT ?? 8787), () => {
  console.log(`Listening on port ${server.address().port}`);
});

/** Node's server speaks streams of its own; the gateway speaks the web's Request and Response. */
async function answer(incoming, outgoing) {
  const { method, headers, url } = incoming;
  const left = new AbortController();
  outgoing.on("close", () => left.abort());
  const body = method === "GET" || method === "HEAD" ? null : Readable.toWeb(incoming);
  const response = await gateway.fetch(
    new Request(`http://${headers.host ?? "localhost"}${url}`, {
      method,
      headers,
      body,
      duplex: "half",
      signal: left.signal,
    }),
  );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  await pipeline(response.body ?? [], outgoing);
}
