import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { admin, bindings, clientFor, clientOf, environment, sourceOf, visitor } from "../test/platform.ts";
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
    () => submitter.tokens(),
    () => submitter.registerRunner(registration),
    () => submitter.lease("r"),
    () => runner.tokens(),
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
