import { expect, test } from "vitest";
import { createApp } from "../app.ts";
import type { Bindings, RateLimit } from "../bindings.ts";
import { bindings, tokenFor } from "../test/platform.ts";
import { addressOf } from "./addressOf.ts";
import { limitForms } from "./limitRate.ts";
import { takeToken } from "./rates.ts";

const app = createApp();
const ask = (path: string, headers: Record<string, string>, variables: Partial<Bindings>) =>
  app.request(path, { headers }, { ...bindings, ...variables });

test("a bucket gives what it holds, then says how long to wait, and fills up again", () => {
  const take = (now: number) => takeToken("bucket", 2, now);
  expect([take(0), take(0), take(0)]).toEqual([0, 0, 30]);
  expect([take(30_000), take(30_000)]).toEqual([0, 30]);
  expect([take(10_000_000), take(10_000_000), take(10_000_000)]).toEqual([0, 0, 30]);
});

test("whoever asks too often gets a 429 that says when to come again, and nobody else does", async () => {
  const health = (headers: Record<string, string>) =>
    ask("/v1/health", headers, { STEEPEST_REQUESTS_PER_MINUTE: "1" });
  const [ada, bob] = [await tokenFor("submitter", "ada"), await tokenFor("submitter", "bob")];
  for (const headers of [{ authorization: `Bearer ${ada}` }, { "cf-connecting-ip": "192.0.2.1" }]) {
    expect((await health(headers)).status).toBe(200);
    const refused = await health(headers);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ type: "urn:steepest:problem:too-many-requests" });
  }
  expect((await health({ authorization: `Bearer ${bob}` })).status).toBe(200);
  expect((await health({ "cf-connecting-ip": "192.0.2.2" })).status).toBe(200);
});

/** Cloudflare's counter as its documentation has it: so many a key. */
const counterOf = (limit: number): RateLimit & { readonly counted: Map<string, number> } => {
  const counted = new Map<string, number>();
  return {
    counted,
    async limit({ key }) {
      counted.set(key, (counted.get(key) ?? 0) + 1);
      return { success: (counted.get(key) ?? 0) <= limit };
    },
  };
};

test("Cloudflare's counters count where they are bound, unless limits are off", async () => {
  const counter = counterOf(2);
  const health = (limits: string) =>
    ask(
      "/v1/health",
      { "cf-connecting-ip": "192.0.2.3" },
      { STEEPEST_LIMITS: limits, RATE_ADDRESS_REQUESTS: counter },
    );
  const statuses = [];
  for (const limits of ["", "", "", "off"]) statuses.push((await health(limits)).status);
  expect(statuses).toEqual([200, 200, 429, 200]);
  expect([...counter.counted]).toEqual([["address address 192.0.2.3", 3]]);
});

test("the deployment's configuration binds Cloudflare's counters, at the rates that are built in", async () => {
  const env = bindings as unknown as Record<string, RateLimit>;
  for (const name of ["USER_REQUESTS", "ADDRESS_REQUESTS", "UPLOADS", "FORMS", "GUESSES"]) {
    expect(await env[`RATE_${name}`]?.limit({ key: "anybody" })).toEqual({ success: true });
  }
});

test.each([
  ["the bucket", {}],
  [
    "Cloudflare's counter",
    { STEEPEST_GUESSES_PER_MINUTE: "", STEEPEST_LIMITS: "", RATE_GUESSES: counterOf(3) },
  ],
])("who has tried too many wrong tokens is let try no right one, by %s", async (name, variables) => {
  const address = { "cf-connecting-ip": `guesser of ${name}` };
  const right = await tokenFor("submitter", "ada");
  const tried = (token: string, from = address) =>
    ask(
      "/v1/me",
      { ...from, authorization: `Bearer ${token}` },
      { STEEPEST_GUESSES_PER_MINUTE: "3", ...variables },
    );
  for (let guess = 0; guess < 4; guess++) await tried(`stp_guess-${guess}`);
  const refused = await tried(right);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await tried(right, { "cf-connecting-ip": `another than ${name}` })).status).toBe(200);
  // Reading without a token is no guess.
  expect((await ask("/v1/health", address, { STEEPEST_GUESSES_PER_MINUTE: "3", ...variables })).status).toBe(
    200,
  );
});

test("codes of devices and links to sign in are guesses too; what is merely not there is none", async () => {
  const variables = { STEEPEST_GUESSES_PER_MINUTE: "2", STEEPEST_AUTH_SECRET: "x".repeat(32) };
  const repeat = async (path: string, from: string, init: RequestInit = {}) => {
    const statuses: number[] = [];
    for (let time = 0; time < 3; time++) {
      const headers = { "content-type": "application/json", "cf-connecting-ip": from };
      statuses.push((await app.request(path, { ...init, headers }, { ...bindings, ...variables })).status);
    }
    return statuses;
  };
  const body = JSON.stringify({ deviceCode: "none" });
  expect(await repeat("/v1/devices/token", "192.0.2.4", { method: "POST", body })).toEqual([410, 410, 429]);
  expect(await repeat("/v1/auth/link?token=none", "192.0.2.5")).toEqual([302, 302, 429]);
  expect(await repeat("/v1/entries/none", "192.0.2.6")).toEqual([404, 404, 404]);
});

test("forms are counted by address, pages that are read are not", async () => {
  const env = { ...bindings, STEEPEST_FORMS_PER_MINUTE: "1" };
  const send = (method: string, address: string) =>
    limitForms(
      new Request("http://site.test/submit", { method, headers: { "cf-connecting-ip": address } }),
      env,
    ).then(
      () => "taken",
      (problem) => problem.status,
    );
  expect(await send("POST", "192.0.2.7")).toBe("taken");
  expect(await send("POST", "192.0.2.7")).toBe(429);
  expect(await send("GET", "192.0.2.7")).toBe("taken");
  expect(await send("POST", "192.0.2.8")).toBe("taken");
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:0001:2:ffff::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("the address %s counts as %s: a customer has a whole /64", (address, counted) => {
  expect(addressOf(new Headers({ "cf-connecting-ip": address }))).toBe(counted);
});
