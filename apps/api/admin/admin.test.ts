import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { createApp } from "../app.ts";
import type { Bindings } from "../bindings.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { storeJson } from "../database/store.ts";
import { machineOf, work } from "../test/machine.ts";
import {
  admin,
  bindings,
  clientFor,
  clientOf,
  enter,
  register,
  tokenFor,
  visitor,
} from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { clientWith, signIn } from "../test/signIn.ts";

const app = createApp();
const ask = (path: string, variables: Partial<Bindings> = {}, headers: Record<string, string> = {}) =>
  app.request(`http://api.test${path}`, { headers }, { ...bindings, ...variables });
const database = openDatabase(bindings.DB);
const ada = await clientFor("submitter", "ada");

test("a variable that is set wrong fails where it is used, by a 503 that names it, and health names all", async () => {
  const machine = await machineOf("rob");
  await enter(ada, "configured");
  const token = await tokenFor("runner", "rob");
  for (const wrong of ["abc", "0", "-5", "1.5", "1e3", "0x10", "Infinity", " 60", "86401"]) {
    const client = clientOf(token, { STEEPEST_LEASE_SECONDS: wrong });
    expect(await problemOf(client.lease(machine.id))).toMatchObject({ status: 503, code: "misconfigured" });
  }
  // Nothing was leased by it, and what is unset, empty or right works.
  expect(await admin.adminTrials("leased")).toEqual([]);
  for (const right of ["", "1", "86400"]) {
    expect(await clientOf(token, { STEEPEST_LEASE_SECONDS: right }).lease(machine.id)).not.toBeNull();
  }
  const wrong = {
    STEEPEST_LEASE_SECONDS: "abc",
    STEEPEST_AUDIT_SHARE: "10%",
    STEEPEST_REQUESTS_PER_MINUTE: "many",
    STEEPEST_URL: "steepest.example",
    STEEPEST_SIGNING_KEYS: "hush",
  };
  const answer = await ask("/v1/health", wrong);
  expect(answer.status).toBe(503);
  const problem = (await answer.json()) as { errors: { path: string; message: string }[]; requestId: string };
  expect(problem.errors.map(({ path }) => path).sort()).toEqual(Object.keys(wrong).sort());
  expect(JSON.stringify(problem)).toContain("abc");
  expect(JSON.stringify(problem)).not.toContain("hush");
  expect(
    (await ask("/v1/boards", { STEEPEST_REQUESTS_PER_MINUTE: "many" }, { "cf-connecting-ip": "192.0.2.1" }))
      .status,
  ).toBe(503);
  expect((await ask("/v1/boards", { STEEPEST_LEASE_SECONDS: "abc" })).status).toBe(200);
});

test("health says what does not answer, and how the queue stands", async () => {
  const broken = { head: () => Promise.reject(new Error("the bucket is gone")) };
  const silent = vi.spyOn(console, "error").mockImplementation(() => {});
  const answer = await ask("/v1/health", { STORE: broken as never });
  silent.mockRestore();
  expect(answer.status).toBe(503);
  expect(((await answer.json()) as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
    "store",
  ]);
  const { queue } = await visitor.health();
  expect(queue).toMatchObject([{ hardwareClass: "cpu-wasm", leased: 1, quarantined: 0 }]);
  const [waiting] = await database.all<{ count: number }>(
    sql`SELECT count(*) AS count FROM trials WHERE status = 'queued'`,
  );
  expect(queue?.[0]?.queued).toBe(waiting?.count);
  expect(queue?.[0]?.oldestSeconds).toBeGreaterThanOrEqual(0);
  expect(queue?.[0]?.lastRunnerSeenAt).not.toBeNull();
});

test("every answer has the request's id; the log has a line each, and nothing of whose or what", async () => {
  const token = await tokenFor("submitter", "secretive");
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => lines.push(line));
  const variables = { STEEPEST_LOG: "requests" };
  const right = await ask("/v1/submissions?owner=secretive", variables, { authorization: `Bearer ${token}` });
  const wrong = await ask("/v1/trials/no-such-trial", variables);
  const none = await ask("/v1/secretive/path", variables);
  await ask("/v1/boards", { STEEPEST_LOG: "off" });
  log.mockRestore();
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(parsed.map(({ method, route, status, user }) => [method, route, status, user])).toEqual([
    ["GET", "/v1/submissions", 200, "token"],
    ["GET", "/v1/trials/:id", 404, "visitor"],
    ["GET", "(none)", 404, "visitor"],
  ]);
  expect(parsed.map(({ id }) => id)).toEqual(
    [right, wrong, none].map(({ headers }) => headers.get("x-request-id")),
  );
  expect(((await wrong.json()) as { requestId: string }).requestId).toBe(parsed[1]?.id);
  expect(lines.join()).not.toMatch(/secretive|no-such-trial|stp_/);
  expect(Object.keys(parsed[0] ?? {})).toEqual(["id", "method", "route", "status", "ms", "user"]);
});

test("metrics are for admins and for the token that reads nothing else", async () => {
  const variables = { STEEPEST_METRICS_TOKEN: "scrape-me" };
  const scraper = { authorization: "Bearer scrape-me" };
  for (const path of ["/metrics", "/v1/metrics"]) {
    expect((await ask(path, variables)).status).toBe(401);
    expect(
      (await ask(path, variables, { authorization: `Bearer ${await tokenFor("runner", "rob")}` })).status,
    ).toBe(403);
    expect((await ask(path, {}, scraper)).status).toBe(401);
    expect((await ask(path, variables, scraper)).headers.get("content-type")).toContain("text/plain");
  }
  expect((await ask("/v1/events", variables, scraper)).status).toBe(401);
  const text = await (await ask("/metrics", variables, scraper)).text();
  expect(text).toMatch(/^steepest_trials\{class="cpu-wasm",status="leased"\} 1$/m);
  expect(text).toMatch(/^steepest_runners_up\{class="cpu-wasm"\} [1-9]/m);
  expect(text).toMatch(/^steepest_events_last_hour\{kind="trial-leased"\} 1$/m);
  for (const line of text.trim().split("\n")) {
    expect(line).toMatch(
      /^(?:# (?:HELP|TYPE) steepest_\w+ .+|steepest_\w+(?:\{(?:\w+="[^"]*",?)+\})? [\d.e+-]+)$/,
    );
  }
});

test("a draining runner ends what it has and gets nothing new; a banned one is refused, and what it holds is queued", async () => {
  const token = await tokenFor("runner", "kim");
  const client = clientOf(token);
  const { id } = await register(client, "kim-1", 2);
  const lease = await client.lease(id);
  if (lease === null) throw new Error("nothing to lease");
  await admin.actOnRunner("kim-1", { action: "drain" });
  await admin.actOnRunner(id, { action: "drain" });
  expect(await client.lease(id)).toBeNull();
  const beat = { attempt: lease.attempt, progress: null };
  expect((await client.heartbeat(lease.trial, beat)).cancel).toBe(false);
  await admin.actOnRunner(id, { action: "resume" });
  const second = await client.lease(id);
  expect(second).not.toBeNull();
  await admin.actOnRunner(id, { action: "ban", reason: "reports nonsense" });
  for (const refused of [client.lease(id), register(client, "kim-1")]) {
    expect(await problemOf(refused)).toMatchObject({ status: 403, code: "runner-banned" });
  }
  const trial = await visitor.trial(lease.trial);
  expect([trial.status, trial.runner]).toEqual(["queued", null]);
  // A ban says nothing of the trials.
  expect((await admin.adminTrials("stuck")).map(({ id }) => id)).not.toContain(lease.trial);
  expect((await admin.adminRunners()).find((one) => one.id === id)).toMatchObject({
    state: "banned",
    holds: 0,
    reason: "reports nonsense",
  });
  await admin.actOnRunner(id, { action: "unban" });
  expect(await client.lease(id)).not.toBeNull();
  const told = await admin.events({ runner: id });
  expect(
    told
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith("runner-"))
      .reverse(),
  ).toEqual([
    ...["runner-registered", "runner-drained", "runner-resumed", "runner-banned", "runner-unbanned"],
  ]);
});

test("a banned user's tokens and sessions are refused until the ban is lifted; admins are not banned", async () => {
  const token = await tokenFor("submitter", "mallory");
  const cookie = await signIn({ user: "mallory", minutes: 5 });
  await admin.actOnUser("mallory", { action: "ban", reason: "uploads bombs" });
  for (const refused of [clientOf(token).submissions(), clientWith(cookie).me()]) {
    expect(await problemOf(refused)).toMatchObject({ status: 403, code: "user-banned" });
  }
  expect((await admin.adminUsers()).find(({ name }) => name === "mallory")).toMatchObject({
    reason: "uploads bombs",
    tokens: 1,
  });
  await admin.actOnUser("mallory", { action: "unban" });
  expect(await clientOf(token).submissions()).toBeDefined();
  await signIn({ user: "root", minutes: 5, admin: true });
  for (const name of ["root", "admin"]) {
    expect(await problemOf(admin.actOnUser(name, { action: "ban", reason: "a coup" }))).toMatchObject({
      status: 409,
    });
  }
  expect((await admin.events({ kind: "admin-signed-in" })).map(({ user }) => user)).toEqual(["root"]);
});

test("a hidden entry is its owner's alone, who cannot publish it, and leaves the board until it is shown", async () => {
  const entry = await enter(ada, "offensive");
  const onBoard = async () => (await visitor.boards()).find(({ id }) => id === entry.board)?.entries ?? 0;
  const before = await onBoard();
  await admin.hideEntry(entry.id);
  await admin.hideEntry(entry.id);
  expect(await problemOf(visitor.entry(entry.id))).toMatchObject({ status: 404 });
  expect((await ada.entry(entry.id)).id).toBe(entry.id);
  expect(await problemOf(ada.publishEntry(entry.id))).toMatchObject({ code: "entry-hidden" });
  expect(await onBoard()).toBe(before - 1);
  await admin.showEntry(entry.id);
  await admin.showEntry(entry.id);
  expect((await visitor.entry(entry.id)).id).toBe(entry.id);
  expect(await onBoard()).toBe(before);
});

test("the queue says why nothing moves, and a trial that is given up waits for a requeue", async () => {
  const [first] = await database.all<{ id: string }>(
    sql`SELECT id FROM trials WHERE status = 'queued' LIMIT 1`,
  );
  if (first === undefined) throw new Error("no trial");
  await admin.giveUpTrial(first.id, "its data are gone");
  expect(await admin.adminTrials("quarantined")).toMatchObject([{ id: first.id }]);
  expect(await problemOf(admin.giveUpTrial(first.id, "again"))).toMatchObject({ status: 409 });
  await admin.requeueTrial(first.id);
  await database.run(sql`UPDATE runners SET last_seen_at = 5`);
  const { classes, entries } = await admin.adminQueue();
  expect(classes[0]?.reason).toMatch(/^no runner of this class was seen since 1970/);
  expect(entries.map(({ createdAt }) => createdAt)).toEqual(entries.map(({ createdAt }) => createdAt).sort());
});

test("objects that no row names are found page by page and deleted where asked, and nothing else is", async () => {
  const machine = await machineOf("gil");
  await work(machine, (record) => record, 1);
  const orphan = await storeJson(bindings.STORE, "records", (sha256) => sha256, { lost: true });
  await bindings.STORE.put("views/board", "not a row's");
  const all = async (options: { delete?: boolean }) => {
    let found = { looked: 0, orphans: 0 };
    for (let after: string | undefined; ; ) {
      const page = await admin.orphans({ ...options, ...(after === undefined ? {} : { after }) });
      found = { looked: found.looked + page.looked, orphans: found.orphans + page.orphans };
      if (page.after === null) return found;
      after = page.after;
    }
  };
  // Young ones may yet get their row.
  expect((await all({ delete: true })).orphans).toBe(0);
  const later = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 48 * 3600_000);
  expect(await all({})).toMatchObject({ orphans: 1 });
  expect(await bindings.STORE.head(`records/${orphan.sha256}`)).not.toBeNull();
  expect(await all({ delete: true })).toMatchObject({ orphans: 1 });
  expect(await all({ delete: true })).toMatchObject({ orphans: 0 });
  later.mockRestore();
  expect(await bindings.STORE.head(`records/${orphan.sha256}`)).toBeNull();
  expect(await bindings.STORE.head("views/board")).not.toBeNull();
  const rows = await database.all<{ sha256: string }>(sql`SELECT sha256 FROM records`);
  expect(rows.length).toBeGreaterThan(0);
  for (const { sha256 } of rows) expect(await bindings.STORE.head(`records/${sha256}`)).not.toBeNull();
  expect(await admin.events({ kind: "orphans-deleted" })).toHaveLength(1);
});

test("all of it is for admins", async () => {
  for (const refused of [
    ada.adminQueue(),
    ada.adminTrials("stuck"),
    ada.adminRunners(),
    ada.adminUsers(),
    ada.adminAudits("open"),
    ada.giveUpTrial("x", "why not"),
    ada.actOnRunner("x", { action: "drain" }),
    ada.actOnUser("ada", { action: "unban" }),
    ada.hideEntry("x"),
    ada.orphans({ delete: true }),
  ]) {
    expect(await problemOf(refused)).toMatchObject({ status: 403, code: "wrong-role" });
  }
});
