// A chat server that checks each answer before it goes out. The model is a stand-in: put yours in its place.
//
//   node main.ts                          then: curl -d "your question" http://127.0.0.1:8080/
import { createServer, type Server } from "node:http";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { open, type Yurai } from "yurai";

/** Writes an answer to a prompt. */
export type Model = (prompt: string) => Promise<string>;

/** Longest prompt that is read, in bytes. */
const maxPromptBytes = 64 * 1024;

/** A server whose answers have passed the gate, with the notices that they need. */
export function serveChat(yurai: Yurai, model: Model): Server {
  return createServer((request, response) => {
    void (async () => {
      const prompt = await readBody(request);
      const text = await model(prompt);
      const verdict = await yurai.check({ text, prompt });
      if (verdict.stopped) {
        // Why is for the log of the house: it names the source and holds no text of it.
        process.stderr.write(`${verdict.verdict.id}: ${verdict.summary}\n`);
        response.writeHead(422).end("This answer was stopped. Please ask in another way.\n");
        return;
      }
      const notices = verdict.attribution === "" ? "" : `\n---\n${verdict.attribution}\n`;
      response.end(`${text}\n${notices}`);
    })().catch(() => {
      // Without a verdict nothing goes out.
      if (!response.headersSent) response.writeHead(503);
      response.end("The answer could not be checked.\n");
    });
  });
}

async function readBody(request: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let byteLength = 0;
  for await (const part of request) {
    byteLength += part.byteLength;
    if (byteLength > maxPromptBytes) throw new Error("the prompt is too long");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const yurai = await open();
  const server = serveChat(yurai, async (prompt) => `You asked: ${prompt}`);
  server.listen(8080, "127.0.0.1", () => process.stderr.write("listening on http://127.0.0.1:8080/\n"));
  process.once("SIGINT", () => server.close(() => void yurai.close()));
}
