import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { mostLabResults } from "../lab/createLabResult.ts";
import { labResultOf } from "../test/labResult.ts";
import { admin, bindings, clientFor, clientOf, send, sourceOf, tokenFor, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";

const database = openDatabase(bindings.DB);
const ada = await clientFor("submitter", "ada");
const eve = await clientFor("submitter", "eve");
const elsewhere = "e".repeat(64);
const stored = async (user: string) => (await admin.quota(user)).used.storedBytes;
const eventsOf = (id: string) =>
  database.all(sql`SELECT kind, user FROM events WHERE detail = ${id} ORDER BY id`);

test("a result is kept with findings and report, listed, and named by the submission whose files it is of", async () => {
  const before = await visitor.labResults();
  const early = await ada.createLabResult(labResultOf(elsewhere, "not_here"));
  expect(early.subjects).toEqual([{ name: "not_here", version: elsewhere, submission: null }]);
  const { version } = await ada.createSubmission(sourceOf("measured"));
  const sent = labResultOf(version);
  const created = await ada.createLabResult(sent);
  expect(created).toMatchObject({ owner: "ada", private: false, instrument: "curvature" });
  expect(created.subjects).toEqual([
    { name: "measured", version, submission: { name: "measured", number: 1 } },
  ]);
  expect(await visitor.labResult(created.id)).toEqual({ ...created, ...sent });
  expect(await visitor.labResults()).toEqual([created, early, ...before]);
  expect(await visitor.labResults({ submission: "measured" })).toEqual([created]);
  expect(await visitor.labResults({ workload: "mnist_mlp", owner: "ada" })).toEqual([created, early]);
  expect(await visitor.labResults({ workload: "xor" })).toEqual([]);
  expect(await visitor.labResults({ owner: "eve" })).toEqual([]);
  expect(await eventsOf(created.id)).toEqual([{ kind: "lab-uploaded", user: "ada" }]);
});

test("a list goes on where its link says", async () => {
  const first = await send(new Request("http://api.test/v1/lab?limit=1"));
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  const second = await send(new Request(`http://api.test${next}`));
  const [[one], [two]] = [
    (await first.json()) as { id: string }[],
    (await second.json()) as { id: string }[],
  ];
  expect(two?.id).toMatch(/^l[0-9a-f]{12}$/);
  expect(two?.id).not.toBe(one?.id);
});

test("a result of a version uploaded later is named by it from then on, and not to who may not see it", async () => {
  const late = sourceOf("late");
  const { version } = await ada.createSubmission(late, { isPrivate: true });
  const { id } = await eve.createLabResult(labResultOf(version, "late"));
  expect((await ada.labResult(id)).subjects[0]?.submission).toEqual({ name: "late", number: 1 });
  expect((await visitor.labResult(id)).subjects[0]?.submission).toBeNull();
  expect((await eve.labResult(id)).subjects[0]?.submission).toBeNull();
  expect(await visitor.labResults({ submission: "late" })).toEqual([]);
  expect((await ada.labResults({ submission: "late" })).map((one) => one.id)).toEqual([id]);
});

test("a private result is its owner's; who owns it or is an admin deletes it and frees its storage", async () => {
  const before = await stored("ada");
  const { id, bytes } = await ada.createLabResult(labResultOf(elsewhere), { isPrivate: true });
  expect((await stored("ada")) - before).toBe(bytes);
  for (const other of [visitor, eve, clientOf(await tokenFor("runner", "ada"))]) {
    expect((await problemOf(other.labResult(id))).status).toBe(404);
    expect((await other.labResults()).map((one) => one.id)).not.toContain(id);
  }
  expect((await problemOf(eve.deleteLabResult(id))).status).toBe(404);
  expect((await problemOf(visitor.deleteLabResult(id))).status).toBe(401);
  expect((await ada.labResult(id)).private).toBe(true);
  await ada.deleteLabResult(id);
  expect(await stored("ada")).toBe(before);
  expect((await problemOf(ada.labResult(id))).status).toBe(404);
  expect((await problemOf(ada.deleteLabResult(id))).status).toBe(404);
  expect(await bindings.STORE.get(`lab/${id}`)).toBeNull();
  expect(await database.all(sql`SELECT * FROM lab_subjects WHERE result = ${id}`)).toEqual([]);
  expect(await eventsOf(id)).toEqual([
    { kind: "lab-uploaded", user: "ada" },
    { kind: "lab-deleted", user: "ada" },
  ]);
  const shown = await ada.createLabResult(labResultOf(elsewhere));
  expect((await problemOf(eve.deleteLabResult(shown.id))).code).toBe("not-your-result");
  await admin.deleteLabResult(shown.id);
  expect(await stored("ada")).toBe(before);
});

test("a private result is published by its owner, for good, and by nobody else", async () => {
  const { id } = await ada.createLabResult(labResultOf(elsewhere), { isPrivate: true });
  expect((await problemOf(eve.publishLabResult(id))).status).toBe(404);
  expect((await problemOf(visitor.publishLabResult(id))).status).toBe(401);
  expect((await problemOf(clientOf(await tokenFor("runner", "ada")).publishLabResult(id))).status).toBe(403);
  expect(await ada.publishLabResult(id)).toMatchObject({ id, private: false });
  expect(await ada.publishLabResult(id)).toMatchObject({ id, private: false });
  expect(await visitor.labResult(id)).toMatchObject({ id, private: false });
  expect((await problemOf(eve.publishLabResult(id))).code).toBe("not-your-result");
  expect(await eventsOf(id)).toEqual([
    { kind: "lab-uploaded", user: "ada" },
    { kind: "lab-published", user: "ada" },
  ]);
  await ada.deleteLabResult(id);
});

test("two who delete at once free the storage once", async () => {
  const before = await stored("ada");
  const { id } = await ada.createLabResult(labResultOf(elsewhere));
  await Promise.allSettled([ada.deleteLabResult(id), admin.deleteLabResult(id)]);
  expect(await stored("ada")).toBe(before);
  expect(
    await database.all(sql`SELECT * FROM events WHERE kind = 'lab-deleted' AND detail = ${id}`),
  ).toHaveLength(1);
});

test("what is no result of the lab, or would draw without end, is refused with its field", async () => {
  const good = labResultOf(elsewhere);
  const { file, report } = good;
  const [figure] = report.figures;
  if (figure?.kind !== "lines") throw new Error("the example has lines");
  const points = Array.from({ length: 5000 }, (_, x) => [x, x] as [number, number]);
  const many = { ...figure, series: [{ name: "a", points }] };
  const bad = (body: unknown) =>
    send(
      new Request("http://api.test/v1/lab", {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
  const token = await tokenFor("submitter", "ada");
  for (const [what, body] of Object.entries({
    format: { ...good, file: { ...file, format: "steepest-lab/2" } },
    direction: { ...good, report: { ...report, lines: ["\u202eevil"] } },
    markup: { ...good, report: { ...report, figures: [{ kind: "svg", svg: "<svg/>" }] } },
    more: { ...good, html: "<script>" },
    version: { ...good, file: { ...file, subjects: [{ ...file.subjects[0], version: "../records/x" }] } },
    instrument: { ...good, file: { ...file, instrument: "x; rm -rf ~" } },
    nobody: { ...good, file: { ...file, subjects: [] } },
    huge: {
      ...good,
      report: { ...report, figures: [{ ...figure, series: [{ name: "a", points: [[0, 1e300]] }] }] },
    },
    endless: { ...good, report: { ...report, figures: [many, many, many, many, many] } },
  })) {
    expect((await bad(body)).status, what).toBe(422);
  }
  expect((await bad({ ...good, report: { ...report, lines: ["x".repeat(4 * 2 ** 20)] } })).status).toBe(413);
  expect((await bad(good)).status).toBe(201);
});

test("storage and number of results have an end, also for two at once; a refused one leaves nothing", async () => {
  const bob = await clientFor("submitter", "bob");
  await admin.setQuota("bob", { storedBytes: 2000 });
  const both = await Promise.allSettled([1, 2].map(() => bob.createLabResult(labResultOf(elsewhere))));
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await problemOf(bob.createLabResult(labResultOf(elsewhere)))).code).toBe("quota-bytes");
  const full = await clientFor("submitter", "full");
  await database.run(sql`
    INSERT INTO lab_results SELECT 'full' || value, 'full', 0, 'x', 'x', 'x', '[]', 1, 1
    FROM json_each(${JSON.stringify(Array.from({ length: mostLabResults - 1 }, (_, at) => at))})`);
  const last = await Promise.allSettled([1, 2].map(() => full.createLabResult(labResultOf(elsewhere))));
  expect(last.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await problemOf(full.createLabResult(labResultOf(elsewhere)))).code).toBe("quota-lab");
  const kept = await bindings.STORE.list({ prefix: "lab/" });
  const rows = await database.all<{ id: string }>(sql`SELECT id FROM lab_results`);
  const ids = new Set(rows.map(({ id }) => `lab/${id}`));
  expect(kept.objects.filter(({ key }) => !ids.has(key))).toEqual([]);
});
