import { expect, test } from "vitest";
import { createApp } from "../app.ts";
import { bindings, tokenFor } from "../test/platform.ts";
import { takeToken } from "./limitRate.ts";

test("a bucket gives what it holds, then says how long to wait, and fills up again", () => {
  const take = (now: number) => takeToken("bucket", 2, now);
  expect([take(0), take(0), take(0)]).toEqual([0, 0, 30]);
  expect([take(30_000), take(30_000)]).toEqual([0, 30]);
  expect([take(10_000_000), take(10_000_000), take(10_000_000)]).toEqual([0, 0, 30]);
});

test("whoever asks too often gets a 429 that says when to come again, and nobody else does", async () => {
  const limited = { ...bindings, STEEPEST_REQUESTS_PER_MINUTE: "1" };
  const app = createApp();
  const ask = (headers: Record<string, string>) => app.request("/v1/health", { headers }, limited);
  const [ada, bob] = [await tokenFor("submitter", "ada"), await tokenFor("submitter", "bob")];
  for (const headers of [{ authorization: `Bearer ${ada}` }, { "cf-connecting-ip": "192.0.2.1" }]) {
    expect((await ask(headers)).status).toBe(200);
    const refused = await ask(headers);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ type: "urn:steepest:problem:too-many-requests" });
  }
  expect((await ask({ authorization: `Bearer ${bob}` })).status).toBe(200);
  expect((await ask({ "cf-connecting-ip": "192.0.2.2" })).status).toBe(200);
});
