import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiError } from "../../packages/core/schema/api/apiError.ts";
import { createClient } from "../../packages/core/schema/api/client.ts";
import { type Bomb, bombSource, bombs } from "../cheats/bombs.ts";
import { sourceNamed } from "./sources.ts";
import { startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  // A reading ends early here: every bomb of the corpus is waited for.
  platform = await startTestPlatform({ processes: 3, deadlineMilliseconds: 1500 });
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

test("the platform answers everybody else while strangers' files are read that nothing but a kill ends", async () => {
  const other = createClient({ baseUrl: platform.url, token: platform.adminToken });
  /** What happened, in its order. */
  const heard: string[] = [];
  const upload = async (bomb: Bomb): Promise<number> => {
    const status = await platform.client.createSubmission(bombSource(bomb)).then(
      () => 201,
      (error: unknown) => (error instanceof ApiError ? error.status : 0),
    );
    heard.push("bomb");
    return status;
  };
  const uploads = Promise.all(bombs.map(upload));
  const honest = other.createSubmission(sourceNamed("honest_meanwhile")).then(({ version }) => {
    heard.push("honest");
    return version;
  });
  let isOver = false;
  void uploads.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    expect((await platform.client.health()).status).toBe("ok");
    heard.push("health");
  }
  // On a machine that has much to do some are told to come again.
  for (const status of await uploads) expect([422, 503]).toContain(status);
  expect(await uploads).toContain(422);
  expect(await honest).toMatch(/^[0-9a-f]{64}$/);
  const [first, last] = [heard.indexOf("bomb"), heard.lastIndexOf("bomb")];
  expect(heard.indexOf("honest")).toBeLessThan(last);
  // Between any two bombs that were killed, one after the other, health was answered.
  expect(heard.slice(first, last).filter((what) => what === "health").length).toBeGreaterThan(bombs.length);
  const page = await fetch(`${platform.url}/submissions/honest_meanwhile`).then((answer) => answer.text());
  expect(page).toContain('<span class="tok-keyword">import</span>');
  expect(page).toContain("From the library");
  expect(page).toMatch(/<summary>\s*<code[^>]*>transforms\/scaling.ts/);
});
