import type { Client } from "@steepest/core/schema/api/client.ts";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { interrupted } from "../test/interrupted.ts";
import { machineOf, work } from "../test/machine.ts";
import {
  admin,
  bindings,
  clientFor,
  clientOf,
  enter,
  register,
  send,
  sourceOf,
  visitor,
} from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { clientWith, cookiesOf, origin, signIn } from "../test/signIn.ts";

const database = openDatabase(bindings.DB);

test("a one-time link signs its user in, once, by a cookie that scripts cannot read", async () => {
  const { url, expiresAt } = await admin.createSignInLink({ user: "ada" });
  expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
  const answer = await send(new Request(url, { redirect: "manual" }));
  expect(answer.status).toBe(302);
  expect(new URL(answer.headers.get("location") ?? "", origin).pathname).toBe("/account");
  const [cookie] = answer.headers.getSetCookie().filter((one) => one.startsWith("steepest.session_token="));
  expect(cookie).toMatch(/; HttpOnly/i);
  expect(cookie).toMatch(/; SameSite=Lax/i);
  const me = await clientWith(cookiesOf(answer)).me();
  expect(me).toMatchObject({ user: "ada", scopes: ["submitter", "runner"], by: "session", email: null });
  const again = await send(new Request(url, { redirect: "manual" }));
  expect(again.headers.get("location")).toContain("error=INVALID_TOKEN");
  expect(cookiesOf(again)).toBe("");
  const token = new URL(url).searchParams.get("token") ?? "";
  for (const table of ["verifications", "events", "sessions", "people"]) {
    expect(JSON.stringify(await database.all(sql`SELECT * FROM ${sql.identifier(table)}`))).not.toContain(
      token,
    );
  }
});

test("on https the cookie is secure", async () => {
  const headers = {
    authorization: `Bearer ${bindings.STEEPEST_ADMIN_TOKEN}`,
    "content-type": "application/json",
  };
  const body = JSON.stringify({ user: "ada" });
  const asked = await send(
    new Request("https://api.test/v1/sign-in-links", { method: "POST", headers, body }),
  );
  const { url } = (await asked.json()) as { url: string };
  const answer = await send(new Request(url, { redirect: "manual" }));
  expect(answer.headers.getSetCookie().join("\n")).toMatch(/^__Secure-steepest\.session_token=.*; Secure/m);
  const cookie = cookiesOf(answer);
  const me = await send(new Request("https://api.test/v1/me", { headers: { cookie } }));
  expect(await me.json()).toMatchObject({ user: "ada" });
});

test("an expired link, a made-up one and a mail's identifier sign nobody in", async () => {
  const { url } = await admin.createSignInLink({ user: "ada" });
  await database.run(sql`UPDATE verifications SET expires_at = 1 WHERE identifier LIKE 'sign-in-link:%'`);
  for (const tried of [
    url,
    `${origin}/v1/auth/link?token=stp_guess`,
    `${origin}/v1/auth/link?token=`,
    `${origin}/v1/auth/link`,
  ]) {
    expect(cookiesOf(await send(new Request(tried, { redirect: "manual" })))).not.toContain("session_token");
  }
});

test("only an admin makes links and admins", async () => {
  const cookie = await signIn({ user: "eve" });
  for (const client of [
    clientWith(cookie),
    await clientFor("submitter", "eve"),
    await clientFor("runner", "eve"),
  ]) {
    expect((await problemOf(client.createSignInLink({ user: "admin" }))).code).toBe("wrong-role");
    expect((await problemOf(client.createSignInLink({ user: "eve", admin: true }))).code).toBe("wrong-role");
    expect((await problemOf(client.transferSubmission("x", "eve"))).code).toBe("wrong-role");
  }
  expect((await problemOf(visitor.createSignInLink({ user: "admin" }))).code).toBe("token-missing");
});

test("an admin's session may what an admin's token may, until they are one no longer", async () => {
  const cookie = await signIn({ user: "olga", admin: true });
  const olga = clientWith(cookie);
  expect((await olga.me()).scopes).toContain("admin");
  expect((await olga.createToken({ user: "somebody", role: "admin" })).scopes).toEqual(["admin"]);
  await admin.createSignInLink({ user: "olga", admin: false });
  expect((await olga.me()).scopes).not.toContain("admin");
  expect((await problemOf(olga.createToken({ role: "admin" }))).code).toBe("token-beyond-yours");
});

test("a session's cookie changes nothing from another site's page, whatever it sends", async () => {
  const cookie = await signIn({ user: "victim" });
  const before = await clientWith(cookie).createToken({ scopes: ["submitter"] });
  for (const from of [
    "http://evil.test",
    "http://api.test.evil.test",
    "https://api.test",
    "http://api.test:81",
    "null",
    null,
  ]) {
    const evil = clientWith(cookie, from);
    for (const call of [
      () => evil.createToken({ scopes: ["submitter"] }),
      () => evil.revokeToken(before.id),
      () => evil.createSubmission(sourceOf("by_evil")),
      () => evil.createEntry({ version: "v", board: "quick.self.cpu-wasm" }),
      () => evil.deleteMe(),
      () => evil.approveDevice("AAAA-AAAA"),
      () => evil.chooseHandle("evil"),
    ]) {
      expect(await problemOf(call()), `${from}`).toMatchObject({ status: 403, code: "cross-site" });
    }
  }
  // As forms and `navigator.sendBeacon` can: without a preflight.
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]) {
    const headers = { cookie, origin: "http://evil.test", "content-type": type };
    const answer = await send(
      new Request(`${origin}/v1/tokens`, { method: "POST", headers, body: '{"role":"submitter"}' }),
    );
    expect([403, 415]).toContain(answer.status);
  }
  const headers = { cookie, origin: "http://evil.test", "content-type": "application/json" };
  const signOut = await send(
    new Request(`${origin}/v1/auth/sign-out`, { method: "POST", headers, body: "{}" }),
  );
  expect(signOut.status).toBe(403);
  expect((await clientWith(cookie).tokens()).map(({ id }) => id)).toEqual([before.id]);
  const preflight = await send(
    new Request(`${origin}/v1/tokens`, {
      method: "OPTIONS",
      headers: { origin: "http://evil.test", "access-control-request-method": "POST" },
    }),
  );
  expect(preflight.headers.get("access-control-allow-methods") ?? "").not.toContain("POST");
  expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
});

test("a cookie that was signed by somebody else, or changed, is nobody's", async () => {
  const cookie = await signIn({ user: "ada" });
  const [name, value = ""] = cookie.split("=");
  const token = decodeURIComponent(value).split(".")[0];
  for (const forged of [
    `${name}=${token}`,
    `${name}=${token}.AAAA`,
    `${name}=${value.slice(0, -6)}`,
    `${name}=`,
  ]) {
    expect((await problemOf(clientWith(forged).me())).status).toBe(401);
  }
});

test("signing out ends the session on the platform, too", async () => {
  const cookie = await signIn({ user: "ada" });
  const headers = { cookie, origin, "content-type": "application/json" };
  const answer = await send(
    new Request(`${origin}/v1/auth/sign-out`, { method: "POST", headers, body: "{}" }),
  );
  expect(answer.status).toBe(200);
  expect((await problemOf(clientWith(cookie).me())).status).toBe(401);
});

test("what of better-auth is not used is not there", async () => {
  const cookie = await signIn({ user: "ada" });
  const headers = { cookie, origin, "content-type": "application/json" };
  for (const path of [
    "update-user",
    "delete-user",
    "sign-up/email",
    "sign-in/email",
    "change-email",
    "link-social",
    "revoke-sessions",
  ]) {
    const answer = await send(
      new Request(`${origin}/v1/auth/${path}`, { method: "POST", headers, body: '{"handle":"admin"}' }),
    );
    expect(answer.status, path).toBe(404);
  }
});

test("a device is let in by who enters its code, with what it asked for, once", async () => {
  const asked = await visitor.requestDevice({ name: "laptop", scopes: ["submitter"] });
  expect(asked.userCode).toMatch(/^[B-Z]{4}-[B-Z]{4}$/);
  expect(asked.completeUrl).toBe(`${origin}/device?code=${asked.userCode}`);
  expect(await visitor.deviceToken(asked.deviceCode)).toBeNull();
  expect((await problemOf(visitor.deviceToken(asked.deviceCode))).code).toBe("slow-down");
  expect((await problemOf(visitor.device(asked.userCode))).code).toBe("session-missing");
  const { token: adasToken } = await admin.createToken({ user: "ada", scopes: ["submitter", "runner"] });
  expect((await problemOf(clientOf(adasToken).approveDevice(asked.userCode))).code).toBe("session-missing");
  const ada = clientWith(await signIn({ user: "ada" }));
  const typed = asked.userCode.toLowerCase().replace("-", " ");
  expect(await ada.device(typed)).toMatchObject({
    name: "laptop",
    scopes: ["submitter"],
    userCode: asked.userCode,
  });
  await ada.approveDevice(typed);
  expect((await problemOf(ada.approveDevice(typed))).status).toBe(404);
  const token = await visitor.deviceToken(asked.deviceCode);
  expect(token).toMatchObject({ user: "ada", name: "laptop", scopes: ["submitter"] });
  expect(await clientOf(token?.token).me()).toMatchObject({ user: "ada", by: "token", token: token?.id });
  expect(await problemOf(visitor.deviceToken(asked.deviceCode))).toMatchObject({ status: 410 });
});

test("a device that is turned away, too late, or asks to be an admin gets no token", async () => {
  const ada = clientWith(await signIn({ user: "ada" }));
  const denied = await visitor.requestDevice({ name: "stranger" });
  await ada.denyDevice(denied.userCode);
  expect(await problemOf(visitor.deviceToken(denied.deviceCode))).toMatchObject({
    status: 403,
    code: "device-denied",
  });
  expect((await problemOf(ada.approveDevice(denied.userCode))).status).toBe(404);
  const late = await visitor.requestDevice({ name: "late" });
  await database.run(sql`UPDATE devices SET expires_at = 1`);
  expect((await problemOf(ada.approveDevice(late.userCode))).status).toBe(404);
  expect((await problemOf(visitor.deviceToken(late.deviceCode))).status).toBe(410);
  expect((await problemOf(visitor.requestDevice({ name: "x", scopes: ["admin" as "runner"] }))).status).toBe(
    422,
  );
  expect((await problemOf(visitor.deviceToken("stp_guess"))).status).toBe(410);
});

test("a submission's name belongs to its first owner, until an admin gives it away", async () => {
  const ada = clientWith(await signIn({ user: "ada" }));
  const eve = clientWith(await signIn({ user: "eve" }));
  await ada.createSubmission(sourceOf("adas_own"));
  const changed = {
    entry: "submission.ts",
    files: { "submission.ts": `${sourceOf("adas_own").files["submission.ts"]}//` },
  };
  expect(await problemOf(eve.createSubmission(changed))).toMatchObject({ status: 403, code: "name-taken" });
  expect((await problemOf(admin.transferSubmission("adas_own", "nobody-there"))).status).toBe(404);
  expect((await problemOf(admin.transferSubmission("no_such_name", "eve"))).status).toBe(404);
  await admin.transferSubmission("adas_own", "eve");
  expect(await eve.createSubmission(changed)).toMatchObject({ number: 2 });
  expect(
    (
      await problemOf(
        ada.createSubmission({
          ...changed,
          files: { "submission.ts": `${changed.files["submission.ts"]}//` },
        }),
      )
    ).code,
  ).toBe("name-taken");
  expect((await visitor.submissions({ owner: "eve" })).map(({ name }) => name)).toContain("adas_own");
});

/** A person who has signed in for the first time, as GitHub or a mailed link leave them. */
async function newcomer(email: string, suggestedHandle: string | null) {
  const cookie = await signIn({ user: "to-be-renamed" });
  await database.run(
    sql`UPDATE people SET handle = NULL, email = ${email}, name = ${`Dr ${email}`}, suggested_handle = ${suggestedHandle} WHERE handle = 'to-be-renamed'`,
  );
  return clientWith(cookie);
}

test("a handle is chosen at the first sign-in, once, and none that is or was another's", async () => {
  const grace = await newcomer("grace@navy.test", "ada");
  // Ada is there already: the suggestion is none.
  expect(await grace.me()).toMatchObject({
    user: null,
    scopes: [],
    email: "grace@navy.test",
    suggestedHandle: null,
  });
  expect((await problemOf(grace.createToken({ scopes: ["submitter"] }))).status).toBe(401);
  for (const taken of ["ada", "admin", "you", "deleted-1234"]) {
    expect(await problemOf(grace.chooseHandle(taken)), taken).toMatchObject({
      status: 409,
      code: "handle-taken",
    });
  }
  for (const bad of [
    "",
    "Grace",
    "grace hopper",
    "-grace",
    "grace-",
    "g".repeat(40),
    "gräce",
    "a/b",
    "..",
    "grace\u202e",
  ]) {
    expect((await problemOf(grace.chooseHandle(bad))).status, bad).toBe(422);
  }
  expect((await grace.chooseHandle("grace")).user).toBe("grace");
  expect((await problemOf(grace.chooseHandle("grace2"))).code).toBe("handle-chosen");
  expect((await grace.createToken({ scopes: ["submitter"] })).user).toBe("grace");
});

test("of one handle that two choose at once one gets it, and one person gets one handle", async () => {
  const one = await newcomer("one@x.test", null);
  const other = await newcomer("other@x.test", null);
  const both = await Promise.allSettled([one.chooseHandle("wanted"), other.chooseHandle("wanted")]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const loser = both[0]?.status === "rejected" ? one : other;
  await Promise.allSettled([loser.chooseHandle("first"), loser.chooseHandle("second")]);
  const [{ n } = { n: 0 }] = await database.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM users WHERE name IN ('first', 'second')`,
  );
  expect(n).toBe(1);
});

test("deleting one's account leaves nothing of the person in any table, and all results", async () => {
  const person = await newcomer("rosalind@private.test", null);
  await person.chooseHandle("rosalind");
  const { token } = await person.createToken({ name: "rosalinds laptop", scopes: ["submitter", "runner"] });
  const entry = await enter(person, "kept_after_all");
  await register(clientOf(token), "rosalinds-machine");
  await clientOf(token).lease((await visitor.runners({ owner: "rosalind" }))[0]?.id ?? "");
  await admin.createSignInLink({ user: "rosalind" });
  const asked = await visitor.requestDevice({ name: "rosalind-phone" });
  await person.approveDevice(asked.userCode);
  await person.deleteMe();
  expect((await problemOf(person.me())).status).toBe(401);
  expect((await problemOf(clientOf(token).me())).code).toBe("token-unknown");
  expect((await problemOf(visitor.deviceToken(asked.deviceCode))).status).toBe(410);
  const owner = (await visitor.submission("kept_after_all")).owner;
  expect(owner).toMatch(/^deleted-[0-9a-f]{10}$/);
  expect((await visitor.entry(entry.id)).submission).toBe("kept_after_all");
  const tables = (
    await database.all<{ name: string }>(sql`SELECT name FROM sqlite_master WHERE type = 'table'`)
  ).filter(({ name }) => !/^(?:_cf|sqlite|d1)_/.test(name));
  expect(tables.length).toBeGreaterThan(14);
  for (const { name } of tables) {
    const rows = JSON.stringify(await database.all(sql`SELECT * FROM ${sql.identifier(name)}`));
    expect(rows, name).not.toMatch(/rosalind/i);
  }
  // Nobody else becomes her.
  const other = await newcomer("other@private.test", "rosalind");
  expect((await other.me()).suggestedHandle).toBeNull();
  expect((await problemOf(other.chooseHandle("rosalind"))).code).toBe("handle-taken");
  // Nor does an operator make anybody her.
  expect((await problemOf(admin.createToken({ user: "rosalind", role: "runner" }))).code).toBe(
    "handle-retired",
  );
  expect((await problemOf(admin.createSignInLink({ user: "rosalind" }))).code).toBe("handle-retired");
});

test.each(["a token", "a device's token"])(
  "an account that is deleted while %s is made for it stays gone",
  async (what) => {
    const handle = what === "a token" ? "lovelace" : "babbage";
    const person = await newcomer(`${handle}@private.test`, null);
    await person.chooseHandle(handle);
    const { token } = await person.createToken({ scopes: ["submitter"] });
    const asked = await visitor.requestDevice({ name: "a phone" });
    await person.approveDevice(asked.userCode);
    const DB = interrupted(() => person.deleteMe(), 2);
    const made =
      what === "a token"
        ? clientOf(token, { DB }).createToken({ scopes: ["submitter"], days: 1 })
        : clientOf(undefined, { DB }).deviceToken(asked.deviceCode);
    expect((await problemOf(made)).code).toBe("handle-retired");
    expect(await database.all(sql`SELECT name FROM users WHERE name = ${handle}`)).toEqual([]);
  },
);

test("an account that is deleted in the middle of whatever it does leaves nothing of itself behind, and no fault", async () => {
  const worker = await machineOf("worker");
  const { id } = await enter(await clientFor("submitter", "stayer"), "of_a_stayer");
  await work(worker);
  const [trial] = (await visitor.entry(id)).trialGrid;
  const requests: Readonly<
    Record<string, (client: Client, of: { runner: string; version: string }) => Promise<unknown>>
  > = {
    entered: (client, { version }) => client.createEntry({ version, board: "smoke.self.cpu-wasm" }),
    registered: (client) => register(client, "anew"),
    audited: (client, { runner }) => client.lease(runner),
    challenged: (client) => client.challenge(trial?.id ?? ""),
  };
  for (const [what, request] of Object.entries(requests)) {
    const handle = `gone-${what}`;
    const person = clientWith(await signIn({ user: handle }));
    const { token } = await person.createToken({ scopes: ["submitter", "runner"] });
    const { id: runner } = await register(clientOf(token), `${what}-machine`);
    const { version } = await person.createSubmission(sourceOf(`${what}_submission`));
    const DB = interrupted(() => person.deleteMe(), what === "registered" ? 2 : 3);
    if (what === "challenged") await work(await machineOf("judge"));
    const said = await request(clientOf(token, { DB }), { runner, version }).then(
      () => 200,
      (error) => error.status,
    );
    expect(said, what).toBeLessThan(500);
    for (const table of ["users", "runners", "entries", "turns", "audits", "events", "usage"]) {
      const rows = JSON.stringify(await database.all(sql`SELECT * FROM ${sql.identifier(table)}`));
      expect(rows, `${what}: ${table}`).not.toContain(handle);
    }
  }
  // What an operator does to them, neither.
  const person = clientWith(await signIn({ user: "gone-void" }));
  const DB = interrupted(() => person.deleteMe(), 2);
  const operator = clientOf(bindings.STEEPEST_ADMIN_TOKEN, { DB });
  const made = operator.void({ kind: "user", subject: "gone-void", reason: "they lie" });
  expect(await problemOf(made)).toMatchObject({ status: 404 });
  expect(await database.all(sql`SELECT * FROM voids WHERE subject = 'gone-void'`)).toEqual([]);
});

test("without a secret nobody signs in, and cookies count for nothing", async () => {
  const cookie = await signIn({ user: "ada" });
  const bare = { ...bindings, STEEPEST_ADMIN_TOKEN: "" };
  const { createApp } = await import("../app.ts");
  const app = createApp();
  const ways = await app.fetch(new Request(`${origin}/v1/sign-in`), bare);
  expect(await ways.json()).toEqual({ enabled: false, github: false, mail: false });
  expect((await app.fetch(new Request(`${origin}/v1/auth/link?token=x`), bare)).status).toBe(404);
  expect((await app.fetch(new Request(`${origin}/v1/me`, { headers: { cookie } }), bare)).status).toBe(401);
});
