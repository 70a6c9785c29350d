import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connect } from "./apiOptions.ts";
import { credentialOf, keepCredential } from "./credentials.ts";

const home = mkdtempSync(join(tmpdir(), "steepest-credentials-"));
afterAll(() => rmSync(home, { recursive: true }));
const file = join(home, "credentials.json");

const one = { user: "ada", token: "stp_one", expiresAt: "2030-01-01T00:00:00.000Z" };
const other = { ...one, token: "stp_other" };

test("each platform has its own credential, in a file that only this user may read", () => {
  keepCredential(home, "http://one.test", one);
  chmodSync(file, 0o644);
  keepCredential(home, "http://other.test", other);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(credentialOf(home, "http://one.test")).toEqual(one);
  expect(credentialOf(home, "http://other.test")).toEqual(other);
  for (const api of ["https://one.test", "http://one.test:81", "constructor", "__proto__"]) {
    expect(credentialOf(home, api)).toBeNull();
  }
  keepCredential(home, "http://one.test", null);
  expect(readFileSync(file, "utf8")).not.toContain("stp_one");
  expect(credentialOf(home, "http://other.test")).toEqual(other);
});

test("what is given goes before what was logged in with, which no other platform is sent", async () => {
  const io = (env: Record<string, string>) => ({ env, home });
  const sent: (string | null)[] = [];
  const original = globalThis.fetch;
  globalThis.fetch = async (request) => {
    sent.push(new Request(request).headers.get("authorization"));
    return Response.json({ status: "ok", api: "v1", time: new Date().toISOString() });
  };
  try {
    await connect({ api: "http://other.test" }, io({})).client.health();
    await connect({ api: "http://other.test" }, io({ STEEPEST_TOKEN: "stp_env" })).client.health();
    await connect(
      { api: "http://other.test", token: "stp_arg" },
      io({ STEEPEST_TOKEN: "stp_env" }),
    ).client.health();
  } finally {
    globalThis.fetch = original;
  }
  expect(sent).toEqual(["Bearer stp_other", "Bearer stp_env", "Bearer stp_arg"]);
  expect(() => connect({ api: "http://evil.test" }, io({}))).toThrow("needs a token");
});

test("a damaged file counts as none, and is written anew", () => {
  writeFileSync(file, "{");
  expect(credentialOf(home, "http://one.test")).toBeNull();
  keepCredential(home, "http://one.test", one);
  expect(credentialOf(home, "http://one.test")).toEqual(one);
});
