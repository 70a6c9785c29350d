import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import { expect, test } from "vitest";
import { createApp } from "../app.ts";
import type { Bindings } from "../bindings.ts";
import { admin, bindings, clientFor, clientOf, enter, sourceOf, tokenFor } from "../test/platform.ts";

const board = "quick.self.cpu-wasm";

const codeOf = (error: unknown): string => {
  if (!(error instanceof ApiError)) throw error;
  return `${error.status} ${error.code}`;
};

const submitter = async (user: string, variables: Partial<Bindings> = {}) =>
  clientOf(await tokenFor("submitter", user), variables);

test("of two uploads at once only one passes a quota of one, and what is refused is not stored", async () => {
  const ada = await submitter("ada-a", { STEEPEST_VERSIONS_PER_DAY: "1" });
  const uploads = ["one", "two", "three"].map((name) => ada.createSubmission(sourceOf(`ada_${name}`)));
  const results = await Promise.allSettled(uploads);
  const refused = results.flatMap((result) => (result.status === "rejected" ? [codeOf(result.reason)] : []));
  expect(refused).toEqual(["429 quota-versions", "429 quota-versions"]);
  expect(await ada.submissions({ owner: "ada-a" })).toHaveLength(1);
  expect((await ada.quota("ada-a")).used).toMatchObject({ versionsPerDay: 1 });
});

test("of two entries at once only one passes a quota of one; its end makes room", async () => {
  const bob = await submitter("bob-a", { STEEPEST_OPEN_ENTRIES: "1" });
  const versions = await Promise.all(["x", "y"].map((name) => bob.createSubmission(sourceOf(`bob_${name}`))));
  const results = await Promise.allSettled(
    versions.map(({ version }) => bob.createEntry({ version, board })),
  );
  const refused = results.flatMap((result) => (result.status === "rejected" ? [codeOf(result.reason)] : []));
  expect(refused).toEqual(["429 quota-entries"]);
  const [open] = await bob.entries({ owner: "bob-a", open: "true" });
  await bob.cancelEntry(open?.id ?? "");
  const other = versions.find(({ version }) => version !== open?.version);
  await bob.createEntry({ version: other?.version ?? "", board });
});

test("storage that is used up answers 403: waiting does not help", async () => {
  const bytes = JSON.stringify(sourceOf("eve_one")).length;
  const eve = await submitter("eve-a", { STEEPEST_STORED_BYTES: String(bytes + 100) });
  await eve.createSubmission(sourceOf("eve_one"));
  const { used } = await eve.quota("eve-a");
  expect(used.storedBytes).toBe(bytes);
  await expect(eve.createSubmission(sourceOf("eve_two")).catch((error) => codeOf(error))).resolves.toBe(
    "403 quota-bytes",
  );
});

test("the answer says when to come again: at midnight, in UTC", async () => {
  const token = await tokenFor("submitter", "cy-a");
  const upload = (name: string) =>
    createApp().request(
      "/v1/submissions",
      {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(sourceOf(name)),
      },
      { ...bindings, STEEPEST_VERSIONS_PER_DAY: "1" },
    );
  expect((await upload("cy_one")).status).toBe(201);
  const refused = await upload("cy_two");
  expect(refused.status).toBe(429);
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(86_400);
});

test("an admin sets what one user may have; admins have no quota, and nobody else looks at another's", async () => {
  const dan = await submitter("dan-a", { STEEPEST_VERSIONS_PER_DAY: "1", STEEPEST_OPEN_ENTRIES: "1" });
  await admin.setQuota("dan-a", { versionsPerDay: null, openEntries: 2 });
  await enter(dan, "dan_one");
  await enter(dan, "dan_two");
  const { version } = await dan.createSubmission(sourceOf("dan_three"));
  await expect(dan.createEntry({ version, board }).catch((error) => codeOf(error))).resolves.toBe(
    "429 quota-entries",
  );
  expect(await dan.quota("dan-a")).toMatchObject({
    quota: { versionsPerDay: null, openEntries: 2, storedBytes: null },
    set: { versionsPerDay: null, openEntries: 2 },
    used: { versionsPerDay: 3, openEntries: 2 },
  });
  await admin.setQuota("dan-a", {});
  expect((await dan.quota("dan-a")).quota).toMatchObject({ versionsPerDay: 1, openEntries: 1 });

  const operator = clientOf(bindings.STEEPEST_ADMIN_TOKEN, { STEEPEST_VERSIONS_PER_DAY: "1" });
  await operator.createSubmission(sourceOf("admin_one"));
  await operator.createSubmission(sourceOf("admin_two"));

  const fay = await clientFor("submitter", "fay-a");
  await expect(fay.quota("dan-a").catch((error) => codeOf(error))).resolves.toBe("404 unknown-user");
  await expect(fay.setQuota("fay-a", {}).catch((error) => codeOf(error))).resolves.toBe("403 wrong-role");
  await expect(admin.setQuota("nobody-a", {}).catch((error) => codeOf(error))).resolves.toBe(
    "404 unknown-user",
  );
});

test("without variables everybody has the quotas that are built in, unless limits are off", async () => {
  const token = await tokenFor("submitter", "gil-a");
  const built = await clientOf(token, { STEEPEST_LIMITS: "" }).quota("gil-a");
  expect(Object.values(built.quota).every((most) => most !== null && most > 10)).toBe(true);
  expect((await clientOf(token).quota("gil-a")).quota).toEqual({
    versionsPerDay: null,
    openEntries: null,
    storedBytes: null,
  });
  expect(
    (await clientOf(token, { STEEPEST_OPEN_ENTRIES: "0", STEEPEST_LIMITS: "" }).quota("gil-a")).quota,
  ).toMatchObject({ openEntries: null });
});
