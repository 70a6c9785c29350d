import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform?.stop());

const mebibyte = Buffer.alloc(1024 * 1024, "x");

/** Sends so many MiB as a program does that does not listen before it has sent everything. */
function send(path: string, mebibytes: number, headers: Record<string, string>) {
  return new Promise<{ status: number | undefined; type: string | undefined; text: string }>(
    (resolve, reject) => {
      const sending = request(`${platform.url}${path}`, { method: "POST", headers }, (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => {
          text += chunk;
        });
        answer.on("end", () =>
          resolve({ status: answer.statusCode, type: answer.headers["content-type"], text }),
        );
      });
      sending.on("error", reject);
      const write = async () => {
        for (let sent = 0; sent < mebibytes; sent++) {
          if (!sending.write(mebibyte)) await new Promise((drained) => sending.once("drain", drained));
        }
        sending.end();
      };
      void write();
    },
  );
}

test.each([
  ["/v1/submissions", 4, "application/json"],
  ["/v1/submissions", 150, "application/json"],
  ["/v1/entries", 4, "application/json"],
  ["/v1/entries/x/records", 33, "application/json"],
  ["/v1/leases/x/record", 9, "application/json"],
  ["/v1/nothing", 4, "application/json"],
  ["/submit", 4, "application/x-www-form-urlencoded"],
  ["/submit", 40, "multipart/form-data; boundary=b"],
  ["/boards", 4, "application/x-www-form-urlencoded"],
])("%s answers %d MiB of %s with 413, whether the length is stated or not", async (path, mebibytes, type) => {
  const headers = { "content-type": type, authorization: `Bearer ${platform.submitterToken}` };
  for (const length of [
    { "content-length": String(mebibytes * 2 ** 20) },
    { "transfer-encoding": "chunked" },
  ]) {
    const answer = await send(path, mebibytes, { ...headers, ...length });
    expect(answer).toMatchObject({ status: 413, type: "application/problem+json" });
    expect(JSON.parse(answer.text)).toMatchObject({
      type: "urn:steepest:problem:body-too-large",
      status: 413,
      detail: expect.stringContaining("MiB are accepted here"),
      instance: path,
    });
  }
});

test("the platform goes on serving afterwards", async () => {
  expect((await platform.client.health()).status).toBe("ok");
});
