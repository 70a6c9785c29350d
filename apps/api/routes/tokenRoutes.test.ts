import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { environment } from "../test/environment.ts";
import { admin, bindings, clientFor, clientOf, sourceOf, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";

const database = openDatabase(bindings.DB);

test("a token works until it is revoked, and its secret is nowhere in the database", async () => {
  const { id, token } = await admin.createToken({ user: "ada", role: "submitter" });
  expect(token).toMatch(/^stp_[0-9a-f]{64}$/);
  await clientOf(token).createSubmission(sourceOf("with_token"));
  const listed = (await admin.tokens()).find((one) => one.id === id);
  expect(listed?.lastUsedAt).not.toBeNull();
  expect(JSON.stringify(await database.all(sql`SELECT * FROM tokens`))).not.toContain(token);
  await admin.revokeToken(id);
  expect(await problemOf(clientOf(token).submissions())).toMatchObject({
    status: 401,
    code: "token-unknown",
  });
  expect(await problemOf(admin.revokeToken(id))).toMatchObject({ status: 404, code: "unknown-token" });
});

test("an expired token is refused, saying since when", async () => {
  const { id, token } = await admin.createToken({ user: "ada", role: "submitter", days: 1 });
  await database.run(sql`UPDATE tokens SET created_at = 1, expires_at = 2 WHERE id = ${id}`);
  expect(await problemOf(clientOf(token).submissions())).toMatchObject({
    status: 401,
    code: "token-expired",
    detail: expect.stringContaining("1970-01-01"),
  });
});

test("every role is kept to its own routes; an admin may use all", async () => {
  const submitter = await clientFor("submitter", "ada");
  const runner = await clientFor("runner", "machine");
  const registration = { name: "runner-1", environment };
  for (const call of [
    () => submitter.registerRunner(registration),
    () => submitter.lease("r"),
    () => runner.createSubmission(sourceOf("from_runner")),
    () => runner.createEntry({ version: "v", board: "quick.self.cpu-wasm" }),
  ]) {
    expect(await problemOf(call())).toMatchObject({ status: 403, code: "wrong-role" });
  }
  expect((await admin.registerRunner({ ...registration, name: "admins" })).name).toBe("admins");
});

test("what changes something needs a token; what reads does not", async () => {
  for (const call of [
    () => visitor.createSubmission(sourceOf("anonymous")),
    () => visitor.createEntry({ version: "v", board: "quick.self.cpu-wasm" }),
    () => visitor.cancelEntry("e"),
    () => visitor.uploadRecords("e", []),
    () => visitor.registerRunner({ name: "r", environment }),
    () => visitor.lease("r"),
    () => visitor.heartbeat("t", { attempt: 1, progress: null }),
    () => visitor.release("t", { attempt: 1, cause: "drain", reason: "" }),
    () => visitor.createToken({ user: "eve", role: "admin" }),
    () => visitor.tokens(),
    () => visitor.revokeToken("t"),
  ]) {
    expect(await problemOf(call())).toMatchObject({ status: 401, code: "token-missing" });
  }
  expect((await visitor.workloads()).length).toBeGreaterThan(0);
  expect((await visitor.suite("quick")).id).toBe("quick");
  expect((await visitor.workload("mnist_mlp")).id).toBe("mnist_mlp");
  expect((await visitor.suites()).length).toBeGreaterThan(0);
});

test("a bad token is refused even where none is needed", async () => {
  expect(await problemOf(clientOf("stp_wrong").health())).toMatchObject({ code: "token-unknown" });
});

const dayMilliseconds = 86_400_000;

test("a token makes tokens that may do no more and live no longer than itself, for its own user", async () => {
  const { token } = await admin.createToken({ user: "grace", scopes: ["submitter"], days: 30 });
  const grace = clientOf(token);
  const made = await grace.createToken({ name: "laptop", scopes: ["submitter"], days: 29 });
  expect(made).toMatchObject({ user: "grace", name: "laptop", scopes: ["submitter"] });
  expect(Date.parse(made.expiresAt)).toBeLessThan(Date.now() + 30 * dayMilliseconds);
  for (const request of [
    { scopes: ["submitter" as const], days: 31 },
    { scopes: ["runner" as const], days: 1 },
    { scopes: ["submitter" as const, "admin" as const], days: 1 },
    { role: "admin" as const, days: 1 },
    { user: "ada", role: "submitter" as const, days: 1 },
    { user: "nobody-yet", role: "submitter" as const, days: 1 },
  ]) {
    expect(await problemOf(grace.createToken(request))).toMatchObject({
      status: 403,
      code: "token-beyond-yours",
    });
  }
  expect((await problemOf(grace.createToken({ days: 1 }))).status).toBe(422);
  expect((await problemOf(grace.createToken({ scopes: ["submitter"], role: "submitter" }))).status).toBe(422);
});

test("tokens are listed and revoked by their own user only, and one may end itself but not a stronger one", async () => {
  const strong = await admin.createToken({ user: "hopper", scopes: ["submitter", "runner"] });
  const weak = await admin.createToken({ user: "hopper", scopes: ["runner"] });
  const other = await admin.createToken({ user: "mallory", scopes: ["submitter", "runner"] });
  const ids = (await clientOf(weak.token).tokens()).map(({ id }) => id);
  expect(ids.sort()).toEqual([strong.id, weak.id].sort());
  expect(await clientOf(other.token).tokens({ user: "hopper" })).toEqual([]);
  expect(await problemOf(clientOf(other.token).revokeToken(weak.id))).toMatchObject({ status: 404 });
  expect(await problemOf(clientOf(weak.token).revokeToken(strong.id))).toMatchObject({
    status: 403,
    code: "token-beyond-yours",
  });
  await clientOf(weak.token).revokeToken(weak.id);
  expect(await problemOf(clientOf(weak.token).tokens())).toMatchObject({ code: "token-unknown" });
  expect((await admin.tokens({ user: "hopper" })).map(({ id }) => id)).toEqual([strong.id]);
});
