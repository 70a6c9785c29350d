import { request } from "node:http";

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** By node:http: `fetch` mends what is to be sent broken. */
export const sendAsIs =
  (port: number) =>
  (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | null,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, method, path, headers, timeout: 60_000 }, (answer) => {
        let text = "";
        const ended = () =>
          resolve({
            status: answer.statusCode ?? 0,
            contentType: answer.headers["content-type"] ?? "",
            body: text,
          });
        answer.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
          // A live stream has said what it is.
          if (String(answer.headers["content-type"]).startsWith("text/event-stream")) {
            ended();
            sent.destroy();
          }
        });
        answer.on("end", ended).on("error", ended);
      });
      sent.on("timeout", () => sent.destroy(new Error("no answer within a minute"))).on("error", reject);
      sent.end(body ?? undefined);
    });
