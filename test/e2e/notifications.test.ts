import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { NotificationBody } from "../../packages/core/schema/api/notifications.ts";
import { createBrowserLike } from "./browserLike.ts";
import { linkIn, startMailbox } from "./signInServers.ts";
import { textNamed } from "./sources.ts";
import { smokeBoard, startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

let platform: TestPlatform;
let mailbox: Awaited<ReturnType<typeof startMailbox>>;
let hook: Awaited<ReturnType<typeof startHook>>;

/** Somebody's server, which remembers what it is sent. */
async function startHook() {
  const sent: { readonly path: string; readonly signature: string | undefined; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      sent.push({
        path: request.url ?? "",
        signature: request.headers["steepest-signature"]?.toString(),
        body,
      });
      response.writeHead(request.url === "/moved" ? 302 : 204, { location: "/elsewhere" }).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, sent, stop: () => server.close() };
}

beforeAll(async () => {
  [mailbox, hook] = await Promise.all([startMailbox(), startHook()]);
  platform = await startTestPlatform({}, (url) => ({
    STEEPEST_URL: url,
    SMTP_HOST: "127.0.0.1",
    SMTP_PORT: String(mailbox.port),
    SMTP_FROM: "steepest@platform.test",
    SMTP_USERNAME: "steepest",
    SMTP_PASSWORD: "letters",
    SMTP_SECURITY: "none",
  }));
});
afterAll(async () => {
  await platform?.stop();
  await Promise.all([mailbox?.stop(), hook?.stop()]);
});

/** The example of docs/accounts.md, as it stands there. */
async function documentedCheck(): Promise<
  (header: string | undefined, body: string, secret: string) => boolean
> {
  const text = await readFile(new URL("../../docs/accounts.md", import.meta.url), "utf8");
  const [, code = ""] = /```js\nimport [^\n]+\n([\s\S]+?)```/.exec(text) ?? [];
  return new Function("createHmac", "timingSafeEqual", `${code}; return isSteepest;`)(
    createHmac,
    timingSafeEqual,
  );
}

test("who asks for it on the account page is told of an entry's end by mail and by a signed call; what fails is shown", async () => {
  const browser = createBrowserLike(platform.url);
  await browser.post("/sign-in", { email: "carol@shaw.test" });
  await browser.open(linkIn(mailbox.mails[0]?.text ?? ""));
  await browser.post("/account", { action: "handle", handle: "carol" });
  const saved = await browser.post("/account", {
    action: "notifications",
    kind: "finished",
    mail: "on",
    webhook: `${hook.url}/told`,
  });
  const [secret = ""] = /whs_[0-9a-f]{64}/.exec(await saved.text()) ?? [];
  expect(secret).not.toBe("");
  expect((await browser.open("/account")).text).not.toContain(secret);

  const sent = await browser.post("/submit", {
    source: textNamed("carols"),
    board: smokeBoard,
    file: "carols.ts",
  });
  const id = (sent.headers.get("location") ?? "").split("/").at(-1) ?? "";
  for (const trial of (await platform.client.entry(id)).trialGrid)
    await platform.admin.giveUpTrial(trial.id, "for the test");
  await vi.waitFor(() => expect([hook.sent.length, mailbox.mails.length]).toEqual([1, 2]), {
    timeout: 30_000,
  });
  const [call] = hook.sent;
  const body: NotificationBody = JSON.parse(call?.body ?? "");
  expect(body).toMatchObject({
    kind: "finished",
    submission: "carols",
    entry: id,
    url: `${platform.url}/entries/${id}`,
  });
  const isSteepest = await documentedCheck();
  expect(isSteepest(call?.signature, call?.body ?? "", secret)).toBe(true);
  expect(isSteepest(call?.signature, `${call?.body} `, secret)).toBe(false);
  expect(isSteepest(call?.signature, call?.body ?? "", "whs_other")).toBe(false);
  expect(isSteepest(undefined, call?.body ?? "", secret)).toBe(false);
  const [, mail] = mailbox.mails;
  expect(mail?.to).toBe("carol@shaw.test");
  expect(mail?.text.replaceAll(/=\r?\n/g, "")).toContain(`${platform.url}/entries/${id}`);

  const moved = await browser.post("/account", {
    action: "notifications",
    kind: "finished",
    webhook: `${hook.url}/moved`,
  });
  expect(moved.status).toBe(200);
  expect((await browser.post("/account", { action: "test-notifications" })).status).toBe(303);
  // Of a page's own calls nothing follows; the next request of anybody's sends it.
  await platform.admin.createSignInLink({ user: "dora" });
  await vi.waitFor(
    async () => {
      expect((await browser.open("/account")).text).toContain(
        "1 attempt: answered 302: redirects are not followed; again",
      );
    },
    { timeout: 30_000, interval: 500 },
  );
  expect(hook.sent.map(({ path }) => path)).toEqual(["/told", "/moved"]);
});
