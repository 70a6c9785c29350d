import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ServedRequest {
  readonly call: string;
  readonly token: string | undefined;
  readonly body: unknown;
}

/** A platform that has one answer for each "METHOD /path" (a problem where it is of 400 and above), and remembers what it was asked. */
export async function serveAnswers(
  answers: Readonly<Record<string, readonly [status: number, body: unknown]>>,
) {
  const asked: ServedRequest[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request
      .setEncoding("utf8")
      .on("data", (chunk: string) => {
        text += chunk;
      })
      .on("end", () => {
        const call = `${request.method} ${new URL(request.url ?? "/", "http://localhost").pathname}`;
        asked.push({
          call,
          token: request.headers.authorization,
          body: text === "" ? null : JSON.parse(text),
        });
        const missing = {
          type: "urn:steepest:problem:missing",
          title: `No ${call}`,
          status: 404,
          detail: "",
        };
        const [status, body] = answers[call] ?? [404, missing];
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
