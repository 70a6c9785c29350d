import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import type { NotificationBody } from "@steepest/core/schema/api/notifications.ts";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createApp } from "../app.ts";
import type { Mail } from "../auth/sendMail.ts";
import { notifications } from "../database/notificationTables.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { people } from "../database/userTables.ts";
import { scheduled } from "../http/workLater.ts";
import { faster, machineOf, work } from "../test/machine.ts";
import { admin, bindings, clientFor, clientOf, enter, tokenFor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { clientWith, signIn } from "../test/signIn.ts";
import { deliverDue, mostAttempts, retryMinutes, signatureOf } from "./deliverDue.ts";

const database = openDatabase(bindings.DB);
const withMail = {
  STEEPEST_URL: "https://steepest.test",
  SMTP_HOST: "mail.test",
  SMTP_FROM: "steepest@steepest.test",
};
const env = { ...bindings, ...withMail };
const ada = clientOf(await tokenFor("submitter", "ada"), withMail);
const hook = "https://hooks.ada.org/steepest";

/** Who is to get what is sent, and how they answer. */
const calls: { readonly url: string; readonly headers: Headers; readonly text: string }[] = [];
const mails: Mail[] = [];
let answer: () => Promise<Response> = async () => new Response("thanks");
let takesMail = true;
const ways = {
  fetch: async (request: Request) => {
    calls.push({ url: request.url, headers: request.headers, text: await request.clone().text() });
    expect(request.redirect).toBe("manual");
    return answer();
  },
  sendMail: async (_: unknown, mail: Mail) => {
    if (!takesMail) throw new Error("550 no");
    mails.push(mail);
  },
};
const told = (): NotificationBody[] => calls.map(({ text }) => JSON.parse(text));
/** Sends all that is due at a time. */
async function deliver(now = Date.now() + 1): Promise<void> {
  while ((await deliverDue(database, env, now, ways)) > 0);
}

beforeEach(async () => {
  await database.delete(notifications);
  calls.length = 0;
  mails.length = 0;
  answer = async () => new Response("thanks");
  takesMail = true;
});
const entered: string[] = [];
afterEach(async () => {
  for (const id of entered.splice(0))
    await admin.void({ kind: "entry", subject: id, reason: "the test is over" }).catch(() => null);
});
async function enterNew(name: string) {
  const entry = await enter(ada, name);
  entered.push(entry.id);
  return entry;
}

test("nobody is told who has not asked; who has is told once that an entry has ended, signed, with where to look", async () => {
  const alba = await machineOf("alba");
  await enterNew("unheard");
  await work(alba);
  await deliver();
  expect(calls).toEqual([]);
  const { secret } = await ada.setNotifications({ webhook: { url: hook } });
  const entry = await enterNew("heard");
  await work(alba, undefined, 8);
  await deliver();
  expect(calls).toEqual([]);
  await work(alba);
  await deliver();
  await deliver();
  expect(calls).toHaveLength(1);
  const [call] = calls;
  expect(call?.url).toBe(hook);
  expect(told()).toEqual([
    {
      format: "steepest-notification/1",
      id: expect.stringMatching(/^n[0-9a-f]{16}$/),
      kind: "finished",
      at: expect.any(String),
      submission: "heard",
      board: "quick.self.cpu-wasm",
      entry: entry.id,
      trial: null,
      detail: "9 trials: 9 reached the target, 0 failed",
      url: `https://steepest.test/entries/${entry.id}`,
    },
  ]);
  const signature = call?.headers.get("steepest-signature") ?? "";
  const seconds = Number(/^t=(\d+),/.exec(signature)?.[1]);
  expect(signature).toBe(signatureOf(secret ?? "", call?.text ?? "", seconds * 1000));
  expect(signature).not.toBe(signatureOf("whs_another", call?.text ?? "", seconds * 1000));
  const { latest } = await ada.notifications();
  expect(latest).toMatchObject([{ kind: "finished", state: "delivered", attempts: 1, error: null }]);
});

test("what fails is tried again, later and later, a bounded number of times; the user sees why", async () => {
  await ada.setNotifications({ webhook: { url: hook } });
  await ada.testNotifications();
  const answers = [
    [async () => new Response("no", { status: 500 }), "answered 500"],
    [async () => Response.redirect("http://127.0.0.1/", 302), "answered 302: redirects are not followed"],
    [() => Promise.reject(new DOMException("late", "TimeoutError")), "no answer within 10 s"],
    [() => Promise.reject(new TypeError("connect ECONNREFUSED 10.0.0.7:22")), "could not be reached"],
  ] as const;
  let now = Date.now() + 1;
  for (const [at, minutes] of retryMinutes.entries()) {
    const [reply, error] = answers[at % answers.length] ?? answers[0];
    answer = reply;
    await deliver(now);
    expect(calls).toHaveLength(at + 1);
    expect((await ada.notifications()).latest).toMatchObject([
      { state: "waiting", attempts: at + 1, error, nextAt: new Date(now + minutes * 60_000).toISOString() },
    ]);
    await deliver(now + minutes * 60_000 - 1);
    now += minutes * 60_000;
  }
  await deliver(now);
  expect(calls).toHaveLength(mostAttempts);
  // The same in every attempt.
  expect(new Set(told().map(({ id }) => id)).size).toBe(1);
  expect((await ada.notifications()).latest).toMatchObject([
    {
      state: "failed",
      attempts: mostAttempts,
      error: "answered 500",
      nextAt: null,
    },
  ]);
  await deliver(now + 1e9);
  expect(calls).toHaveLength(mostAttempts);
});

test("what a Worker took and died over is sent by the next; where each dies it is given up, and says so", async () => {
  await ada.setNotifications({ webhook: { url: hook } });
  await database.delete(notifications);
  await ada.testNotifications();
  let now = Date.now() + 1;
  answer = () => new Promise(() => {});
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    void deliverDue(database, env, now, ways);
    await vi.waitFor(() => expect(calls).toHaveLength(attempt + 1));
    now += 1e8;
  }
  expect((await ada.notifications()).latest).toMatchObject([{ state: "waiting", attempts: mostAttempts }]);
  await deliver(now);
  expect(calls).toHaveLength(mostAttempts);
  expect((await ada.notifications()).latest).toMatchObject([
    { state: "failed", error: "no attempt came to an end" },
  ]);
});

test("two Workers at once send each notification once", async () => {
  await ada.setNotifications({ webhook: { url: hook } });
  for (let at = 0; at < 12; at++)
    await database.insert(notifications).values({
      ...{ id: `n${at}`, user: "ada", by: "webhook", kind: "test", subject: `s${at}`, detail: "x" },
      ...{ at: at, dueAt: at },
    });
  await Promise.all(Array.from({ length: 4 }, () => deliver()));
  expect(
    told()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(Array.from({ length: 12 }, (_, at) => `n${at}`).sort());
});

test("mail goes to the address that its owner has shown to be theirs, and to no other", async () => {
  const cookie = await signIn({ user: "grace" });
  const grace = clientOf(await tokenFor("submitter", "grace"), withMail);
  // By an operator's link nobody shows an address.
  expect(await problemOf(grace.setNotifications({ mail: true }))).toMatchObject({
    status: 409,
    code: "no-mail",
  });
  await database
    .update(people)
    .set({ email: "grace@hopper.org", emailVerified: false })
    .where(eq(people.handle, "grace"));
  expect(await problemOf(grace.setNotifications({ mail: true }))).toMatchObject({ code: "no-mail" });
  await database.update(people).set({ emailVerified: true }).where(eq(people.handle, "grace"));
  // Nor where the deployment sends none.
  expect(await problemOf(clientWith(cookie).setNotifications({ mail: true }))).toMatchObject({
    code: "no-mail",
  });
  expect(await grace.setNotifications({ mail: true, kinds: ["voided"] })).toMatchObject({
    mail: true,
    canMail: true,
  });
  const entry = await enter(grace, "graces");
  entered.push(entry.id);
  await work(await machineOf("alba"));
  const forging = "it says\r\nBcc: all@x.org\u202e of others";
  expect((await problemOf(admin.void({ kind: "entry", subject: entry.id, reason: forging }))).status).toBe(
    422,
  );
  await admin.void({ kind: "entry", subject: entry.id, reason: "it says Bcc: all@x.org of others" });
  takesMail = false;
  await deliver();
  expect((await grace.notifications()).latest).toMatchObject([
    { kind: "voided", by: "mail", state: "waiting", error: "the mail server did not take it" },
  ]);
  takesMail = true;
  await deliver(Date.now() + 61_000);
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({
    to: "grace@hopper.org",
    subject: "Steepest: graces on quick.self.cpu-wasm: void",
  });
  expect(mails[0]?.text).toContain("it says Bcc: all@x.org of others");
  expect(mails[0]?.text).toContain(`https://steepest.test/entries/${entry.id}`);
  // Who has gone is told nothing, and nothing of it is kept.
  const [mine] = await database.select().from(people).where(eq(people.handle, "grace"));
  expect(mine).toBeDefined();
  await clientWith(cookie).deleteMe();
  expect(await database.select().from(notifications)).toEqual([]);
});

test("the owner is told of a challenge; owner and challenger of what came of it", async () => {
  await ada.setNotifications({ webhook: { url: hook }, kinds: ["challenged"] });
  const eve = await clientFor("submitter", "eve");
  await eve.setNotifications({ webhook: { url: "https://hooks.eve.org/" }, kinds: ["challenged"] });
  const entry = await enterNew("challenged_one");
  await work(await machineOf("alba"));
  await work(await machineOf("bert"));
  // Not the fastest: nobody has audited it.
  const trial = entry.trialGrid.find(({ study }) => study === 2)?.id ?? "";
  await eve.challenge(trial);
  await deliver();
  expect(told()).toMatchObject([
    { kind: "challenged", trial, entry: entry.id, detail: "eve asks for an audit of it." },
  ]);
  calls.length = 0;
  await work(await machineOf("bert"));
  await deliver();
  expect(calls.map(({ url }) => url).sort()).toEqual(["https://hooks.eve.org/", hook].sort());
  expect(new Set(told().map(({ detail }) => detail))).toEqual(
    new Set(["The audit gave the same: the record is verified."]),
  );
});

test("voids are told to whom they touch: the entry's owner, the runner's, and what an audit withdraws, too", async () => {
  await ada.setNotifications({ webhook: { url: hook }, kinds: ["voided"] });
  const entry = await enterNew("touched");
  const liar = await machineOf("liar");
  await (await clientFor("submitter", "liar")).setNotifications({
    webhook: { url: "https://hooks.liar.org/" },
    kinds: ["voided"],
  });
  await work(liar, (record) =>
    record.workload.id === "brown_lm" && record.study === 0 ? faster(record) : record,
  );
  await work(await machineOf("bert"));
  // A third owner settles it.
  await work(await machineOf("alba"));
  await deliver();
  const toAda = () =>
    calls.filter(({ url }) => url === hook).map(({ text }): NotificationBody => JSON.parse(text));
  expect(toAda().map(({ entry, detail }) => [entry, detail.slice(0, 60)])).toEqual(
    expect.arrayContaining([
      [entry.id, expect.stringMatching(/^\d+ records of it are void, and their trials run again/)],
    ]),
  );
  expect(calls.filter(({ url }) => url.includes("liar"))).toHaveLength(1);
  calls.length = 0;
  await work(await machineOf("alba"));
  await admin.void({ kind: "record", subject: `${entry.id}-mnist_mlp-2-0`, reason: "look at it" });
  const { id } = await admin.void({ kind: "entry", subject: entry.id, reason: "against the rules" });
  await admin.liftVoid(id);
  await deliver();
  expect(toAda().map(({ trial, detail }) => [trial, detail])).toEqual([
    [`${entry.id}-mnist_mlp-2-0`, "Its record is void, and it runs again: look at it"],
    [null, "The entry is void: against the rules"],
    [null, "The entry is void no more."],
  ]);
});

test("settings are their user's; a secret is shown once, another receiver gets another, and a hostile address is none", async () => {
  const first = await ada.setNotifications({ webhook: { url: hook } });
  const again = await ada.setNotifications({ webhook: { url: "https://hooks.ada.org/other" } });
  expect(again.secret).toMatch(/^whs_[0-9a-f]{64}$/);
  expect(again.secret).not.toBe(first.secret);
  expect((await ada.setNotifications({ kinds: ["finished"] })).secret).toBeNull();
  expect(await ada.notifications()).toMatchObject({
    secret: null,
    kinds: ["finished"],
    webhook: { url: "https://hooks.ada.org/other" },
  });
  expect((await ada.setNotifications({ newSecret: true })).secret).not.toBeNull();
  for (const url of [
    "http://ada.org/",
    "https://169.254.169.254/",
    "https://localhost/",
    "https://steepest.test/v1/voids",
  ])
    expect(await problemOf(ada.setNotifications({ webhook: { url } })), url).toMatchObject({
      status: 422,
      code: "webhook-refused",
    });
  expect((await ada.notifications()).webhook).toEqual({ url: "https://hooks.ada.org/other" });
  // It is checked when it is called, too: the rules may have become stricter.
  await ada.setNotifications({ webhook: { url: hook } });
  await ada.testNotifications();
  await deliverDue(database, { ...env, STEEPEST_WEBHOOKS: "off" }, Date.now() + 1, ways);
  expect(calls).toEqual([]);
  expect((await ada.notifications()).latest[0]?.error).toContain("calls no webhooks");
  expect(await problemOf(ada.testNotifications())).toMatchObject({ status: 429, code: "tested-just-now" });
  const runner = await clientFor("runner", "ada");
  expect(await problemOf(runner.notifications())).toMatchObject({ status: 403 });
  expect(await problemOf(runner.setNotifications({ webhook: null }))).toMatchObject({ status: 403 });
  expect(await ada.setNotifications({ webhook: null })).toMatchObject({ webhook: null, secret: null });
  expect(await problemOf((await clientFor("submitter", "nothing")).testNotifications())).toMatchObject({
    code: "nothing-to-test",
  });
  await admin.actOnUser("eve", { action: "ban", reason: "spam" }).catch(() => null);
});

test("a banned user's webhook is not called", async () => {
  const eve = await clientFor("submitter", "spammer");
  await eve.setNotifications({ webhook: { url: hook } });
  await eve.testNotifications();
  await admin.actOnUser("spammer", { action: "ban", reason: "spam" });
  await deliver();
  expect(calls).toEqual([]);
});

test("it is sent after the answer, and by the clock", async () => {
  const token = await tokenFor("submitter", "ada");
  await ada.setNotifications({ webhook: { url: hook } });
  const sent = vi.fn(async () => new Response(null, { status: 204 }));
  vi.stubGlobal("fetch", sent);
  try {
    const context = createExecutionContext();
    const answered = await createApp().fetch(
      new Request("http://api.test/v1/me/notifications/test", {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
      }),
      env,
      context,
    );
    expect(answered.status).toBe(202);
    await waitOnExecutionContext(context);
    expect(sent).toHaveBeenCalledTimes(1);
    await database.delete(notifications);
    await ada.testNotifications();
    await scheduled(null, env);
    expect(sent).toHaveBeenCalledTimes(2);
  } finally {
    vi.unstubAllGlobals();
  }
});
