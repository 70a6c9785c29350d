import { UserError } from "@steepest/base/userError.ts";
import { boardViewSchema } from "@steepest/core/schema/api/boards.ts";
import { readEvents } from "@steepest/core/schema/api/readEvents.ts";
import { readExport } from "@steepest/core/schema/api/readExport.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { expect, test } from "vitest";
import { bindings, clientFor, enter, register, send, sourceOf, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { recordOf, runOfLease, runOfTrial } from "../test/recordOf.ts";

const ada = await clientFor("submitter", "ada");
const machine = await clientFor("runner", "machine");
const { id: runner } = await register(machine, "runner-1", 2);
const self = "quick.self.cpu-wasm";

/** Runs every trial of the queue, each submission with its own speed. Returns the leases' caps. */
async function runAll(secondsOf: (submission: string) => number | null): Promise<(number | null)[]> {
  const caps: (number | null)[] = [];
  for (let lease = await machine.lease(runner); lease !== null; lease = await machine.lease(runner)) {
    caps.push(lease.capSeconds);
    const record = recordOf(runOfLease(lease), secondsOf(lease.submission));
    await machine.report(lease.trial, { attempt: lease.attempt, record });
  }
  return caps;
}

test("every suite, ruleset and hardware class makes a board", async () => {
  const boards = (await visitor.suites()).flatMap(({ id }) => [
    `${id}.external.cpu-wasm`,
    `${id}.self.cpu-wasm`,
  ]);
  expect(boards.slice(0, 2)).toEqual(["quick.external.cpu-wasm", self]);
  expect((await visitor.boards()).map(({ id }) => id)).toEqual(boards);
  expect(await visitor.board(self)).toMatchObject({ rows: [], selfReported: [], rMax: 4 });
});

test("a board ranks faster submissions higher, in every measure", async () => {
  await enter(ada, "slow");
  await enter(ada, "fast");
  await runAll((submission) => (submission === "fast" ? 1 : 2));
  for (const measure of ["wall", "cpu", "steps"] as const) {
    const { rows } = await visitor.board(self, measure);
    expect(rows.map(({ rank, submission }) => [rank, submission])).toEqual([
      [1, "fast"],
      [2, "slow"],
    ]);
  }
  const [first, second] = (await visitor.board(self)).rows;
  expect(first).toMatchObject({ score: 1, provisional: false, times: { mnist_mlp: 1 } });
  // Twice the fastest time everywhere: the profile is 1 from τ = 2 to 4, of 3 in all.
  expect(second?.score).toBeCloseTo(2 / 3, 12);
  expect((await visitor.boards()).find(({ id }) => id === self)?.entries).toBe(2);
});

test("caps follow from complete entries: r_max × the fastest workload time", async () => {
  const late = await enter(ada, "late");
  const caps = await runAll(() => 3);
  expect(caps).toEqual(late.trialGrid.map(() => 4));
});

test("a heartbeat carries a cap that a faster trial of the same study made", async () => {
  const entry = await enter(ada, "searching", "external");
  const [slower, faster] = [await machine.lease(runner), await machine.lease(runner)];
  if (slower === null || faster === null) throw new Error("the queue is empty");
  expect([slower.study, faster.study, slower.capSeconds]).toEqual([0, 0, null]);
  await machine.report(faster.trial, { attempt: 1, record: recordOf(runOfLease(faster), 1.5) });
  const reply = await machine.heartbeat(slower.trial, { attempt: 1, progress: null });
  expect(reply.capSeconds).toBe(1.5);
  await ada.cancelEntry(entry.id);
});

test("an unfinished entry is provisional; a cancelled one has no rank any more, and stays listed", async () => {
  const entry = await enter(ada, "unfinished");
  const row = async () =>
    (await visitor.board(self)).rows.find(({ submission }) => submission === "unfinished");
  expect(await row()).toMatchObject({ provisional: true, progress: { finished: 0, total: 9 }, score: 0 });
  // One record of it is in: it is in no export after the cancellation.
  const lease = await machine.lease(runner);
  if (lease === null) throw new Error("the queue is empty");
  await machine.report(lease.trial, { attempt: lease.attempt, record: recordOf(runOfLease(lease), 1) });
  await ada.cancelEntry(entry.id);
  expect(await row()).toBeUndefined();
  const { unranked } = await visitor.board(self);
  expect(unranked).toMatchObject([{ entry: entry.id, status: "cancelled", number: 1 }]);
});

test("boards of the quick suite are for practice, in lists, on boards and as a suite", async () => {
  expect(
    (await visitor.boards()).filter(({ practice }) => !practice).map(({ suite }) => suite),
  ).not.toContain("quick");
  expect(await visitor.board(self)).toMatchObject({ practice: true });
  expect(await visitor.board("standard.self.cpu-wasm")).toMatchObject({ practice: false });
  const practice = (await visitor.suites()).filter((suite) => suite.practice).map(({ id }) => id);
  expect(practice).not.toContain("standard");
  expect(practice).not.toContain("standard_heldout");
  expect(practice).toContain("quick");
});

test("a list of boards names who leads", async () => {
  const summary = (await visitor.boards()).find(({ id }) => id === self);
  const [first] = (await visitor.board(self)).rows;
  expect(summary?.leader).toEqual({ submission: first?.submission, score: first?.score, provisional: false });
});

test("a board that has not changed is not sent again; it has no page beyond its last", async () => {
  const url = `http://api.test/v1/boards/${self}`;
  const answer = await send(new Request(url));
  const etag = answer.headers.get("etag") ?? "";
  const again = await send(new Request(url, { headers: { "if-none-match": etag } }));
  expect([answer.status, again.status, await again.text()]).toEqual([200, 304, ""]);
  expect(await problemOf(visitor.board(self, "reference", 2))).toMatchObject({
    status: 404,
    code: "unknown-page",
  });
  expect(await problemOf(visitor.board("standard.self.cpu-wasm", "reference", 2))).toMatchObject({
    status: 404,
    code: "unknown-page",
  });
  expect((await send(new Request(`${url}?page=0`))).status).toBe(400);
});

test("a view whose object is lost is made again", async () => {
  const before = await visitor.board(self);
  const { objects } = await bindings.STORE.list({ prefix: "boards/" });
  await bindings.STORE.delete(objects.map(({ key }) => key));
  const { updatedAt: _when, ...after } = await visitor.board(self);
  expect(before).toMatchObject(after);
});

test("self-reported entries stand apart and move no verified score", async () => {
  const before = (await visitor.board(self)).rows;
  const { version } = await ada.createSubmission(sourceOf("claimed"));
  const entry = await ada.createEntry({ version, board: self, trust: "self-reported", seed: 1 });
  const records = entry.trialGrid.map((trial) => recordOf(runOfTrial(entry, trial), 0.75));
  await ada.uploadRecords(entry.id, records);
  const board = await visitor.board(self);
  expect(board.selfReported).toMatchObject([{ submission: "claimed", rank: 1, trust: "self-reported" }]);
  expect(board.rows).toEqual(before);
});

test("the export has every record that counts, exactly as reported", async () => {
  const exported: TrialRecord[] = [];
  for await (const record of visitor.exportRecords(self)) exported.push(record);
  expect(exported).toHaveLength(4 * 9);
  const entry = (await visitor.entries({ submission: "fast" }))[0];
  const [trial] = (await visitor.entry(entry?.id ?? "")).trialGrid;
  expect(exported).toContainEqual(await visitor.record(trial?.id ?? ""));
});

test("an export says how it ends and what it lacks; the client takes no part for the whole", async () => {
  const url = `http://api.test/v1/export?board=${self}`;
  const text = async () => (await send(new Request(url))).text();
  const whole = await text();
  const lines = whole.split("\n").slice(0, -1);
  const last = JSON.parse(lines.at(-1) ?? "");
  const before = whole.slice(0, whole.length - (lines.at(-1)?.length ?? 0) - 1);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(before));
  const sha256 = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  expect(last).toMatchObject({
    format: "steepest-export-end/1",
    board: self,
    records: 36,
    missing: 0,
    sha256,
  });

  const [entry] = await visitor.entries({ submission: "fast" });
  const [gone, altered] = (await visitor.entry(entry?.id ?? "")).trialGrid;
  // Of all others the pack has copies.
  await bindings.DB.prepare("UPDATE records SET pack = NULL WHERE trial IN (?, ?)")
    .bind(gone?.id, altered?.id)
    .run();
  const keyOf = async (trial = "") => `records/${(await visitor.trial(trial)).record?.sha256}`;
  const [goneKey, alteredKey] = [await keyOf(gone?.id), await keyOf(altered?.id)];
  const kept = [await bindings.STORE.get(goneKey), await bindings.STORE.get(alteredKey)];
  const [goneBody = "", alteredBody = ""] = await Promise.all(kept.map((one) => one?.text()));
  await bindings.STORE.delete(goneKey);
  await bindings.STORE.put(alteredKey, "{}");
  const partial = (await text()).split("\n").slice(0, -1);
  expect(partial).toHaveLength(lines.length);
  const missing = partial.map((line) => JSON.parse(line)).filter(({ format }) => /missing/.test(format));
  expect(missing).toMatchObject([{ trial: gone?.id }, { trial: altered?.id }]);
  expect(JSON.parse(partial.at(-1) ?? "")).toMatchObject({ records: 34, missing: 2 });
  const read: TrialRecord[] = [];
  const error = await (async () => {
    for await (const record of visitor.exportRecords(self)) read.push(record);
  })().catch((thrown: unknown) => thrown);
  expect(read).toHaveLength(34);
  expect(error).toMatchObject({
    code: "export-incomplete",
    details: expect.stringContaining(gone?.id ?? ""),
  });
  await bindings.STORE.put(goneKey, goneBody);
  await bindings.STORE.put(alteredKey, alteredBody);
});

test("an export that breaks off, or of which a line was changed, is refused by the client", async () => {
  const whole = await (await send(new Request(`http://api.test/v1/export?board=${self}`))).text();
  const lines = whole.split("\n").slice(0, -1);
  const refusal = async (some: readonly string[]) => {
    try {
      for await (const _ of readExport(some));
      return null;
    } catch (error) {
      return error instanceof UserError ? `${error.code}: ${error.details}` : error;
    }
  };
  expect(await refusal(lines)).toBeNull();
  expect(await refusal(lines.slice(0, -1))).toMatch(/export-incomplete: It broke off after 36/);
  expect(await refusal([])).toMatch(/broke off after 0/);
  expect(await refusal(lines.slice(1))).toMatch(/says 36 records, but has 35/);
  expect(await refusal([...lines, lines[0] ?? ""])).toMatch(/follow its last/);
  expect(await refusal([lines[1] ?? "", lines[0] ?? "", ...lines.slice(2)])).toMatch(/checksum/);
  expect(await refusal([...lines.slice(0, 3), lines[3]?.slice(0, 50) ?? ""])).toMatch(/no JSON/);
});

test("a record is served for ever, and not twice to who has it", async () => {
  const [entry] = await visitor.entries({ submission: "fast" });
  const [trial] = (await visitor.entry(entry?.id ?? "")).trialGrid;
  const url = `http://api.test/v1/trials/${trial?.id}/record`;
  const response = await send(new Request(url));
  expect(response.headers.get("cache-control")).toContain("immutable");
  const etag = response.headers.get("etag") ?? "";
  const detail = await visitor.trial(trial?.id ?? "");
  expect(etag).toBe(`"${detail.record?.sha256}"`);
  expect((await send(new Request(url, { headers: { "if-none-match": etag } }))).status).toBe(304);
});

test("following a board yields it at once and at every change", async () => {
  const stopped = new AbortController();
  const url = `http://api.test/v1/boards/${self}/events`;
  const { body } = await send(new Request(url, { signal: stopped.signal }));
  if (body === null) throw new Error("the stream has no body");
  const counts: number[] = [];
  const { headers } = await send(new Request(`http://api.test/v1/boards/${self}`));
  for await (const { event, id, data } of readEvents(body)) {
    expect(event).toBe("board");
    // Who has rendered the board from a plain answer knows the first event for the same, and the next for another.
    expect(`"${id}"` === headers.get("etag")).toBe(counts.length === 0);
    counts.push(boardViewSchema.parse(JSON.parse(data)).rows.length);
    if (counts.length === 2) break;
    await enter(ada, "newcomer");
  }
  stopped.abort();
  expect(counts).toEqual([3, 4]);
});

test("unknown boards and measures are refused", async () => {
  for (const id of ["nonsense", "slow.self.cpu-wasm", "quick.self.abacus"]) {
    expect(await problemOf(visitor.board(id))).toMatchObject({ status: 404, code: "unknown-board" });
  }
  const response = await send(new Request(`http://api.test/v1/boards/${self}?measure=luck`));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ path: "measure" }] });
});
