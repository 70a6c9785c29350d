import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBrowserLike } from "./browserLike.ts";
import { linkIn, startGithub, startMailbox } from "./signInServers.ts";
import { textNamed } from "./sources.ts";
import { smokeBoard, startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

const cli = fileURLToPath(new URL("../../apps/runner/bin/steepest.mjs", import.meta.url));
let platform: TestPlatform;
let github: Awaited<ReturnType<typeof startGithub>>;
let mailbox: Awaited<ReturnType<typeof startMailbox>>;
let home: string;

beforeAll(async () => {
  [github, mailbox] = await Promise.all([startGithub(), startMailbox()]);
  home = await mkdtemp(join(tmpdir(), "steepest-login-"));
  platform = await startTestPlatform({}, (url) => ({
    STEEPEST_URL: url,
    GITHUB_CLIENT_ID: "client",
    GITHUB_CLIENT_SECRET: "secret",
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.url,
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
  await Promise.all([github?.stop(), mailbox?.stop(), rm(home, { recursive: true, force: true })]);
});

const mail = (email: string, verified = true) => ({ email, primary: true, verified });

async function signInByGithub() {
  const browser = createBrowserLike(platform.url);
  const sent = await browser.post("/sign-in", { way: "github" });
  expect(sent.status).toBe(303);
  const page = await browser.open(sent.headers.get("location") ?? "");
  return {
    browser,
    page,
    policy: (await browser.ask("/sign-in")).headers.get("content-security-policy") ?? "",
  };
}

test("GitHub signs one in: a handle is offered and chosen, and the second time one is known", async () => {
  github.state.user = { id: 42, login: "Ada-L", emails: [mail("ada@lovelace.test")] };
  const { browser, page, policy } = await signInByGithub();
  expect(page.path).toBe("/account");
  expect(page.text).toContain('value="ada-l"');
  expect(page.text).toContain("ada@lovelace.test");
  expect(policy).toContain(`form-action 'self' ${github.url}`);
  expect((await browser.post("/account", { action: "handle", handle: "ada-l" })).status).toBe(303);
  expect((await browser.open("/")).text).toMatch(/href="\/account"[^>]*>\s*ada-l/);
  const again = await signInByGithub();
  expect(again.page.text).toContain("<h1>ada-l</h1>");
});

test("an address that GitHub has not verified leads to nobody's account", async () => {
  github.state.user = { id: 666, login: "mallory", emails: [mail("ada@lovelace.test", false)] };
  const { page } = await signInByGithub();
  expect(page.path).toBe("/account");
  expect(page.text).not.toContain("ada@lovelace.test");
  expect(page.text).toContain('value="mallory"');
});

test("an answer of GitHub that this browser did not ask for signs nobody in", async () => {
  const asked = await createBrowserLike(platform.url).post("/sign-in", { way: "github" });
  const answered = await fetch(asked.headers.get("location") ?? "", { redirect: "manual" });
  const victim = createBrowserLike(platform.url);
  await victim.open(answered.headers.get("location") ?? "");
  expect(victim.cookie()).not.toContain("session_token");
});

test("a mailed link signs one in once; to the address that GitHub has verified it is the same account", async () => {
  const browser = createBrowserLike(platform.url);
  const sent = await browser.post("/sign-in", { email: "ada@lovelace.test" });
  expect(await sent.text()).toContain("on its way to ada@lovelace.test");
  expect(mailbox.mails.map(({ to }) => to)).toEqual(["ada@lovelace.test"]);
  const link = linkIn(mailbox.mails[0]?.text ?? "");
  expect(new URL(link).origin).toBe(platform.url);
  expect((await browser.open(link)).text).toContain("<h1>ada-l</h1>");
  const other = createBrowserLike(platform.url);
  expect((await other.open(link)).text).toContain("The link was used before");
  expect(other.cookie()).not.toContain("session_token");
});

test("nobody fills a stranger's mailbox, and none is mailed a link elsewhere", async () => {
  const browser = createBrowserLike(platform.url);
  const before = mailbox.mails.length;
  for (let sent = 0; sent < 5; sent++) await browser.post("/sign-in", { email: "Stranger@x.test" });
  expect(mailbox.mails.length - before).toBe(3);
  const headers = { "content-type": "application/json", origin: platform.url };
  const body = JSON.stringify({ email: "victim@x.test", callbackURL: "https://evil.test/" });
  const asked = await fetch(`${platform.url}/v1/auth/sign-in/magic-link`, { method: "POST", headers, body });
  expect(asked.status).toBe(403);
  expect((await browser.post("/sign-in", { email: "not an address" })).status).toBe(422);
  expect((await browser.post("/sign-in", { email: "you@users.invalid" })).status).toBe(422);
  for (const next of ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)"]) {
    await browser.post(`/sign-in?next=${encodeURIComponent(next)}`, { email: `n${next.length}@x.test` });
    expect(new URL(linkIn(mailbox.mails.at(-1)?.text ?? "")).searchParams.get("callbackURL")).toBe(
      "/account",
    );
  }
});

/** A request whose headers say that it was made elsewhere, as fetch does not let one say. */
async function postAs(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number> {
  const { hostname, port } = new URL(platform.url);
  const sent = request({ hostname, port, path, method: "POST", headers }).end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}

test("a mailed link goes to this site whatever host its request made up", async () => {
  const forged: readonly Readonly<Record<string, string>>[] = [
    { host: "evil.test" },
    { host: "evil.test", origin: "http://evil.test" },
    { "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" },
    { forwarded: "host=evil.test;proto=https" },
    { "x-original-host": "evil.test", "x-host": "evil.test", referer: "http://evil.test/" },
  ];
  for (const [at, headers] of forged.entries()) {
    const before = mailbox.mails.length;
    const statuses = [
      await postAs(
        "/v1/auth/sign-in/magic-link",
        { origin: platform.url, "content-type": "application/json", ...headers },
        JSON.stringify({ email: `api${at}@x.test`, callbackURL: "/account" }),
      ),
      await postAs(
        "/sign-in",
        { origin: platform.url, "content-type": "application/x-www-form-urlencoded", ...headers },
        `email=page${at}%40x.test`,
      ),
    ];
    const mails = mailbox.mails.slice(before);
    expect(mails).toHaveLength(statuses.filter((status) => status === 200).length);
    for (const { text } of mails) {
      expect(new URL(linkIn(text)).origin).toBe(platform.url);
      expect(text).not.toContain("evil.test");
    }
  }
  // Some of them were mailed: the test would else say nothing.
  expect(mailbox.mails.some(({ to }) => to === "api2@x.test")).toBe(true);
});

test("the pages of who is signed in take no form of another site, and are kept by no cache", async () => {
  const browser = createBrowserLike(platform.url);
  await browser.open((await platform.admin.createSignInLink({ user: "grace" })).url);
  for (const [path, fields] of [
    ["/account", { action: "make-token", name: "x", scope: "submitter" }],
    ["/account", { action: "delete", confirm: "grace" }],
    ["/account", { action: "sign-out" }],
    ["/device", { code: "BBBB-BBBB", decision: "approve" }],
    ["/submit", { source: textNamed("by_evil"), board: smokeBoard, file: "x.ts" }],
  ] as const) {
    expect((await browser.post(path, fields, "https://evil.test")).status, path).toBe(403);
  }
  const page = await browser.ask("/account");
  expect(page.headers.get("cache-control")).toBe("private, no-store");
  expect(await page.text()).toContain("None yet");
  const made = await browser.post("/account", {
    action: "make-token",
    name: "server",
    scope: "runner",
    days: "7",
  });
  const [token] = /stp_[0-9a-f]{64}/.exec(await made.text()) ?? [];
  expect(token).toBeDefined();
  expect(await (await browser.ask("/account")).text()).not.toContain(token);
});

test("the submit form needs no token of who is signed in, and a private entry's pages are theirs alone", async () => {
  const browser = createBrowserLike(platform.url);
  await browser.open((await platform.admin.createSignInLink({ user: "grace" })).url);
  expect((await browser.open("/submit")).text).not.toContain('type="password"');
  const sent = await browser.post("/submit", {
    source: textNamed("graces_secret"),
    board: smokeBoard,
    file: "graces_secret.ts",
    private: "on",
  });
  expect(sent.status).toBe(303);
  const entry = sent.headers.get("location") ?? "";
  const pages = [entry, "/submissions/graces_secret", "/submissions/graces_secret/1"];
  const visitor = createBrowserLike(platform.url);
  for (const path of pages) {
    expect((await browser.open(path)).status, path).toBe(200);
    expect((await visitor.open(path)).status, path).toBe(404);
  }
  for (const path of ["/submissions", `/boards/${smokeBoard}`, "/"]) {
    expect((await visitor.open(path)).text, path).not.toContain("graces_secret");
  }
  const id = entry.split("/").at(-1) ?? "";
  expect((await browser.post("/account", { action: "publish", id })).status).toBe(303);
  for (const path of pages) expect((await visitor.open(path)).status, path).toBe(200);
});

/** The CLI with its own home; `firstLine` of what it says. */
function steepest(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [cli, ...words, "--api", platform.url], {
    env: { ...process.env, STEEPEST_HOME: home, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function ended(child: ChildProcess): Promise<{ code: number; out: string }> {
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (out += chunk));
  const [code] = (await once(child, "close")) as [number];
  return { code, out };
}

test("steepest login, whoami and logout: the code is entered on the site, and the token is this user's file", async () => {
  const browser = createBrowserLike(platform.url);
  await browser.open((await platform.admin.createSignInLink({ user: "grace" })).url);
  const login = steepest(["login", "--name", "grace's laptop"]);
  const whole = ended(login);
  const code = await new Promise<string>((resolve) => {
    login.stderr?.on("data", (chunk: Buffer) => {
      const [found] = /[B-Z]{4}-[B-Z]{4}/.exec(String(chunk)) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  expect((await browser.open(`/device?code=${code}`)).text).toContain("grace&#39;s laptop");
  const approved = await browser.post("/device", { code, decision: "approve" });
  expect(await approved.text()).toContain("It is let in");
  expect(await whole).toMatchObject({
    code: 0,
    out: expect.stringContaining("as grace: submitter and runner"),
  });
  const file = join(home, "credentials.json");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { platforms } = JSON.parse(await readFile(file, "utf8"));
  const { token } = platforms[platform.url];
  expect((await ended(steepest(["whoami"]))).out).toContain("grace at");
  expect(await ended(steepest(["logout"]))).toMatchObject({ code: 0 });
  expect(await readFile(file, "utf8")).not.toContain(token);
  const answer = await fetch(`${platform.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(401);
});
